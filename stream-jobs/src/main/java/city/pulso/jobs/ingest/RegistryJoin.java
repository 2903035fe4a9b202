package city.pulso.jobs.ingest;

import city.pulso.jobs.counters.Tally;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.RegistryEntry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Says of every device what it reports about. Keyed by device. Readings of a device that the
 * registry does not know wait, a bounded number for a bounded time, and pass on unassigned then:
 * they are stored, but no rule sees them. Heartbeats about unknown devices prove nothing and end
 * here, unless readings wait.
 *
 * <p>Broadcast state: "assignments" and "intervals" by device, "entries" by kind/id; an entry's
 * part is removed with the entry. Keyed state: "waiting", "waiting-count", "waiting-heartbeat",
 * "give-up-at"; all cleared when the waiting readings pass on.
 */
final class RegistryJoin
    extends KeyedBroadcastProcessFunction<String, Evidence, SubjectChange, Evidence> {
  static final MapStateDescriptor<String, Assignment> ASSIGNMENTS =
      new MapStateDescriptor<>("assignments", Types.STRING, TypeInformation.of(Assignment.class));
  static final MapStateDescriptor<String, Integer> INTERVALS =
      new MapStateDescriptor<>("intervals", Types.STRING, Types.INT);

  private static final long serialVersionUID = 1L;
  private static final long LOOK_AGAIN_MS = 1_000;
  private static final int MOST_SETTLED = 200_000;

  private final int buffer;
  private final long patienceMs;

  private transient ListState<Evidence> waiting;
  private transient ValueState<@Nullable Integer> waitingCount;
  private transient ValueState<@Nullable Evidence> waitingHeartbeat;
  private transient ValueState<@Nullable Long> giveUpAt;
  private transient Tally unassigned;

  /** Devices of which nothing waits, so that state need not be asked; saves work, no more. */
  private transient Set<String> settled;

  /**
   * @param patience real time, measured by Flink's processing time
   */
  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  RegistryJoin(int buffer, Duration patience) {
    this.buffer = buffer;
    this.patienceMs = patience.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    waiting =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("waiting", EvidenceSerializer.TYPE));
    waitingCount =
        getRuntimeContext().getState(new ValueStateDescriptor<>("waiting-count", Types.INT));
    waitingHeartbeat =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("waiting-heartbeat", EvidenceSerializer.TYPE));
    giveUpAt = getRuntimeContext().getState(new ValueStateDescriptor<>("give-up-at", Types.LONG));
    settled = new HashSet<>();
    unassigned = Tally.of(getRuntimeContext(), "readings-unassigned");
  }

  @Override
  public void processElement(Evidence evidence, ReadOnlyContext context, Collector<Evidence> out)
      throws Exception {
    Assignment known =
        lookUp(
            evidence.device(),
            context.getBroadcastState(ASSIGNMENTS),
            context.getBroadcastState(INTERVALS));
    if (evidence.origin().endsAtLedger()) {
      out.collect(evidence.assigned(known == null ? Assignment.NONE : known));
      return;
    }
    boolean nothingWaits = settled.contains(evidence.device());
    Integer count = nothingWaits ? null : waitingCount.value();
    if (known != null) {
      if (count != null) {
        release(known, out);
      }
      if (!nothingWaits) {
        settle(evidence.device());
      }
      out.collect(evidence.assigned(known));
    } else if (evidence.isHeartbeat()) {
      if (count != null) {
        waitingHeartbeat.update(evidence);
      }
    } else if (count != null && count >= buffer) {
      unassigned.increment();
      out.collect(evidence);
    } else {
      await(evidence, count == null ? 0 : count, context);
    }
  }

  @Override
  public void processBroadcastElement(
      SubjectChange change, Context context, Collector<Evidence> out) throws Exception {
    BroadcastState<String, Assignment> assignments = context.getBroadcastState(ASSIGNMENTS);
    BroadcastState<String, Integer> intervals = context.getBroadcastState(INTERVALS);
    forget(change.parsedBefore(), assignments, intervals);
    if (!change.removed()) {
      RegistryEntry entry = change.parsed();
      assignments.putAll(RegistryIndex.assignments(entry));
      for (Device device : entry.getGateway().getDevicesList()) {
        intervals.put(device.getId(), device.getReportIntervalS());
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Evidence> out)
      throws Exception {
    Long deadline = giveUpAt.value();
    if (deadline == null) {
      return;
    }
    Assignment known =
        lookUp(
            context.getCurrentKey(),
            context.getBroadcastState(ASSIGNMENTS),
            context.getBroadcastState(INTERVALS));
    if (known != null) {
      release(known, out);
    } else if (timestamp >= deadline) {
      Integer count = waitingCount.value();
      unassigned.add(count == null ? 0 : count);
      release(Assignment.NONE, out);
    } else {
      context.timerService().registerProcessingTimeTimer(timestamp + LOOK_AGAIN_MS);
    }
  }

  private void settle(String device) {
    if (settled.size() >= MOST_SETTLED) {
      settled.clear();
    }
    settled.add(device);
  }

  private void await(Evidence evidence, int count, ReadOnlyContext context) throws Exception {
    settled.remove(evidence.device());
    if (count == 0) {
      long now = context.timerService().currentProcessingTime();
      giveUpAt.update(now + patienceMs);
      context.timerService().registerProcessingTimeTimer(now + LOOK_AGAIN_MS);
    }
    waiting.add(evidence);
    waitingCount.update(count + 1);
  }

  private void release(Assignment known, Collector<Evidence> out) throws Exception {
    for (Evidence evidence : waiting.get()) {
      out.collect(evidence.assigned(known));
    }
    Evidence heartbeat = waitingHeartbeat.value();
    if (heartbeat != null && known.assigned()) {
      out.collect(heartbeat.assigned(known));
    }
    waiting.clear();
    waitingCount.clear();
    waitingHeartbeat.clear();
    giveUpAt.clear();
  }

  private static void forget(
      RegistryEntry entry,
      BroadcastState<String, Assignment> assignments,
      BroadcastState<String, Integer> intervals)
      throws Exception {
    String id = RegistryIndex.id(entry);
    for (String device : RegistryIndex.assignments(entry).keySet()) {
      Assignment present = assignments.get(device);
      // A device that has moved to another subject meanwhile stays there.
      if (present != null && present.subject().equals(id)) {
        assignments.remove(device);
      }
    }
    for (Device device : entry.getGateway().getDevicesList()) {
      intervals.remove(device.getId());
    }
  }

  private static @Nullable Assignment lookUp(
      String device,
      ReadOnlyBroadcastState<String, Assignment> assignments,
      ReadOnlyBroadcastState<String, Integer> intervals)
      throws Exception {
    Assignment known = assignments.get(device);
    if (known == null) {
      return null;
    }
    Integer interval = intervals.get(device);
    return interval == null || interval == known.reportIntervalS()
        ? known
        : known.withReportIntervalS(interval);
  }
}
