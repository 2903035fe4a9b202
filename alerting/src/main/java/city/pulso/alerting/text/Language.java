package city.pulso.alerting.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages in which Pulso speaks to people. */
public enum Language {
  SPANISH("es", "Español", Locale.forLanguageTag("es-PE")),
  KOREAN("ko", "한국어", Locale.KOREA),
  ENGLISH("en", "English", Locale.forLanguageTag("en-GB"));

  private final String tag;
  private final String ownName;
  private final Locale locale;

  Language(String tag, String ownName, Locale locale) {
    this.tag = tag;
    this.ownName = ownName;
    this.locale = locale;
  }

  /** {@code es}, {@code ko} or {@code en}. */
  public String tag() {
    return tag;
  }

  /** What its speakers call it. */
  public String ownName() {
    return ownName;
  }

  /** How its speakers write numbers and dates. */
  public Locale locale() {
    return locale;
  }

  /** By tag; a region is accepted and ignored: {@code es-PE} is Spanish. */
  public static Optional<Language> of(String tag) {
    String base = tag.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    return Arrays.stream(values()).filter(language -> language.tag.equals(base)).findFirst();
  }
}
