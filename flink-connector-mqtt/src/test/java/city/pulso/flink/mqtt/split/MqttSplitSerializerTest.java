package city.pulso.flink.mqtt.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MqttSplitSerializerTest {
  private static final MqttSplit SPLIT =
      new MqttSplit(3, List.of("$share/jobs/pulso/v1/telemetry/air/+", "añadido/#"));

  private final MqttSplitSerializer serializer = new MqttSplitSerializer();

  @Test
  void a_split_of_version_1_is_still_read() throws Exception {
    try (InputStream golden = getClass().getResourceAsStream("/golden/split-v1.bin")) {
      assertThat(serializer.deserialize(1, Objects.requireNonNull(golden).readAllBytes()))
          .isEqualTo(SPLIT);
    }
  }

  @Test
  void what_is_written_today_is_the_golden_file_of_the_current_version() throws Exception {
    String name = "/golden/split-v" + serializer.getVersion() + ".bin";
    try (InputStream golden = getClass().getResourceAsStream(name)) {
      assertThat(serializer.serialize(SPLIT))
          .isEqualTo(Objects.requireNonNull(golden, name).readAllBytes());
    }
  }

  @Test
  void an_unknown_version_is_named_together_with_the_known_one() {
    assertThatThrownBy(() -> serializer.deserialize(9, new byte[0]))
        .hasMessageContaining("version 9")
        .hasMessageContaining("version 1");
  }
}
