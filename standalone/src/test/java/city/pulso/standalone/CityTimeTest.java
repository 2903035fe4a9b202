package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.simulator.clock.LapseClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityTimeTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private final Path file;
  private final AtomicLong nanos = new AtomicLong();

  CityTimeTest(@TempDir Path directory) {
    this.file = directory.resolve("city-time.properties");
  }

  @Test
  void nothing_is_known_before_the_first_note() throws Exception {
    assertThat(CityTime.read(file)).isEmpty();
  }

  @Test
  void what_was_noted_is_read_to_the_millisecond() throws Exception {
    CityTime noted = new CityTime("live", BEGIN, BEGIN.plusMillis(1), BEGIN.plusMillis(2));
    noted.write(file);
    assertThat(CityTime.read(file)).contains(noted);
  }

  @Test
  void a_killed_process_never_sends_city_time_back() throws Exception {
    LapseClock clock = LapseClock.startingAt(BEGIN, 300, nanos::get);
    TimeKeeper keeper = new TimeKeeper(file, "live", BEGIN, clock);
    keeper.note(BEGIN);
    nanos.addAndGet(TimeKeeper.EVERY.multipliedBy(2).toNanos()); // killed before the next note
    assertThat(CityTime.read(file).orElseThrow().notBefore())
        .isAfter(clock.instant())
        .isBefore(clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void an_orderly_end_leaves_no_gap() throws Exception {
    LapseClock clock = LapseClock.startingAt(BEGIN, 300, nanos::get);
    nanos.addAndGet(1_000_000_000L);
    new TimeKeeper(file, "live", BEGIN, clock).seal(BEGIN);
    assertThat(CityTime.read(file).orElseThrow().notBefore()).isEqualTo(BEGIN.plusSeconds(300));
  }

  @Test
  void a_damaged_note_is_named_with_what_to_do() throws Exception {
    Files.writeString(file, "not-before=yesterday\n");
    assertThatThrownBy(() -> CityTime.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("city-time.properties")
        .hasMessageContaining("--fresh");
  }
}
