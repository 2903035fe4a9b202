package city.pulso.jobs.parking;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Bays and places of one zone. Keyed by zone; an accepted change makes a bay's point, the zone's
 * point and its latest state. A zone's points and state need its registry entry; bays heard before
 * it are kept.
 *
 * <p>Keyed state: "entry", "bays" (by bay id), "counter", "newest-ms"; all cleared when the zone is
 * removed from the registry, a bay when it leaves its zone.
 */
final class ZoneFunction
    extends KeyedCoProcessFunction<String, Evidence, SubjectChange, StoredPoint> {
  static final OutputTag<StateMessage> STATES =
      new OutputTag<>("states", TypeInformation.of(StateMessage.class));

  private static final long serialVersionUID = 1L;

  private final Duration hold;

  private transient BayDebounce debounce;
  private transient ValueState<@Nullable SubjectChange> entry;
  private transient MapState<String, BayTrack> bays;
  private transient ValueState<@Nullable CounterTrack> counter;
  private transient ValueState<@Nullable Long> newestMs;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  ZoneFunction(JobConfig config) {
    this.hold = config.bayHold();
  }

  @Override
  public void open(OpenContext context) {
    debounce = new BayDebounce(hold);
    entry =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("entry", TypeInformation.of(SubjectChange.class)));
    bays =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("bays", Types.STRING, TypeInformation.of(BayTrack.class)));
    counter =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("counter", TypeInformation.of(CounterTrack.class)));
    newestMs = getRuntimeContext().getState(new ValueStateDescriptor<>("newest-ms", Types.LONG));
  }

  @Override
  public void processElement1(Evidence evidence, Context context, Collector<StoredPoint> out)
      throws Exception {
    Reading reading = evidence.reading();
    if (reading != null && (reading.getDoubtsCount() > 0 || !reading.hasParking())) {
      return;
    }
    Assignment assigned = evidence.assignment();
    if (assigned.kind() == Assignment.Kind.BAY) {
      bay(evidence, context, out);
    } else if (assigned.kind() == Assignment.Kind.CAR_PARK) {
      carPark(evidence, context, out);
    }
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (change.removed()) {
      entry.clear();
      bays.clear();
      counter.clear();
      newestMs.clear();
      context.output(STATES, StateMessage.removed("parking", change.id()));
      return;
    }
    entry.update(change);
    Set<String> registered = new HashSet<>();
    for (Bay bay : change.parsed().getZone().getBaysList()) {
      registered.add(bay.getId());
    }
    List<String> gone = new ArrayList<>();
    bays.keys().forEach(bay -> gone.add(bay));
    gone.removeAll(registered);
    for (String bay : gone) {
      bays.remove(bay);
    }
    Long newest = newestMs.value();
    publish(newest == null ? 0 : newest, context, out);
  }

  private void bay(Evidence evidence, Context context, Collector<StoredPoint> out)
      throws Exception {
    Assignment assigned = evidence.assignment();
    BayTrack before = bays.get(assigned.part());
    if (before == null) {
      before = BayTrack.NEVER_HEARD;
    }
    Reading reading = evidence.reading();
    BayTrack after;
    if (reading == null) {
      after = debounce.heartbeat(before, evidence.atMs(), assigned.reportIntervalS());
    } else if (reading.getParking().hasBay()) {
      boolean occupied = reading.getParking().getBay().getOccupied();
      after = debounce.report(before, occupied, evidence.atMs());
    } else {
      return;
    }
    bays.put(assigned.part(), after);
    if (after.state() != before.state()) {
      out.collect(
          StoredPoint.of(Measurements.PARKING_BAY, after.sinceMs())
              .tag("district", assigned.districtTag())
              .tag("zone", assigned.subjectTag())
              .tag("bay", assigned.part())
              .text("state", BayTrack.name(after.state()))
              .whole("state_rank", after.state())
              .build());
      publish(after.sinceMs(), context, out);
    }
  }

  private void carPark(Evidence evidence, Context context, Collector<StoredPoint> out)
      throws Exception {
    CounterTrack before = counter.value();
    Reading reading = evidence.reading();
    int interval = evidence.assignment().reportIntervalS();
    Optional<CounterTrack> after;
    if (reading == null) {
      after = before == null ? Optional.empty() : before.staleBy(evidence.atMs(), interval);
    } else {
      CountObservation count = reading.getParking().getCount();
      after =
          before != null && evidence.atMs() < before.atMs()
              ? Optional.empty()
              : ZoneCount.ofCounter(count, evidence.assignment().capacity())
                  .map(places -> CounterTrack.of(places, evidence.atMs()));
    }
    if (after.isEmpty()) {
      return;
    }
    counter.update(after.get());
    if (before == null || !before.places().equals(after.get().places())) {
      publish(after.get().changedAtMs(), context, out);
    }
  }

  /**
   * Writes the zone's places. Their time never goes back, so that a change that was accepted late
   * does not rewrite what was counted for later moments.
   */
  private void publish(long changedAtMs, Context context, Collector<StoredPoint> out)
      throws Exception {
    SubjectChange known = entry.value();
    Long newest = newestMs.value();
    long atMs = newest == null ? changedAtMs : Math.max(newest, changedAtMs);
    newestMs.update(atMs);
    if (known == null) {
      return;
    }
    Zone zone = known.parsed().getZone();
    CounterTrack counted = counter.value();
    ZoneCount places =
        !zone.hasCarPark()
            ? ZoneCount.ofBays(zone.getBaysCount(), bays.values())
            : counted == null
                ? ZoneCount.nothingKnown(zone.getCarPark().getCapacity())
                : counted.places();
    if (atMs > 0) {
      out.collect(ZoneResults.point(zone, places, atMs));
    }
    context.output(STATES, ZoneResults.state(zone, places, bays.entries(), atMs));
  }
}
