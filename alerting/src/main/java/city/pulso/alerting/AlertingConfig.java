package city.pulso.alerting;

import city.pulso.alerting.console.ConsoleConfig;
import city.pulso.alerting.intake.IntakeConfig;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.RetryPolicy;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.sign.Sign;
import city.pulso.alerting.text.Language;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/**
 * Everything alerting can be told. Checked once, with every problem at once.
 *
 * @param city name shown on the console and in notifications
 * @param timeZone in which times are written for people
 * @param language of the console when the browser asks for none, and of receivers without their own
 * @param dataDirectory holds the database and the console's access token; made when missing
 * @param broker where alerts and state come from
 * @param console where the web console listens
 * @param receivers who can be told
 * @param routes who is told what; every receiver of every matching route is told
 * @param signs what is told the latest state of stations, sites and zones
 * @param retry how a notification that fails is tried again
 */
public record AlertingConfig(
    String city,
    ZoneId timeZone,
    Language language,
    Path dataDirectory,
    IntakeConfig broker,
    ConsoleConfig console,
    List<Receiver> receivers,
    List<Route> routes,
    List<Sign> signs,
    RetryPolicy retry) {

  /**
   * @throws ConfigException naming every value that is not accepted
   */
  public AlertingConfig {
    receivers = List.copyOf(receivers);
    routes = List.copyOf(routes);
    signs = List.copyOf(signs);
    new ConfigCheck(city, broker, console, receivers, routes, signs, retry).throwIfAny();
  }

  /** Console on 127.0.0.1 at a free port, nobody is told: what tests and a first start need. */
  public static AlertingConfig local(Path dataDirectory, URI broker) {
    return new AlertingConfig(
        "Pulso",
        ZoneId.of("UTC"),
        Language.ENGLISH,
        dataDirectory,
        IntakeConfig.of(broker),
        ConsoleConfig.local(0),
        List.of(),
        List.of(),
        List.of(),
        RetryPolicy.standard());
  }

  /**
   * Reads a YAML file; relative paths in it start at the file's directory.
   *
   * @throws ConfigException naming every key and value that is not accepted
   */
  public static AlertingConfig read(Path file) throws IOException {
    return YamlConfig.read(file);
  }

  /** The same for another city. */
  public AlertingConfig withCity(String name, ZoneId zone, Language words) {
    return new AlertingConfig(
        name, zone, words, dataDirectory, broker, console, receivers, routes, signs, retry);
  }

  /** The same with another console. */
  public AlertingConfig withConsole(ConsoleConfig other) {
    return new AlertingConfig(
        city, timeZone, language, dataDirectory, broker, other, receivers, routes, signs, retry);
  }

  /** The same telling others. */
  public AlertingConfig withReceivers(List<Receiver> others, List<Route> by) {
    return new AlertingConfig(
        city, timeZone, language, dataDirectory, broker, console, others, by, signs, retry);
  }

  /** The same telling these signs. */
  public AlertingConfig withSigns(List<Sign> others) {
    return new AlertingConfig(
        city, timeZone, language, dataDirectory, broker, console, receivers, routes, others, retry);
  }

  /** The same with another retry policy. */
  public AlertingConfig withRetry(RetryPolicy other) {
    return new AlertingConfig(
        city, timeZone, language, dataDirectory, broker, console, receivers, routes, signs, other);
  }
}
