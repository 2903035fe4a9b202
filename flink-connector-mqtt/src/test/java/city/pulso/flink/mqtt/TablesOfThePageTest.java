package city.pulso.flink.mqtt;

import static city.pulso.flink.mqtt.page.ReadmePage.table;
import static city.pulso.flink.mqtt.page.ReadmePage.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.flink.mqtt.page.ReadmePage;
import city.pulso.flink.mqtt.page.TouchedMetrics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defaults, and the sink's metrics, are what the README's tables say. */
@NullUnmarked
class TablesOfThePageTest {
  private static final MqttConnectionOptions BROKER = MqttConnectionOptions.of("mqtt://127.0.0.1");

  @Test
  void the_sources_defaults_are_on_the_page() throws Exception {
    MqttSourceConfig<MqttMessage> alone = config(source());
    MqttSourceConfig<MqttMessage> fresh = config(source().session(SessionMode.FRESH));
    Map<String, String> defaults = new HashMap<>();
    defaults.put("sharedGroup", words(alone.sharedGroup()));
    defaults.put("session", words(alone.session()));
    defaults.put("sessionExpiry", words(alone.sessionExpiry()));
    defaults.put("receiveMaximum", words(alone.receiveMaximum()));
    defaults.put("largestPayload", words(alone.largestPayload()));
    defaults.put("maximumPacketSize", words(alone.maximumPacketSize()));
    defaults.put("endWhenIdle", is(alone.endWhenIdle() == null, "never"));
    defaults.put(
        "deadLetters", is(alone.deadLetters() instanceof LogDeadLetters, "log once a minute"));
    defaults.put("clock", is(alone.clock().equals(Clock.systemUTC()), "system UTC"));
    defaults.put(
        "subscribers", is(config(source().sharedGroup("g")).subscribers() == 0, "parallelism"));
    defaults.put(
        "acknowledgement",
        is(
            alone.acknowledgement() == Acknowledgement.AFTER_CHECKPOINT
                && fresh.acknowledgement() == Acknowledgement.AFTER_EMISSION,
            "by session"));
    Map<String, String> page = table("source setting");
    assertThat(withDefault(page)).isEqualTo(defaults);
    assertThatThrownBy(() -> MqttSource.builder().build())
        .satisfies(
            refusal -> assertThat(withoutDefault(page)).allMatch(refusal.getMessage()::contains));
  }

  @Test
  void the_sinks_defaults_are_on_the_page() throws Exception {
    MqttSink<String> sink =
        MqttSink.<String>builder()
            .connection(BROKER)
            .clientId("sink")
            .serializer(text -> MqttOutgoing.of(text, new byte[0]))
            .build();
    RefusedHandler refused = (RefusedHandler) field(sink, "refused");
    Throwable thrown =
        catchThrowable(() -> refused.refused(MqttOutgoing.of("t", new byte[0]), "too large"));
    Map<String, String> page = table("sink setting");
    assertThat(withDefault(page))
        .isEqualTo(
            Map.of(
                "maxInFlight",
                words(field(sink, "maxInFlight")),
                "refused",
                is(thrown != null, "fails the job")));
    assertThatThrownBy(() -> MqttSink.builder().build())
        .satisfies(
            refusal -> assertThat(withoutDefault(page)).allMatch(refusal.getMessage()::contains));
  }

  @Test
  void the_sinks_metrics_are_on_the_page(@TempDir Path directory) throws Exception {
    Set<String> made = new TreeSet<>();
    new MqttSinkWriter<String>(
            MqttPublisher.open(TestBroker.later(directory).connection(), "sink", 1),
            text -> MqttOutgoing.of(text, new byte[0]),
            RefusedHandler.failJob(),
            TouchedMetrics.noted(
                SinkWriterMetricGroup.class,
                UnregisteredMetricsGroup.createSinkWriterMetricGroup(),
                made))
        .close();
    assertThat(ReadmePage.metricsOf("sink")).isEqualTo(made);
  }

  private static String is(boolean so, String words) {
    return so ? words : "not " + words;
  }

  private static MqttSourceBuilder<MqttMessage> source() {
    return MqttSource.<MqttMessage>builder()
        .connection(BROKER)
        .topicFilter("in/#")
        .clientId("source")
        .deserializer(MqttDeserializationSchema.raw());
  }

  @SuppressWarnings("unchecked")
  private static MqttSourceConfig<MqttMessage> config(MqttSourceBuilder<MqttMessage> builder)
      throws Exception {
    return (MqttSourceConfig<MqttMessage>) field(builder.build(), "config");
  }

  private static Object field(Object of, String name) throws Exception {
    var field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static Map<String, String> withDefault(Map<String, String> page) {
    return page.entrySet().stream()
        .filter(row -> !row.getValue().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Set<String> withoutDefault(Map<String, String> page) {
    return page.entrySet().stream()
        .filter(row -> row.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
