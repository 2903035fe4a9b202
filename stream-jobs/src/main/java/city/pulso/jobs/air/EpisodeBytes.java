package city.pulso.jobs.air;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;

/**
 * An episode in the formats of hours and progress before version 3. Episodes are told from the
 * judged hours since ({@link AirEpisodes}), so what an old savepoint says of them is passed over.
 */
final class EpisodeBytes {
  /** open, opened, cleared, peak rank, bad since, bad hours, better hours */
  private static final int LENGTH = 1 + 8 + 8 + 1 + 8 + 4 + 4;

  private EpisodeBytes() {}

  static void skip(DataInputView in) throws IOException {
    in.skipBytesToRead(LENGTH);
  }
}
