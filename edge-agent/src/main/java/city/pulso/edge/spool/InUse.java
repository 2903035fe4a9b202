package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * One byte in {@code spool.lock}: whether the spool was in use when the agent last ended. A spool
 * in use always has a write-ahead log with at least one transaction, so a log that is missing then
 * was taken away, and with it readings that were acknowledged. SQLite itself would not notice.
 */
final class InUse {
  private static final byte YES = 'u';
  private static final byte NO = 'c';

  private final FileChannel channel;

  /**
   * @param channel the open lock file
   */
  InUse(FileChannel channel) {
    this.channel = channel;
  }

  /** Whether anything was ever noted: whether there was a spool before. */
  boolean known() throws IOException {
    return channel.size() > 0;
  }

  /** What was noted last; false when nothing ever was. */
  boolean noted() throws IOException {
    ByteBuffer mark = ByteBuffer.allocate(1);
    return channel.read(mark, 0) == 1 && mark.get(0) == YES;
  }

  /** Notes it, on disk once this returns. */
  void note(boolean now) throws IOException {
    if (!known() || noted() != now) {
      channel.write(ByteBuffer.wrap(new byte[] {now ? YES : NO}), 0);
      channel.force(true);
    }
  }
}
