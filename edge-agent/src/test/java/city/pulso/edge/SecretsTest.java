package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.identity.Identities;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Keys are seen nowhere, however much is logged. */
class SecretsTest {
  @Test
  void no_key_is_in_a_log_a_metric_the_status_or_a_string(@TempDir Path directory)
      throws Exception {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger("ROOT");
    Map<Logger, Level> levels = levels(context);
    AppenderBase<ILoggingEvent> everything =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
              logged.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
          }
        };
    everything.start();
    root.addAppender(everything);
    List<ch.qos.logback.core.Appender<ILoggingEvent>> others = detachOthers(root, everything);
    // Whatever another test or the configuration has silenced speaks too.
    levels.keySet().forEach(logger -> logger.setLevel(logger == root ? Level.TRACE : null));
    List<Logger> apart = context.getLoggerList().stream().filter(l -> !l.isAdditive()).toList();
    apart.forEach(logger -> logger.setAdditive(true));
    String seen;
    try {
      seen = use(directory);
    } finally {
      levels.forEach(Logger::setLevel);
      apart.forEach(logger -> logger.setAdditive(false));
      others.forEach(root::addAppender);
      root.detachAppender(everything);
    }

    assertThat(logged).as("something was logged").anyMatch(line -> line.contains("handshake"));
    for (String key : List.of(DtlsFixture.AIR_KEY, DtlsFixture.PLUG_KEY)) {
      for (String shown : ways(key)) {
        assertThat(logged)
            .as("the key as " + shown)
            .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains(shown));
        assertThat(seen.toLowerCase(Locale.ROOT)).doesNotContain(shown);
      }
    }
  }

  /** What an operator may see while devices come in, are refused, and the agent restarts. */
  private static String use(Path directory) throws Exception {
    StringBuilder seen = new StringBuilder();
    EdgeAgentConfig config = DtlsFixture.config(directory);
    seen.append(config).append(Identities.read(directory.resolve("keys.yaml")));
    seen.append(DtlsFixture.psk(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY));
    try (CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY);
        CoapSender wrong = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.PLUG_KEY)) {
      EdgeAgentConfig same;
      try (EdgeAgent agent = DtlsFixture.start(config)) {
        assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
        assertThat(DtlsFixture.hearsNothing(wrong, DtlsFixture.uri(agent))).isTrue();
        DtlsFixture.send(air, DtlsFixture.uri(agent), AgentFixture.PLUG);
        seen.append(agent.metrics()).append(agent.status());
        same = DtlsFixture.again(config, agent);
      }
      seen.append(
          new String(
              Files.readAllBytes(directory.resolve("agent/dtls.sessions")),
              StandardCharsets.ISO_8859_1));
      try (EdgeAgent agent = DtlsFixture.start(same)) {
        assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(agent))).isTrue();
      }
    }
    return seen.toString();
  }

  /** Hexadecimal with and without blanks or colons, base64, the bytes themselves, a list. */
  private static List<String> ways(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    String list =
        java.util.stream.IntStream.range(0, bytes.length)
            .mapToObj(i -> String.valueOf(bytes[i]))
            .collect(Collectors.joining(", "));
    return List.of(
            hex,
            HexFormat.ofDelimiter(" ").formatHex(bytes),
            HexFormat.ofDelimiter(":").formatHex(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            new String(bytes, StandardCharsets.ISO_8859_1),
            list)
        .stream()
        .map(way -> way.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The loggers that have a level of their own. */
  private static Map<Logger, Level> levels(LoggerContext context) {
    Map<Logger, Level> levels = new HashMap<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger, logger.getLevel());
      }
    }
    return levels;
  }

  private static List<ch.qos.logback.core.Appender<ILoggingEvent>> detachOthers(
      Logger root, ch.qos.logback.core.Appender<ILoggingEvent> kept) {
    List<ch.qos.logback.core.Appender<ILoggingEvent>> others = new java.util.ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.remove(kept);
    others.forEach(root::detachAppender);
    return others;
  }
}
