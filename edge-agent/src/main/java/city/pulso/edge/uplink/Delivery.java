package city.pulso.edge.uplink;

/** What became of one attempt to send a batch. None of them allows to delete it: a receipt does. */
public enum Delivery {
  /** The next hop has it. */
  TAKEN,
  /** The next hop took it and had nobody to give it to, or no room for it: due again soon. */
  NOT_HEARD
}
