package city.pulso.standalone;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * What the user sees: progress while the city starts, addresses, and one line that says how it is.
 *
 * <p>On a terminal that line is written over again; elsewhere it is a new line every ten seconds.
 *
 * <p>Threads: any.
 */
final class Terminal {
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;
  private static final String BACK = "\r\u001b[K";

  private final PrintStream out;
  private final int columns;
  private final LongSupplier nanoTime;
  private boolean statusShown;
  private boolean everShown;
  private long lastShown;

  /**
   * @param columns width of the terminal; 0: not a terminal
   */
  Terminal(PrintStream out, int columns, LongSupplier nanoTime) {
    this.out = out;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /** Says what begins, does it, and says how long it took. */
  <T> T step(String what, Callable<T> work) throws Exception {
    synchronized (this) {
      removeStatus();
      out.print(what + " … ");
      out.flush();
    }
    long began = nanoTime.getAsLong();
    try {
      T result = work.call();
      line("done (%.1f s)".formatted((nanoTime.getAsLong() - began) / 1e9));
      return result;
    } catch (Exception e) {
      line("failed");
      throw e;
    }
  }

  synchronized void line(String text) {
    removeStatus();
    out.println(text);
    out.flush();
  }

  /** The newest state of affairs. */
  synchronized void status(String text) {
    long now = nanoTime.getAsLong();
    if (columns > 0) {
      out.print(BACK + shortened(text));
      statusShown = true;
    } else if (!everShown || now - lastShown >= LINE_EVERY_NANOS) {
      out.println(text);
      lastShown = now;
      everShown = true;
    }
    out.flush();
  }

  private String shortened(String text) {
    int room = Math.max(20, columns - 1);
    return text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  private void removeStatus() {
    if (statusShown) {
      out.print(BACK);
      statusShown = false;
    }
  }

  /** {@code 1234567} as {@code 1,234,567}. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
