package city.pulso.standalone;

import city.pulso.simulator.clock.LapseClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Keeps city time on disk, ahead of the clock: a killed process must not send it back. */
final class TimeKeeper {
  /** Real time between two notes; the note is good for {@value #NOTES_AHEAD} times as long. */
  static final Duration EVERY = Duration.ofSeconds(1);

  private static final int NOTES_AHEAD = 3;

  private final Path file;
  private final String story;
  private final Instant begun;
  private final LapseClock clock;

  TimeKeeper(Path file, String story, Instant begun, LapseClock clock) {
    this.file = file;
    this.story = story;
    this.begun = begun;
    this.clock = clock;
  }

  LapseClock clock() {
    return clock;
  }

  /** City time at which this city began, at its very first start. */
  Instant begun() {
    return begun;
  }

  /**
   * Notes that everything due before the position has been answered, and how far city time may get
   * until the next note.
   */
  void note(Instant position) throws IOException {
    Duration ahead = EVERY.multipliedBy((long) Math.ceil(clock.rate() * NOTES_AHEAD));
    new CityTime(story, begun, clock.instant().plus(ahead), position).write(file);
  }

  /** Notes where city time really stands: nothing reads the clock any more. */
  void seal(Instant position) throws IOException {
    new CityTime(story, begun, clock.instant(), position).write(file);
  }
}
