package city.pulso.alerting.alert;

/** Whom an alert is meant for. */
public enum Audience {
  /** Those who run the system. */
  OPERATORS,
  /** Those who care for a person in a home. */
  CAREGIVERS,
  /** Schools, senior centres, everybody. */
  PUBLIC,
  /** Children, older people, people with heart or lung disease, and the places where they are. */
  SENSITIVE_GROUPS
}
