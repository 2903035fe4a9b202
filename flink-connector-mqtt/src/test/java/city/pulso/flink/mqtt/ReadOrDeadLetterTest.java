package city.pulso.flink.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class ReadOrDeadLetterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  @Test
  void what_cannot_be_read_goes_to_the_side_whole_with_time_and_reason() throws Exception {
    var settings = new Configuration();
    settings.setString("pipeline.generic-types", "false");
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(1);
    var read =
        env.fromData(message("a", "1 2"), message("b", ""), message("c", "3 x 4"))
            .process(new ReadOrDeadLetter<>(numbers(), Clock.fixed(NOW, ZoneOffset.UTC)));
    var records = read.collectAsync();
    var letters = read.getSideOutput(ReadOrDeadLetter.DEAD_LETTERS).collectAsync();
    env.execute();
    assertThat(all(records))
        .as("none of the records of an unreadable message")
        .containsExactly(1, 2);
    assertThat(all(letters))
        .containsExactly(new DeadLetter(message("c", "3 x 4"), NOW, "For input string: \"x\""));
  }

  private static MqttDeserializationSchema<Integer> numbers() {
    return MqttDeserializationSchema.of(
        Types.INT,
        (message, out) -> {
          for (String word : new String(message.payload(), UTF_8).split(" ")) {
            if (!word.isEmpty()) {
              out.collect(Integer.parseInt(word));
            }
          }
        });
  }

  private static MqttMessage message(String topic, String payload) {
    return new MqttMessage(topic, payload.getBytes(UTF_8), false);
  }

  private static <T> List<T> all(CloseableIterator<T> iterator) throws Exception {
    List<T> all = new ArrayList<>();
    try (iterator) {
      iterator.forEachRemaining(all::add);
    }
    return all;
  }
}
