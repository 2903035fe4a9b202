package city.pulso.simulator.replay;

import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.device.DevicePlayer;
import city.pulso.simulator.device.DeviceSenders;
import city.pulso.simulator.device.SenderStatus;
import city.pulso.simulator.device.SendersConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run through a replay: sends its messages over real sockets as city time reaches them.
 *
 * <p>With a {@link LapseClock} city time waits for the slowest answer (see {@link DevicePlayer}). A
 * run may be stopped at any time; a later one that starts at its {@link #position()} loses nothing.
 */
public final class ReplayRun implements AutoCloseable {
  /** City time by which the clock may be ahead of the oldest unanswered message. */
  public static final Duration DEFAULT_SLACK = Duration.ofSeconds(30);

  /** City time that passes after the last message, so that its last hour is known to be over. */
  public static final Duration DEFAULT_TAIL = Duration.ofMinutes(10);

  private final ReplayMessages messages;
  private final DeviceSenders senders;
  private final DevicePlayer player;

  private ReplayRun(ReplayMessages messages, DeviceSenders senders, DevicePlayer player) {
    this.messages = messages;
    this.senders = senders;
    this.player = player;
  }

  /**
   * Starts sending.
   *
   * @param position where to start: {@code replay.options().from()} or an earlier run's position
   * @param slack for example {@link #DEFAULT_SLACK}
   * @param tail for example {@link #DEFAULT_TAIL}
   */
  public static ReplayRun start(
      Replay replay,
      SendersConfig config,
      Clock clock,
      Instant position,
      Duration slack,
      Duration tail) {
    ReplayMessages messages = replay.messages(position);
    DeviceSenders senders = DeviceSenders.open(config);
    DevicePlayer player = new DevicePlayer(messages, senders, clock, slack, tail);
    player.start();
    return new ReplayRun(messages, senders, player);
  }

  /** City time before which every message has been answered. */
  public Instant position() {
    return Instant.ofEpochMilli(player.positionMs());
  }

  public SenderStatus status() {
    return senders.status();
  }

  /** Whether every message has been sent and answered, or the run failed. */
  public boolean ended() {
    return player.ended();
  }

  /** Waits for the end; false if it takes longer than {@code limit} of real time. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return player.awaitEnd(limit);
  }

  /** Why it stopped early, null if it did not. */
  public @Nullable Throwable failure() {
    return player.failure();
  }

  /** Stops. Take the position before. */
  @Override
  public void close() {
    player.close();
    senders.close();
    messages.close();
  }
}
