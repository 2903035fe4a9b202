package city.pulso.jobs.ledger;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.counters.Tally;
import city.pulso.jobs.hot.HotFunction;
import city.pulso.jobs.hot.HotMemory;
import city.pulso.jobs.hot.HotValues;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Reading;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is heard of each device and passes it on; repeated and unusable readings end here.
 * Keyed by device.
 *
 * <p>Keyed state: "account" (one value) and "hours" (48 hours of event time, dropped as heartbeats
 * go on). Both are cleared 30 days of real time after a device was last heard of, by state
 * time-to-live: a device that left the registry is in no heartbeat any more. The books of the
 * devices heard last are in memory, see {@link HotDevice}, and written back before every snapshot.
 */
final class LedgerFunction extends KeyedProcessFunction<String, Evidence, Evidence>
    implements HotFunction {
  static final OutputTag<StoredPoint> POINTS =
      new OutputTag<>("completeness", TypeInformation.of(StoredPoint.class));

  private static final long serialVersionUID = 1L;
  private static final StateTtlConfig FORGOTTEN =
      StateTtlConfig.newBuilder(Duration.ofDays(30)).build();

  /** Part of the heap that books in memory may take: a sixteenth. */
  private static final int HEAP_PART = 16;

  /** What a book in memory takes, about. */
  private static final int BOOK_BYTES = 1_000;

  private transient @Nullable KeyContext keys;
  private transient HotValues<HotDevice> devices;
  private transient Tally beyond;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  LedgerFunction() {}

  @Override
  public void keys(KeyContext context) {
    keys = context;
  }

  @Override
  public void writeBack() throws Exception {
    devices.writeBack();
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Account> account = new ValueStateDescriptor<>("account", Account.TYPE);
    account.enableTimeToLive(FORGOTTEN);
    ValueState<@Nullable Account> accounts = getRuntimeContext().getState(account);
    MapStateDescriptor<Long, HourCount> counts =
        new MapStateDescriptor<>("hours", Types.LONG, HourCount.TYPE);
    counts.enableTimeToLive(FORGOTTEN);
    MapState<Long, HourCount> hours = getRuntimeContext().getMapState(counts);
    int most = HotMemory.values(HEAP_PART, BOOK_BYTES, getRuntimeContext().getTaskInfo());
    devices = new HotValues<>(most, requireNonNull(keys), () -> new HotDevice(accounts, hours));
    beyond = Tally.of(getRuntimeContext(), "readings-beyond-the-ledger");
  }

  @Override
  public void processElement(Evidence evidence, Context context, Collector<Evidence> out)
      throws Exception {
    if (evidence.origin().epoch() != 0) {
      book(evidence, context);
    }
    if (!evidence.origin().endsAtLedger()) {
      out.collect(evidence);
    }
  }

  private void book(Evidence evidence, Context context) throws Exception {
    HotDevice device = devices.current();
    DeviceBook book = new DeviceBook(device.account(), device, evidence.atMs());
    Reading reading = evidence.reading();
    if (reading != null) {
      Long number = reading.hasDeviceSequence() ? (Long) reading.getDeviceSequence() : null;
      book.reading(evidence.origin(), evidence.atMs(), number, reading.getDoubtsCount() > 0);
    } else {
      List<HourRow> rows =
          book.heartbeat(
              evidence.origin(), evidence.atMs(), evidence.assignment().reportIntervalS());
      for (HourRow row : rows) {
        context.output(POINTS, point(evidence, row));
      }
    }
    beyond.add(book.beyond());
    device.account(book.account());
  }

  private static StoredPoint point(Evidence evidence, HourRow row) {
    HourCount count = row.count();
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.COMPLETENESS, row.hourMs())
            .tag("district", evidence.assignment().districtTag())
            .tag("gateway", evidence.gateway())
            .tag("domain", Topics.level(evidence.domain()))
            .tag("device", evidence.device())
            .whole("received", count.received())
            .whole("late", count.late())
            .whole("duplicate", count.duplicate())
            .whole("refused", count.refused())
            .whole("evicted", count.evicted())
            .whole("unaccounted", row.unaccounted())
            .whole("unusable", count.unusable())
            .whole("doubtful", count.doubtful())
            .text("refused_because", count.refusedBecause());
    Long expected = row.expected();
    return (expected == null ? point : point.whole("expected", expected)).build();
  }
}
