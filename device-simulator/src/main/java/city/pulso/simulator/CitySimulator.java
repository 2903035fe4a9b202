package city.pulso.simulator;

import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.simulator.behaviour.VirtualCity;
import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.device.DevicePlayer;
import city.pulso.simulator.device.DeviceSenders;
import city.pulso.simulator.device.SenderStatus;
import city.pulso.simulator.device.SendersConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A living city: every device of a registry, sending over real sockets as city time passes.
 *
 * <p>With a {@link LapseClock} city time waits for the slowest answer (see {@link DevicePlayer}).
 */
public final class CitySimulator implements AutoCloseable {
  /** City time by which the clock may be ahead of the oldest unanswered message. */
  public static final Duration DEFAULT_SLACK = Duration.ofSeconds(30);

  private final VirtualCity city;
  private final int devices;
  private final DeviceSenders senders;
  private final DevicePlayer player;

  private CitySimulator(VirtualCity city, DeviceSenders senders, DevicePlayer player) {
    this.city = city;
    this.devices = city.size();
    this.senders = senders;
    this.player = player;
  }

  /**
   * Starts sending from the clock's time on.
   *
   * @param registry the city: stations, zones and homes, and the gateways they name
   * @param config where the gateways are
   * @param clock city time
   * @param seed the same seed gives the same city
   * @param beginning when the city's stories began: the city time of the first start, also after a
   *     restart
   * @param slack for example {@link #DEFAULT_SLACK}
   */
  public static CitySimulator start(
      List<RegistryEntry> registry,
      SendersConfig config,
      Clock clock,
      long seed,
      Instant beginning,
      Duration slack) {
    VirtualCity city = new VirtualCity(registry, seed, beginning, clock.instant());
    DeviceSenders senders = DeviceSenders.open(config);
    DevicePlayer player = new DevicePlayer(city, senders, clock, slack, Duration.ZERO);
    CitySimulator simulator = new CitySimulator(city, senders, player);
    player.start();
    return simulator;
  }

  /** The same, beginning now. */
  public static CitySimulator start(
      List<RegistryEntry> registry, SendersConfig config, Clock clock, long seed) {
    return start(registry, config, clock, seed, clock.instant(), DEFAULT_SLACK);
  }

  /** Sent, accepted, refused, retrying, in flight. */
  public SenderStatus status() {
    return senders.status();
  }

  /** Devices of the city. */
  public int devices() {
    return devices;
  }

  /** City time before which every message has been answered. */
  public Instant position() {
    return Instant.ofEpochMilli(player.positionMs());
  }

  /** Id of the home whose resident stops being active. */
  public Optional<String> quietHome() {
    return city.quietHome();
  }

  /** Device id of the plug that falls silent. */
  public Optional<String> silentPlug() {
    return city.silentPlug();
  }

  /** Why it stopped by itself, null if it did not. */
  public @Nullable Throwable failure() {
    return player.failure();
  }

  @Override
  public void close() {
    player.close();
    senders.close();
  }
}
