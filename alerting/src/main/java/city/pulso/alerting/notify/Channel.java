package city.pulso.alerting.notify;

/** A means of telling one receiver. Called by one thread at a time. */
public interface Channel {

  /**
   * Tries once, within the receiver's timeout.
   *
   * @throws InterruptedException when told to stop; whether the receiver has it is then unknown
   */
  Delivery deliver(Notification notification) throws InterruptedException;
}
