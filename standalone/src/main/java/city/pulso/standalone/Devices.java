package city.pulso.standalone;

import city.pulso.simulator.CitySimulator;
import city.pulso.simulator.device.SenderStatus;
import city.pulso.simulator.device.SendersConfig;
import city.pulso.simulator.replay.Replay;
import city.pulso.simulator.replay.ReplayRun;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The devices of the city while they send: virtual ones, or recorded ones in a replay. */
interface Devices extends AutoCloseable {
  /** The same seed, the same city. */
  long SEED = 1535; // Lima's founding

  /** City time before which every message has been answered. */
  Instant position();

  SenderStatus status();

  /** Whether there is nothing more to send. */
  boolean ended();

  /** Why they stopped early, null if they did not. */
  @Nullable Throwable failure();

  @Override
  void close();

  /**
   * Starts what the plan says.
   *
   * @param begun city time at which this city began, at its very first start
   * @param position city time from which recorded devices send; virtual ones send from now on
   */
  static Devices of(
      CityPlan plan, SendersConfig config, Clock clock, Instant begun, Instant position) {
    return plan.replay()
        .map(replay -> replaying(replay, config, clock, position))
        .orElseGet(() -> virtual(plan, config, clock, begun));
  }

  private static Devices virtual(CityPlan plan, SendersConfig config, Clock clock, Instant begun) {
    CitySimulator simulator =
        CitySimulator.start(
            plan.registry(), config, clock, SEED, begun, CitySimulator.DEFAULT_SLACK);
    return new Devices() {
      @Override
      public Instant position() {
        return simulator.position();
      }

      @Override
      public SenderStatus status() {
        return simulator.status();
      }

      @Override
      public boolean ended() {
        return simulator.failure() != null;
      }

      @Override
      public @Nullable Throwable failure() {
        return simulator.failure();
      }

      @Override
      public void close() {
        simulator.close();
      }
    };
  }

  private static Devices replaying(
      Replay replay, SendersConfig config, Clock clock, Instant position) {
    ReplayRun run =
        ReplayRun.start(
            replay, config, clock, position, ReplayRun.DEFAULT_SLACK, ReplayRun.DEFAULT_TAIL);
    return new Devices() {
      @Override
      public Instant position() {
        return run.position();
      }

      @Override
      public SenderStatus status() {
        return run.status();
      }

      @Override
      public boolean ended() {
        return run.ended();
      }

      @Override
      public @Nullable Throwable failure() {
        return run.failure();
      }

      @Override
      public void close() {
        run.close();
      }
    };
  }
}
