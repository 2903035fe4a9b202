package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A write-ahead log as SQLite's file format (section 4, "The Write-Ahead Log") describes it, read
 * without SQLite. SQLite takes everything up to the first frame with a wrong checksum and silently
 * forgets what follows; a log in which whole transactions follow such a frame is damaged, for each
 * of them was synced before the next was begun.
 */
final class WalFile {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;

  private final List<Frame> frames;
  private final String problem;

  private WalFile(List<Frame> frames, String problem) {
    this.frames = frames;
    this.problem = problem;
  }

  /**
   * One page as the log holds it.
   *
   * @param page number of the page, from 1
   * @param offset where its bytes begin in the log
   */
  record Frame(int page, long offset) {}

  /** Reads it; a log that is not there has no frames. */
  static WalFile read(Path path) throws IOException {
    if (Files.notExists(path)) {
      return new WalFile(List.of(), "");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer header = bytes(channel, 0, HEADER);
      if (header.remaining() < HEADER) {
        return new WalFile(List.of(), "");
      }
      return new Reader(channel, header).read();
    }
  }

  /** Every frame of the log's present round, those that SQLite would not take included. */
  List<Frame> frames() {
    return frames;
  }

  /** What shows that synced transactions cannot be read any more; empty: nothing does. */
  String problem() {
    return problem;
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
      // Reads on until the buffer is full or the file ends.
    }
    return buffer.flip();
  }

  private static final class Reader {
    private final FileChannel channel;
    private final ByteBuffer header;
    private final ByteOrder order;
    private int sum1;
    private int sum2;

    Reader(FileChannel channel, ByteBuffer header) {
      this.channel = channel;
      this.header = header;
      this.order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    WalFile read() throws IOException {
      add(header, 0, 24);
      boolean sound =
          (header.getInt(0) & ~1) == MAGIC
              && header.getInt(8) == SpoolFile.PAGE_BYTES
              && header.getInt(24) == sum1
              && header.getInt(28) == sum2;
      List<Frame> frames = new ArrayList<>();
      long salt = 0;
      boolean chain = sound;
      int commitsAfterBreak = 0;
      long offset = HEADER;
      while (true) {
        ByteBuffer frame = bytes(channel, offset, FRAME_HEADER + SpoolFile.PAGE_BYTES);
        if (frame.remaining() < frame.capacity()) {
          break;
        }
        if (frames.isEmpty() && offset == HEADER) {
          // With a damaged header the first frame tells which round this is.
          salt = sound ? header.getLong(16) : frame.getLong(8);
        }
        if (frame.getLong(8) == salt) {
          chain &= continues(frame);
          frames.add(new Frame(frame.getInt(0), offset + FRAME_HEADER));
          if (!chain && frame.getInt(4) != 0) {
            commitsAfterBreak++;
          }
        } else {
          chain = false;
        }
        offset += frame.capacity();
      }
      String problem = "";
      if (!sound && !frames.isEmpty()) {
        problem = "the header of the write-ahead log is damaged";
      } else if (commitsAfterBreak > 1) {
        problem = commitsAfterBreak + " transactions of the write-ahead log follow a damaged frame";
      }
      return new WalFile(frames, problem);
    }

    private boolean continues(ByteBuffer frame) {
      add(frame, 0, 8);
      add(frame, FRAME_HEADER, SpoolFile.PAGE_BYTES);
      return frame.getInt(16) == sum1 && frame.getInt(20) == sum2;
    }

    private void add(ByteBuffer data, int from, int length) {
      ByteBuffer words = data.duplicate().order(order);
      for (int i = from; i < from + length; i += 8) {
        sum1 += words.getInt(i) + sum2;
        sum2 += words.getInt(i + 4) + sum1;
      }
    }
  }
}
