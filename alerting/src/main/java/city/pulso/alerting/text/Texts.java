package city.pulso.alerting.text;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Evidence;
import city.pulso.alerting.alert.Grounds;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that is said to people in one language.
 *
 * <p>In a text, <code>{x}</code> stands for a parameter, and <code>[part]</code> is left out when a
 * parameter in it is missing. A parameter whose value has a text of its own ({@code category.good})
 * is said in words, one named {@code hours} or {@code …_hours} with its units. An alert whose
 * message key has no text is said by its kind, and a kind without a text in general words: a new
 * kind of alert never goes unsaid.
 *
 * <p>Threads: any.
 */
public final class Texts {
  private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\]]*)\\]");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9_.-]+)\\}");
  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final Set<String> LOCAL_TIMES = Set.of("from", "opens", "worst_at");
  private static final String WORST = "worst_";
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("ug/m3", "µg/m³"),
          Map.entry("mg/m3", "mg/m³"),
          Map.entry("[ppb]", "ppb"),
          Map.entry("[ppm]", "ppm"),
          Map.entry("Cel", "°C"),
          Map.entry("1", ""));
  private static final Map<String, String> SYMBOLS =
      Map.of("hours", "h", "minutes", "min", "seconds", "s");
  private static final Map<Language, Texts> ALL = load();

  private final Language language;
  private final Properties words;

  private Texts(Language language, Properties words) {
    this.language = language;
    this.words = words;
  }

  public static Texts in(Language language) {
    return java.util.Objects.requireNonNull(ALL.get(language));
  }

  public Language language() {
    return language;
  }

  /** A text without parameters; its key when there is none. */
  public String say(String key) {
    return words.getProperty(key, key);
  }

  /** A text with one parameter. */
  public String say(String key, String name, String value) {
    return filled(say(key), Map.of(name, value));
  }

  /** A text with two parameters. */
  public String say(String key, String name, String value, String name2, String value2) {
    return filled(say(key), Map.of(name, value, name2, value2));
  }

  /** The text of {@code group.value}, or the value itself when it has none. */
  public String word(String group, String value) {
    return words.getProperty(group + "." + value.toLowerCase(Locale.ROOT), value);
  }

  /** An alert in one line. */
  public String title(Alert alert) {
    return filled(alertText(alert, ".title"), parameters(alert));
  }

  /** What an alert means and what to do; of one that has ended: why, and what it meant. */
  public String text(Alert alert) {
    String text = filled(alertText(alert, ".text"), parameters(alert));
    return alert.open()
        ? text
        : say("alert.over", "because", because(alert.clearedBecause()), "text", text);
  }

  /** Why an alert was cleared, in words. */
  public String because(String clearedBecause) {
    return word("cleared", clearedBecause.isEmpty() ? "unsaid" : clearedBecause);
  }

  /** What its audience should do; empty: the alert does not say, or is over. */
  public String action(Alert alert) {
    String key = alert.grounds().actionKey();
    return key.isEmpty() || !alert.open() ? "" : filled(say("action." + key), parameters(alert));
  }

  /** The rule it follows and the stations it rests on; empty: the alert does not say. */
  public String basis(Alert alert) {
    List<String> parts = new ArrayList<>();
    if (!alert.grounds().rule().isEmpty()) {
      parts.add(say("basis.rule", "rule", alert.grounds().rule()));
    }
    if (!alert.grounds().stations().isEmpty()) {
      String stations =
          alert.grounds().stations().stream()
              .map(s -> s.distanceM() == 0 ? s.station() : s.station() + " (" + distance(s) + ")")
              .collect(Collectors.joining(", "));
      parts.add(say("basis.stations", "stations", stations));
    }
    return String.join(" · ", parts);
  }

  private String distance(Grounds.Support support) {
    return support.distanceM() < 1_000
        ? number(Math.rint(support.distanceM())) + " m"
        : number(support.distanceM() / 1_000) + " km";
  }

  /** For example {@code PM2.5 NowCast}. */
  public String name(Evidence evidence) {
    return words.getProperty("evidence." + evidence.name(), evidence.name().replace('_', ' '));
  }

  /** The same with the time of the value, for a number that was another one before or after. */
  public String nameAt(Evidence evidence, ZoneId zone) {
    return say("evidence.at", "name", name(evidence), "at", time(evidence.at(), zone));
  }

  /** For example {@code 57.4 µg/m³}; hours as {@code 1 h 30 min}. */
  public String value(Evidence evidence) {
    String unit = UNITS.getOrDefault(evidence.unit(), evidence.unit());
    String value = number(evidence.value()) + (unit.isEmpty() ? "" : " " + unit);
    return unit.equals("h")
        ? Hours.say(evidence.value(), (of, n) -> number(n) + " " + SYMBOLS.get(of), value)
        : value;
  }

  /** At most one decimal. */
  public String number(double value) {
    NumberFormat format = NumberFormat.getNumberInstance(language.locale());
    format.setRoundingMode(RoundingMode.HALF_UP);
    format.setMaximumFractionDigits(Math.abs(value) < 100 ? 1 : 0);
    return format.format(value);
  }

  /** Date and time of day in a zone. */
  public String time(Instant instant, ZoneId zone) {
    return dayAndTime(LocalDateTime.ofInstant(instant, zone));
  }

  /** Time of day in a zone. */
  public String timeOfDay(Instant instant, ZoneId zone) {
    return TIME_OF_DAY.withZone(zone).format(instant);
  }

  private String dayAndTime(LocalDateTime local) {
    String pattern = language == Language.KOREAN ? "M월 d일 (E) HH:mm" : "E d MMM, HH:mm";
    return DateTimeFormatter.ofPattern(pattern, language.locale()).format(local);
  }

  /** Year, date, time of day with seconds. */
  public String clock(Instant instant, ZoneId zone) {
    String pattern =
        switch (language) {
          case KOREAN -> "yyyy년 M월 d일 (E) HH:mm:ss";
          case SPANISH -> "E d MMM yyyy, HH:mm:ss";
          case ENGLISH -> "E d MMM yyyy, HH:mm:ss";
        };
    return DateTimeFormatter.ofPattern(pattern, language.locale()).withZone(zone).format(instant);
  }

  /** In its largest unit, for example {@code 26 h}. */
  public String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return say("number.seconds", "n", number(seconds));
    }
    if (seconds < 120 * 60) {
      return say("number.minutes", "n", number(seconds / 60));
    }
    return seconds < 72 * 3600
        ? say("number.hours", "n", number(seconds / 3600))
        : say("number.days", "n", number(seconds / 86_400));
  }

  /** Every key, so that a test can compare languages. */
  Set<String> keys() {
    return words.stringPropertyNames();
  }

  private String alertText(Alert alert, String part) {
    for (String key : new String[] {alert.messageKey(), alert.kind()}) {
      String text = words.getProperty("alert." + key + part);
      if (text != null) {
        return text;
      }
    }
    return say("alert.generic" + part);
  }

  private Map<String, String> parameters(Alert alert) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("name", alert.subject());
    alert.parameters().forEach((name, value) -> parameters.put(name, parameter(name, value)));
    parameters.put("subject", alert.subject());
    parameters.put("kind", alert.kind());
    if (parameters.containsKey("members")) {
      parameters.putIfAbsent("bad", parameters.getOrDefault("members", ""));
    }
    if (!alert.open()) {
      parameters.remove("ends_after_hours"); // it has ended
    }
    return parameters;
  }

  /** What was worst is said in the words of what is; a local date and time as people write it. */
  private String parameter(String name, String value) {
    if (LOCAL_TIMES.contains(name)) {
      try {
        return dayAndTime(LocalDateTime.parse(value, LOCAL_TIME));
      } catch (DateTimeParseException asItIs) {
        return value;
      }
    }
    if (name.equals("hours") || name.endsWith("_hours")) {
      return Hours.say(value, (unit, n) -> say("number." + unit, "n", Long.toString(n)));
    }
    if (name.equals("plugs")) {
      return Arrays.stream(value.split(", ", -1)).map(this::plug).collect(Collectors.joining(", "));
    }
    return word(name.startsWith(WORST) ? name.substring(WORST.length()) : name, value);
  }

  /** From {@code kettle:plug-12}: what it is, and which. */
  private String plug(String applianceAndDevice) {
    int colon = applianceAndDevice.indexOf(':');
    String device = applianceAndDevice.substring(colon + 1);
    return colon <= 0
        ? device
        : word("appliance", applianceAndDevice.substring(0, colon)) + " (" + device + ")";
  }

  private static String filled(String text, Map<String, String> parameters) {
    Matcher optional = OPTIONAL.matcher(text);
    String chosen =
        optional.replaceAll(
            part ->
                Matcher.quoteReplacement(complete(part.group(1), parameters) ? part.group(1) : ""));
    return PLACEHOLDER
        .matcher(chosen)
        .replaceAll(part -> Matcher.quoteReplacement(parameters.getOrDefault(part.group(1), "?")));
  }

  private static boolean complete(String part, Map<String, String> parameters) {
    return PLACEHOLDER.matcher(part).results().allMatch(p -> parameters.containsKey(p.group(1)));
  }

  private static Map<Language, Texts> load() {
    Map<Language, Texts> all = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      String file = language.tag() + ".properties";
      Properties words = new Properties();
      try (InputStream in = Texts.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is missing beside " + Texts.class.getName());
        }
        words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      all.put(language, new Texts(language, words));
    }
    return all;
  }
}
