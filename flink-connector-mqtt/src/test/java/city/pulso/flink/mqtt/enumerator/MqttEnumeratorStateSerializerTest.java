package city.pulso.flink.mqtt.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.flink.mqtt.split.MqttSplit;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MqttEnumeratorStateSerializerTest {
  private static final MqttEnumeratorState STATE =
      new MqttEnumeratorState(
          4, List.of(new MqttSplit(1, List.of()), new MqttSplit(2, List.of("a/#"))));

  private final MqttEnumeratorStateSerializer serializer = new MqttEnumeratorStateSerializer();

  @Test
  void a_state_of_version_1_is_still_read() throws Exception {
    try (InputStream golden = getClass().getResourceAsStream("/golden/enumerator-v1.bin")) {
      assertThat(serializer.deserialize(1, Objects.requireNonNull(golden).readAllBytes()))
          .isEqualTo(STATE);
    }
  }

  @Test
  void what_is_written_today_is_the_golden_file_of_the_current_version() throws Exception {
    String name = "/golden/enumerator-v" + serializer.getVersion() + ".bin";
    try (InputStream golden = getClass().getResourceAsStream(name)) {
      assertThat(serializer.serialize(STATE))
          .isEqualTo(Objects.requireNonNull(golden, name).readAllBytes());
    }
  }

  @Test
  void an_unknown_version_is_named_together_with_the_known_one() {
    assertThatThrownBy(() -> serializer.deserialize(7, new byte[0]))
        .hasMessageContaining("version 7")
        .hasMessageContaining("version 1");
  }
}
