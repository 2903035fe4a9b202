package city.pulso.flink.mqtt;

/** When the source releases the PUBACK of a QoS 1 message. */
public enum Acknowledgement {
  /** When a checkpoint that contains the message has completed. Needs checkpointing. */
  AFTER_CHECKPOINT,
  /** As soon as the message was emitted: for jobs without checkpoints, and for fresh sessions. */
  AFTER_EMISSION
}
