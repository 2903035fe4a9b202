package city.pulso.alerting;

import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.console.ConsoleConfig;
import city.pulso.alerting.intake.IntakeConfig;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.RetryPolicy;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.sign.Sign;
import city.pulso.alerting.text.Language;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads {@link AlertingConfig} from YAML; {@code config/sample.yaml} shows every key. */
final class YamlConfig {
  private static final long LARGEST_FILE = 1 << 20;
  private static final URI SOMEWHERE = URI.create("mqtt://localhost");

  private final List<String> problems = new ArrayList<>();
  private final Path base;

  private YamlConfig(Path base) {
    this.base = base;
  }

  static AlertingConfig read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new ConfigException(
          List.of(file + ": more than 1 MiB is not accepted as configuration"));
    }
    Path parent = file.toAbsolutePath().getParent();
    return new YamlConfig(parent == null ? file.toAbsolutePath() : parent)
        .config(file.toString(), Files.readString(file));
  }

  private AlertingConfig config(String name, String yaml) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(yaml);
    } catch (YamlEngineException notYaml) {
      throw new ConfigException(List.of(name + ": is not YAML: " + notYaml.getMessage()));
    }
    Section root = new Section("", document, problems, base);
    Supplier<AlertingConfig> config = config(root);
    root.done();
    try {
      AlertingConfig built = config.get();
      if (problems.isEmpty()) {
        return built;
      }
    } catch (ConfigException notAccepted) {
      notAccepted.problems().stream()
          .filter(problem -> problems.stream().noneMatch(known -> sameKey(known, problem)))
          .toList()
          .forEach(problems::add);
    }
    throw new ConfigException(problems);
  }

  /** A key is complained about once: what could not be read is not checked as well. */
  private static boolean sameKey(String problem, String other) {
    return problem.split(": ", 2)[0].equals(other.split(": ", 2)[0]);
  }

  private Supplier<AlertingConfig> config(Section root) {
    String city = root.text("city", "Pulso");
    ZoneId zone =
        root.read("time-zone", ZoneId.of("UTC"), YamlConfig::zone, "a zone such as America/Lima");
    Language language = root.read("language", Language.ENGLISH, Language::of, "es, ko or en");
    Path data = root.pathOrNull("data-directory");
    Path directory = data == null ? base.resolve("alerting-data") : data;
    IntakeConfig broker = broker(root.section("broker"));
    ConsoleConfig console = console(root.section("console"));
    List<Receiver> receivers = new ArrayList<>();
    for (Section section : root.sections("receivers")) {
      Receiver receiver = receiver(section);
      if (receiver != null) {
        receivers.add(receiver);
      }
    }
    List<Route> routes = root.sections("routes").stream().map(this::route).toList();
    List<Sign> signs = root.sections("signs").stream().map(this::sign).toList();
    RetryPolicy retry = retry(root.section("retry"));
    return () ->
        new AlertingConfig(
            city, zone, language, directory, broker, console, receivers, routes, signs, retry);
  }

  private IntakeConfig broker(Section section) {
    IntakeConfig broker =
        new IntakeConfig(
            section.has("uri") ? section.uri("uri", "mqtt://host:1883") : missing(section),
            section.text("client-id", IntakeConfig.CLIENT_ID),
            section.textOrNull("username"),
            section.pathOrNull("password-file"),
            section.duration("session-expiry", IntakeConfig.SESSION_EXPIRY),
            section.whole("receive-maximum", IntakeConfig.RECEIVE_MAXIMUM));
    section.done();
    return broker;
  }

  private static URI missing(Section section) {
    section.required("uri", "an address such as mqtt://127.0.0.1:1883");
    return SOMEWHERE;
  }

  private static ConsoleConfig console(Section section) {
    ConsoleConfig console =
        new ConsoleConfig(
            section.text("bind", ConsoleConfig.LOOPBACK),
            section.whole("port", ConsoleConfig.PORT),
            section.whole("live-clients", ConsoleConfig.LIVE_CLIENTS));
    section.done();
    return console;
  }

  private @Nullable Receiver receiver(Section section) {
    String name = section.required("name", "a name such as control-centre");
    Language language =
        section.has("language")
            ? section.read("language", Language.ENGLISH, Language::of, "es, ko or en")
            : null;
    boolean webhook = section.has("webhook");
    boolean mail = section.has("mail");
    Receiver receiver = null;
    if (webhook == mail) {
      section.problem(
          section.at("webhook"),
          webhook ? "webhook and mail" : "nothing",
          "either webhook or mail");
    } else if (webhook) {
      receiver = webhook(name, language, section.section("webhook"));
    } else {
      receiver = mail(name, language, section.section("mail"));
    }
    section.done();
    return receiver;
  }

  private static Receiver webhook(String name, @Nullable Language language, Section section) {
    Receiver webhook =
        new Receiver.Webhook(
            name,
            language,
            section.uri("uri", "an address such as https://example.org/alerts"),
            section.pathOrNull("bearer-token-file"),
            section.duration("timeout", Receiver.TIMEOUT));
    section.done();
    return webhook;
  }

  private static Receiver mail(String name, @Nullable Language language, Section section) {
    Receiver mail =
        new Receiver.Mail(
            name,
            language,
            section.uri("server", "an address such as smtp+starttls://mail.example.org:587"),
            section.required("from", "an address such as pulso@example.org"),
            section.texts("to"),
            section.textOrNull("username"),
            section.pathOrNull("password-file"),
            section.duration("timeout", Receiver.TIMEOUT));
    section.done();
    return mail;
  }

  private Route route(Section section) {
    section.required("audience", words(Audience.values()));
    Route route =
        new Route(
            section.read(
                "audience",
                Audience.OPERATORS,
                text -> word(Audience.values(), text),
                words(Audience.values())),
            section.texts("kinds"),
            section.read(
                "minimum-severity",
                Severity.INFO,
                text -> word(Severity.values(), text),
                words(Severity.values())),
            section.texts("receivers"));
    section.done();
    return route;
  }

  private Sign sign(Section section) {
    Sign sign =
        new Sign(
            section.required("name", "a name such as town-hall"),
            section.uri("uri", "an address such as https://example.org/sign"),
            section.has("kinds") ? section.texts("kinds") : Sign.KINDS,
            section.duration("timeout", Sign.TIMEOUT));
    section.done();
    return sign;
  }

  private static RetryPolicy retry(Section section) {
    RetryPolicy standard = RetryPolicy.standard();
    RetryPolicy retry =
        new RetryPolicy(
            section.whole("attempts", standard.attempts()),
            section.duration("first", standard.first()),
            section.duration("longest", standard.longest()));
    section.done();
    return retry;
  }

  private static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }

  private static <E extends Enum<E>> Optional<E> word(E[] values, String text) {
    return Arrays.stream(values).filter(value -> written(value).equals(text.strip())).findFirst();
  }

  private static String words(Enum<?>[] values) {
    return String.join(", ", Arrays.stream(values).map(YamlConfig::written).toList());
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
