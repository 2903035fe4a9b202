package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.Episode;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Bytes of an episode, part of other formats. */
final class EpisodeBytes {
  private EpisodeBytes() {}

  static void write(Episode episode, DataOutputView out) throws IOException {
    out.writeBoolean(episode.open());
    out.writeLong(episode.openedAtMs());
    out.writeLong(episode.clearedAtMs());
    out.writeByte(episode.peakRank());
    out.writeLong(episode.badSinceMs());
    out.writeInt(episode.badHours());
    out.writeInt(episode.betterHours());
  }

  static Episode read(DataInputView in) throws IOException {
    return new Episode(
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readByte(),
        in.readLong(),
        in.readInt(),
        in.readInt());
  }
}
