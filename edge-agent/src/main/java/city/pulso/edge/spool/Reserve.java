package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only takes up room, given back when the disk is full: deleting receipted batches
 * needs room too, in the write-ahead log, and what the log holds must be able to move into the
 * file. While it is given back nothing is stored, so receipts alone use what it held.
 */
final class Reserve {
  /** What the log may grow to, and a little for the last transaction. */
  static final int BYTES = SpoolFile.LOG_BYTES + (1 << 17);

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final Path path;

  Reserve(Path directory) {
    this.path = directory.resolve("spool.reserve");
  }

  /** Whether the room is taken up. */
  boolean held() {
    try {
      return Files.exists(path) && Files.size(path) == BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes the room up; returns false when there is not enough of it. */
  boolean hold() {
    if (held()) {
      return true;
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
      while (channel.position() < BYTES) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), BYTES - channel.position()));
        channel.write(zeros);
      }
      return true;
    } catch (IOException e) {
      LOG.debug("{} cannot be made: {}", path, e.toString());
      release();
      return false;
    }
  }

  /** Gives the room back. */
  void release() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", path, e.toString());
    }
  }
}
