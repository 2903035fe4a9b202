package city.pulso.alerting.alert;

/** A message that is not an alert; says what was wrong, where, and what is accepted. */
public final class MalformedAlertException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedAlertException(String field, Object value, String accepted) {
    super(field + ": " + shortened(String.valueOf(value)) + " is not accepted; use " + accepted);
  }

  private static String shortened(String value) {
    String printable = value.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
  }
}
