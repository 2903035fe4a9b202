package city.pulso.simulator.replay;

import city.pulso.schemas.v1.RegistryEntry;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Recorded city data, ready to be sent by the devices of a replayed city.
 *
 * <p>Immutable but for the count of empty rows; every stream of messages reads the files anew, row
 * by row, and may be used by one thread at a time.
 */
public final class Replay {
  private static final long WEEK_MS = 7L * 24 * 3600 * 1000;

  private final ReplayOptions options;
  private final List<Shifted> recordings;
  private final List<RegistryEntry> registry;
  private final AtomicLong emptyRows = new AtomicLong();

  /** A recording and the whole weeks that bring it onto the city's time line. */
  record Shifted(Recording recording, long shiftMs) {}

  private Replay(ReplayOptions options, List<Shifted> recordings, List<RegistryEntry> registry) {
    this.options = options;
    this.recordings = recordings;
    this.registry = registry;
  }

  /**
   * Finds the recordings and puts the replayed city together.
   *
   * @param sharedData folder with {@code air}, {@code parking} and {@code plugs}
   * @throws UncheckedIOException if a file is missing or cannot be read
   */
  public static Replay load(Path sharedData, ReplayOptions options) {
    if (!Files.isDirectory(sharedData)) {
      throw new UncheckedIOException(
          new NoSuchFileException(sharedData.toString(), null, "no recorded data here"));
    }
    CityDraft city = new CityDraft(options.timeZone());
    List<Shifted> recordings = new ArrayList<>();
    options
        .dataSets()
        .forEach(
            (set, start) -> {
              for (Recording recording : set.recordings(sharedData)) {
                recording.describe(city);
                recordings.add(new Shifted(recording, shiftMs(recording, options.from(), start)));
              }
            });
    return new Replay(options, List.copyOf(recordings), city.finish());
  }

  /**
   * City time minus recorded time. A recording with a start day starts within the week that begins
   * there, at the weekday and time of day of {@code from}; one without stays where it is if it
   * covers {@code from}, and otherwise starts within its first week.
   */
  private static long shiftMs(Recording recording, Instant from, Optional<LocalDate> startDay) {
    Recording.Span span = recording.span();
    long firstMs = span.firstMs();
    long endMs = span.endMs();
    long fromMs = from.toEpochMilli();
    long startMs = startDay.map(span::midnightMs).orElse(firstMs);
    boolean chosen = startDay.isPresent() && startMs >= firstMs && startMs < endMs;
    if (!chosen && fromMs >= firstMs && fromMs < endMs) {
      return 0;
    }
    return Math.floorDiv(fromMs - (chosen ? startMs : firstMs), WEEK_MS) * WEEK_MS;
  }

  public ReplayOptions options() {
    return options;
  }

  /** The replayed city: its gateways, stations, zones, bays, homes and plugs. */
  public List<RegistryEntry> registry() {
    return registry;
  }

  /** Ids of its gateways. */
  public List<String> gateways() {
    return registry.stream()
        .filter(RegistryEntry::hasGateway)
        .map(entry -> entry.getGateway().getId())
        .toList();
  }

  /** City time minus recorded time of each recording, milliseconds, whole weeks. */
  public Map<String, Long> shiftsMs() {
    Map<String, Long> shifts = new TreeMap<>();
    recordings.forEach(each -> shifts.put(each.recording().name(), each.shiftMs()));
    return shifts;
  }

  /** Every message in the order of city time. Close it to let go of the files. */
  public ReplayMessages messages() {
    return messages(options.from());
  }

  /**
   * The messages due at a position or later; a position is what {@link ReplayRun#position()}
   * returned.
   */
  public ReplayMessages messages(Instant position) {
    return new ReplayMessages(
        recordings,
        options.from().toEpochMilli(),
        options.to().toEpochMilli(),
        position.toEpochMilli(),
        emptyRows);
  }

  /** Rows without any value met by the streams of messages so far. */
  public long emptyRows() {
    return emptyRows.get();
  }

  /**
   * What the source files hold, by device, read from them again by code of its own. Devices without
   * a row in the replayed time are left out.
   */
  public Map<String, DeviceInventory> inventory() {
    long fromMs = options.from().toEpochMilli();
    long toMs = options.to().toEpochMilli();
    Map<String, DeviceInventory> all = new TreeMap<>();
    for (Shifted each : recordings) {
      InventoryCount count = new InventoryCount(fromMs, toMs, each.shiftMs());
      each.recording().audit(count::row, count::emptyRow);
      all.putAll(count.finish());
    }
    return all;
  }
}
