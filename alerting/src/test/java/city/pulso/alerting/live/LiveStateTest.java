package city.pulso.alerting.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveStateTest {
  private final LiveState live = new LiveState();

  @Test
  void the_newest_message_replaces_and_an_empty_one_removes() throws Exception {
    live.accept("air", "st-1", bytes("{\"station\":\"st-1\",\"aqi\":40}"));
    live.accept("air", "st-1", bytes("{\"station\":\"st-1\",\"aqi\":160}"));
    assertThat(live.stations())
        .singleElement()
        .satisfies(s -> assertThat(s.getAqi()).isEqualTo(160));

    live.accept("air", "st-1", new byte[0]);
    assertThat(live.stations()).isEmpty();
  }

  @Test
  void a_field_or_kind_of_a_later_version_does_no_harm() throws Exception {
    live.accept("homes", "h-1", bytes("{\"home\":\"h-1\",\"mood\":[1,{}],\"state\":\"normal\"}"));
    live.accept("weather", "w-1", bytes("anything"));
    assertThat(live.homes()).hasSize(1);
  }

  @Test
  void what_cannot_be_read_says_what_is_accepted() {
    assertThatThrownBy(() -> live.accept("air", "st-1", bytes("{nope")))
        .isInstanceOf(MalformedStateException.class)
        .hasMessageContaining("use the protobuf JSON");
    assertThatThrownBy(() -> live.accept("air", "st-1", bytes("{\"station\":\"st-2\"}")))
        .isInstanceOf(MalformedStateException.class)
        .hasMessageContaining("st-1, as in the topic");
    assertThatThrownBy(() -> live.accept("air", "st-1", bytes("[".repeat(5_000))))
        .isInstanceOf(MalformedStateException.class);
    assertThatThrownBy(() -> live.accept("air", "st-1", new byte[LiveState.LARGEST + 1]))
        .isInstanceOf(MalformedStateException.class)
        .hasMessageContaining("or fewer");
    assertThat(live.stations()).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
