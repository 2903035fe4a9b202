package city.pulso.jobs.air.episode;

/**
 * Whom an alert about the air is meant for: each has levels of its own. Bytes hold the order:
 * append only.
 */
public enum Group {
  /** Children, older people, people with heart or lung disease. */
  SENSITIVE("sensitive"),
  /** The general public. */
  EVERYBODY("everybody");

  private final String key;

  Group(String key) {
    this.key = key;
  }

  /** For message parameters. */
  public String key() {
    return key;
  }
}
