package city.pulso.alerting;

import city.pulso.alerting.console.ConsoleConfig;
import city.pulso.alerting.intake.IntakeConfig;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.notify.RetryPolicy;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.sign.Sign;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects every problem of a configuration; paths are those of the YAML file. */
final class ConfigCheck {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");
  private static final Duration DAY = Duration.ofDays(1);

  private final List<String> problems = new ArrayList<>();

  ConfigCheck(
      String city,
      IntakeConfig broker,
      ConsoleConfig console,
      List<Receiver> receivers,
      List<Route> routes,
      List<Sign> signs,
      RetryPolicy retry) {
    check(!city.isBlank() && city.length() <= 80, "city", city, "a name of 1 to 80 characters");
    checkBroker(broker);
    checkConsole(console);
    Set<String> names = checkReceivers(receivers);
    checkRoutes(routes, names);
    checkSigns(signs);
    checkRetry(retry);
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void checkBroker(IntakeConfig broker) {
    checkUri("broker.uri", broker.uri(), "mqtt", "mqtts");
    check(
        !broker.clientId().isBlank() && broker.clientId().length() <= 100,
        "broker.client-id",
        broker.clientId(),
        "1 to 100 characters, the same at every start");
    check(
        (broker.username() == null) == (broker.passwordFile() == null),
        "broker.username",
        broker.username(),
        "username and password-file together, or neither");
    checkRange(
        "broker.session-expiry",
        broker.sessionExpiry(),
        Duration.ofMinutes(1),
        DAY.multipliedBy(365));
    check(
        broker.receiveMaximum() >= 1 && broker.receiveMaximum() <= 65_535,
        "broker.receive-maximum",
        broker.receiveMaximum(),
        "1 to 65535");
  }

  private void checkConsole(ConsoleConfig console) {
    check(
        !console.bind().isBlank(), "console.bind", console.bind(), "an address such as 127.0.0.1");
    check(
        console.port() >= 0 && console.port() <= 65_535,
        "console.port",
        console.port(),
        "0 (any free port) to 65535");
    check(
        console.liveClients() >= 1 && console.liveClients() <= 1_000,
        "console.live-clients",
        console.liveClients(),
        "1 to 1000");
  }

  private Set<String> checkReceivers(List<Receiver> receivers) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < receivers.size(); i++) {
      Receiver receiver = receivers.get(i);
      String at = "receivers[" + i + "]";
      check(NAME.matcher(receiver.name()).matches(), at + ".name", receiver.name(), NAME.pattern());
      check(names.add(receiver.name()), at + ".name", receiver.name(), "each name once");
      if (receiver instanceof Receiver.Webhook webhook) {
        checkUri(at + ".webhook.uri", webhook.uri(), "http", "https");
        checkRange(
            at + ".webhook.timeout",
            webhook.timeout(),
            Duration.ofMillis(100),
            Duration.ofMinutes(5));
      } else if (receiver instanceof Receiver.Mail mail) {
        checkMail(at + ".mail", mail);
      }
    }
    return names;
  }

  private void checkMail(String at, Receiver.Mail mail) {
    checkUri(at + ".server", mail.server(), "smtp", "smtp+starttls", "smtps");
    checkAddress(at + ".from", mail.from());
    check(!mail.to().isEmpty(), at + ".to", mail.to(), "at least one address");
    mail.to().forEach(to -> checkAddress(at + ".to", to));
    check(
        (mail.username() == null) == (mail.passwordFile() == null),
        at + ".username",
        mail.username(),
        "username and password-file together, or neither");
    check(
        mail.username() == null || !"smtp".equals(mail.server().getScheme()) || mail.isLoopback(),
        at + ".server",
        mail.server(),
        "smtp+starttls:// or smtps:// where a password is sent to another machine");
    checkRange(at + ".timeout", mail.timeout(), Duration.ofMillis(100), Duration.ofMinutes(5));
  }

  private void checkRoutes(List<Route> routes, Set<String> names) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      String at = "routes[" + i + "]";
      check(!route.receivers().isEmpty(), at + ".receivers", "[]", "at least one receiver");
      for (String receiver : route.receivers()) {
        check(
            names.contains(receiver), at + ".receivers", receiver, Nearest.offer(receiver, names));
      }
    }
  }

  private void checkSigns(List<Sign> signs) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < signs.size(); i++) {
      Sign sign = signs.get(i);
      String at = "signs[" + i + "]";
      check(NAME.matcher(sign.name()).matches(), at + ".name", sign.name(), NAME.pattern());
      check(names.add(sign.name()), at + ".name", sign.name(), "each name once");
      checkUri(at + ".uri", sign.uri(), "http", "https");
      check(
          !sign.kinds().isEmpty() && Sign.KINDS.containsAll(sign.kinds()),
          at + ".kinds",
          sign.kinds(),
          String.join(", ", Sign.KINDS));
      checkRange(at + ".timeout", sign.timeout(), Duration.ofMillis(100), Duration.ofMinutes(5));
    }
  }

  private void checkRetry(RetryPolicy retry) {
    check(
        retry.attempts() >= 1 && retry.attempts() <= 10_000,
        "retry.attempts",
        retry.attempts(),
        "1 to 10000");
    checkRange("retry.first", retry.first(), Duration.ofMillis(1), Duration.ofHours(1));
    checkRange("retry.longest", retry.longest(), retry.first(), DAY);
  }

  private void checkUri(String path, URI uri, String... schemes) {
    boolean known = uri.getScheme() != null && List.of(schemes).contains(uri.getScheme());
    String accepted = "a host with " + String.join(":// or ", schemes) + "://";
    check(known && uri.getHost() != null, path, shown(uri), accepted);
    check(
        uri.getUserInfo() == null,
        path,
        shown(uri),
        "no password in the address; use password-file");
  }

  private static String shown(URI uri) {
    return uri.getRawUserInfo() == null
        ? uri.toString()
        : uri.toString().replace(uri.getRawUserInfo(), "****");
  }

  private void checkAddress(String path, String address) {
    check(ADDRESS.matcher(address).matches(), path, address, "an address such as care@example.org");
  }

  private void checkRange(String path, Duration value, Duration least, Duration most) {
    check(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        path,
        Durations.write(value),
        Durations.write(least) + " to " + Durations.write(most));
  }

  private void check(
      boolean accepted, String path, @org.jspecify.annotations.Nullable Object value, String use) {
    if (!accepted) {
      problems.add(path + ": " + value + " is not accepted; use " + use);
    }
  }
}
