package city.pulso.edge.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.IntakeEvent;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EventSocketTest {
  private final List<Consumer<IntakeEvent>> listeners = new CopyOnWriteArrayList<>();

  @Test
  void a_reader_that_is_too_slow_is_told_and_dropped_and_nobody_waits_for_it(
      @TempDir Path directory) throws Exception {
    try (AutoCloseable socket = EventSocket.open(directory, this::listen);
        SocketChannel slow =
            SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(EventSocket.NAME)))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !listeners.isEmpty());

      long start = System.nanoTime();
      for (int i = 0; i < 2000; i++) {
        tell(event("x".repeat(1000)));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));

      String[] lines =
          new String(Channels.newInputStream(slow).readAllBytes(), StandardCharsets.UTF_8)
              .split("\n");
      assertThat(lines.length).isLessThan(2000);
      assertThat(lines[lines.length - 1])
          .startsWith("{\"event\":\"end\",\"text\":\"too slow: 5")
          .endsWith("bytes were waiting to be read\"}");
      assertThat(lines[0]).isEqualTo("{\"event\":\"begin\"}");
      assertThat(List.of(lines).subList(1, lines.length - 1))
          .allMatch(line -> line.startsWith("{\"event\":\"accepted\"") && line.endsWith("}"));
      await().atMost(Duration.ofSeconds(60)).until(listeners::isEmpty);
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void nobody_listens_to_the_intake_while_there_is_no_reader(@TempDir Path directory)
      throws Exception {
    try (AutoCloseable socket = EventSocket.open(directory, this::listen)) {
      assertThat(socket).isNotNull();
      assertThat(listeners).isEmpty();
      try (EventReader reader = EventReader.connect(directory)) {
        assertThat(listeners).as("by the time the reader is connected").hasSize(1);
        tell(event("hello"));
        assertThat(reader.next()).contains("hello");
      }
      await().atMost(Duration.ofSeconds(60)).until(listeners::isEmpty);
    }
  }

  @Test
  void the_ninth_reader_is_turned_away_and_told_why(@TempDir Path directory) throws Exception {
    List<EventReader> readers = new ArrayList<>();
    try (AutoCloseable socket = EventSocket.open(directory, this::listen)) {
      assertThat(socket).isNotNull();
      for (int i = 0; i < 9; i++) {
        readers.add(EventReader.connect(directory));
      }
      assertThat(readers.get(8).next()).isNull();
      assertThat(readers.get(8).end()).isEqualTo("there are 8 readers already");
    } finally {
      for (EventReader reader : readers) {
        reader.close();
      }
    }
  }

  @Test
  void the_end_of_the_agent_is_told_and_the_socket_is_its_own_users(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve(EventSocket.NAME);
    Files.writeString(path, "left behind by an agent that was killed");
    AutoCloseable socket = EventSocket.open(directory, this::listen);
    try (EventReader reader = EventReader.connect(directory)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      socket.close();
      assertThat(reader.next()).isNull();
      assertThat(reader.end()).isEqualTo("the agent stopped");
    }
    assertThat(path).doesNotExist();
    assertThatThrownBy(() -> EventReader.connect(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no agent runs with this directory");
  }

  @Test
  void a_message_with_more_than_a_line_holds_is_told_with_the_number_left_out() {
    Reading large = reading("y".repeat(EventJson.MOST_READINGS / 3));
    IntakeEvent event =
        new IntakeEvent.Accepted(1, "s", Format.PULSO, Collections.nCopies(10, large), 0);
    String line = new String(EventJson.line(event), StandardCharsets.UTF_8);
    assertThat(line.length()).isLessThan(2 * EventJson.MOST_READINGS);
    assertThat(line).contains("\"left_out\":8");
  }

  private AutoCloseable listen(Consumer<IntakeEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(IntakeEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }

  private static IntakeEvent event(String text) {
    return new IntakeEvent.Accepted(1, "127.0.0.1", Format.PULSO, List.of(reading(text)), 0);
  }

  private static Reading reading(String text) {
    return Reading.newBuilder()
        .setDevice("d-1")
        .setGeneric(
            GenericReading.newBuilder()
                .addQuantities(Quantity.newBuilder().setName("note").setText(text)))
        .build();
  }
}
