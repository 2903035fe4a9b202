package city.pulso.flink.mqtt.reader;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final MqttMessage MESSAGE = new MqttMessage("t", new byte[1], false);

  @Test
  void unguaranteed_messages_beyond_the_bound_are_dropped_and_counted() {
    var inbox = new Inbox(3, new Inbox.Signal());
    for (int delivery = 1; delivery <= 10; delivery++) {
      inbox.put(new Inbox.Arrival(delivery, MESSAGE, false));
    }
    assertThat(inbox.size()).isEqualTo(3);
    assertThat(inbox.dropped()).isEqualTo(7);
    assertThat(inbox.take()).isNotNull();
    inbox.put(new Inbox.Arrival(11, MESSAGE, false));
    assertThat(inbox.size()).as("there is room again").isEqualTo(3);
    assertThat(inbox.dropped()).isEqualTo(7);
  }

  @Test
  void guaranteed_messages_are_never_dropped_here_because_the_broker_bounds_them() {
    var inbox = new Inbox(3, new Inbox.Signal());
    for (int delivery = 1; delivery <= 10; delivery++) {
      inbox.put(new Inbox.Arrival(delivery, MESSAGE, true));
    }
    assertThat(inbox.size()).isEqualTo(10);
    assertThat(inbox.dropped()).isZero();
  }

  @Test
  void what_comes_again_is_forgotten_and_what_does_not_is_kept() {
    var inbox = new Inbox(3, new Inbox.Signal());
    inbox.put(new Inbox.Arrival(1, MESSAGE, true));
    inbox.put(new Inbox.Arrival(2, MESSAGE, false));
    inbox.put(new Inbox.Arrival(3, MESSAGE, true));
    inbox.put(new Inbox.Arrival(4, MESSAGE, true));
    inbox.forget(3);
    assertThat(inbox.take()).extracting(Inbox.Arrival::delivery).isEqualTo(2L);
    assertThat(inbox.take()).extracting(Inbox.Arrival::delivery).isEqualTo(4L);
    assertThat(inbox.isEmpty()).isTrue();
  }
}
