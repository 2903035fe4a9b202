package city.pulso.alerting.alert;

/** A change of an alert that people may have to be told. */
public record Change(Event event, Alert alert) {

  /** What happened. */
  public enum Event {
    OPENED,
    /** The severity is higher than it has been since the alert opened. */
    ESCALATED,
    /** It was part of an incident and goes on without: it is new to those who were told of none. */
    SEPARATED,
    CLEARED
  }
}
