package city.pulso.alerting.alert;

/** How bad it is; the order is the order of badness. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL
}
