package city.pulso.standalone.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * What every child runs: the main class named by the first argument, until the parent is gone.
 *
 * <p>Ctrl-C reaches every process of a terminal at once; a child leaves it to the parent, which
 * ends the parts in order. A child ends when asked to (SIGTERM) or when its standard input ends.
 */
public final class PartMain {
  private static final int LONGEST_END_SECONDS = 10;
  private static final int ORPHANED = 3;

  private PartMain() {}

  /** Does not return before the named main method does. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    leaveToTheParent("INT");
    leaveToTheParent("HUP");
    Thread watch = new Thread(PartMain::endWithTheParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void leaveToTheParent(String signal) {
    try {
      Signal.handle(new Signal(signal), ignored -> {});
    } catch (IllegalArgumentException e) {
      // The virtual machine keeps this signal to itself (-Xrs): then it does no harm either.
      return;
    }
  }

  private static void endWithTheParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said here: only the end counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Thread force = new Thread(PartMain::force, "longest-end");
    force.setDaemon(true);
    force.start();
    System.exit(ORPHANED);
  }

  private static void force() {
    long deadline = System.nanoTime() + LONGEST_END_SECONDS * 1_000_000_000L;
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
