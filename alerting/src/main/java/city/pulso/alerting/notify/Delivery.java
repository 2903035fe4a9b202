package city.pulso.alerting.notify;

/** How an attempt to tell somebody ended. */
public sealed interface Delivery {

  /** What the receiver answered, or why there is no answer; holds no secret. */
  String detail();

  /** The receiver has it. */
  record Taken(String detail) implements Delivery {}

  /** Not now; worth another attempt. */
  record NotNow(String detail) implements Delivery {}

  /** Refused for good; another attempt would be refused too. */
  record Refused(String detail) implements Delivery {}
}
