package city.pulso.simulator.fleet;

import city.pulso.simulator.device.FleetRadio;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Plays a fleet in real time and counts what became of it. One thread plays; any may ask. */
public final class FleetRun {
  private static final int MOST_UNANSWERED = 4096;
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST_REASONS = 32;

  private final FleetRadio radio;
  private final Semaphore room = new Semaphore(MOST_UNANSWERED);
  private final Map<String, Long> answers = new TreeMap<>();
  private final Map<String, Long> reasons = new TreeMap<>();
  private volatile boolean stopping;
  private long sent;
  private long repeated;
  private long lost;
  private long rebound;
  private long answered;

  public FleetRun(FleetRadio radio) {
    this.radio = radio;
  }

  /**
   * What became of the messages so far.
   *
   * @param sent put on the wire, the repeated ones included
   * @param repeated of them, sent a second time on purpose
   * @param lostOnPurpose never put on the wire
   * @param rebound times a NAT gave its devices another port
   * @param answered of those sent; the rest waits, or got no answer
   * @param answers how many by code
   * @param reasons of the refused, what the gateway said, the first {@value #MOST_REASONS} kinds
   */
  public record Counts(
      long sent,
      long repeated,
      long lostOnPurpose,
      long rebound,
      long answered,
      Map<String, Long> answers,
      Map<String, Long> reasons) {}

  /**
   * Plays to the end of the fleet, or until {@link #stop}.
   *
   * @param told hears of each event as it happens, on this thread
   */
  public void play(Iterator<FleetEvent> fleet, Consumer<FleetEvent> told)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    while (!stopping && fleet.hasNext()) {
      FleetEvent event = fleet.next();
      if (!waitUntil(startNanos + TimeUnit.MILLISECONDS.toNanos(event.atMs()))) {
        return;
      }
      told.accept(event);
      if (event instanceof FleetEvent.Rebound nat) {
        radio.rebind(nat.nat());
        count(() -> rebound++);
      } else if (event instanceof FleetEvent.Spoken spoken) {
        speak(spoken);
      }
    }
  }

  /** Waits until everything is answered or given up; false if that takes longer. */
  public boolean awaitAnswers(Duration limit) throws InterruptedException {
    if (room.tryAcquire(MOST_UNANSWERED, limit.toMillis(), TimeUnit.MILLISECONDS)) {
      room.release(MOST_UNANSWERED);
      return true;
    }
    return false;
  }

  /** Ends {@link #play} soon. Any thread. */
  public void stop() {
    stopping = true;
  }

  public synchronized Counts counts() {
    return new Counts(
        sent, repeated, lost, rebound, answered, new TreeMap<>(answers), new TreeMap<>(reasons));
  }

  private void speak(FleetEvent.Spoken spoken) throws InterruptedException {
    if (spoken.fate() == FleetEvent.Fate.LOST) {
      count(() -> lost++);
      return;
    }
    room.acquire();
    count(
        () -> {
          sent++;
          repeated += spoken.fate() == FleetEvent.Fate.REPEATED ? 1 : 0;
        });
    radio.send(spoken.message(), this::answered);
  }

  private void answered(String answer) {
    count(
        () -> {
          answered += answer.equals(FleetRadio.NO_ANSWER) || answer.startsWith("not sent") ? 0 : 1;
          int space = answer.matches("\\d\\.\\d\\d .*") ? answer.indexOf(' ') : -1;
          answers.merge(space < 0 ? answer : answer.substring(0, space), 1L, Long::sum);
          if (space > 0) {
            // Times and numbers in it would make each one a kind of its own.
            String reason = answer.replaceAll("\\d{6,}|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "#");
            boolean known = reasons.size() < MOST_REASONS || reasons.containsKey(reason);
            reasons.merge(known ? reason : "other", 1L, Long::sum);
          }
        });
    room.release();
  }

  private synchronized void count(Runnable change) {
    change.run();
  }

  private boolean waitUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0 && !stopping) {
      LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
      left = nanos - System.nanoTime();
    }
    return !stopping;
  }
}
