package city.pulso.jobs.eldercare;

import city.pulso.jobs.eldercare.ActivityRule.Outcome;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.store.GenericPoints;
import city.pulso.jobs.store.Provenance;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * One plug: its raw points, and what each report says about its home. Keyed by device.
 *
 * <p>Keyed state: "plug", kept only for plugs that can show activity, cleared when the plug's home
 * is removed from the registry.
 */
final class PlugFunction
    extends KeyedCoProcessFunction<String, Evidence, SubjectChange, HomeSignal> {
  static final OutputTag<StoredPoint> POINTS =
      new OutputTag<>("points", TypeInformation.of(StoredPoint.class));

  private static final long serialVersionUID = 1L;

  private transient ActivityRule rule;
  private transient ValueState<@Nullable PlugTrack> plug;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  PlugFunction() {}

  @Override
  public void open(OpenContext context) {
    rule = new ActivityRule();
    plug =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("plug", TypeInformation.of(PlugTrack.class)));
  }

  @Override
  public void processElement1(Evidence evidence, Context context, Collector<HomeSignal> out)
      throws Exception {
    Assignment assigned = evidence.assignment();
    boolean ofHome = assigned.kind() == Assignment.Kind.PLUG && assigned.showsActivity();
    Reading reading = evidence.reading();
    if (reading == null) {
      if (ofHome) {
        out.collect(signal(evidence, HomeSignal.Kind.HEARTBEAT, false, false));
      }
    } else if (reading.hasGeneric()) {
      GenericPoints.of(reading, evidence.gateway()).forEach(point -> context.output(POINTS, point));
    } else if (reading.hasPlug()) {
      report(evidence, reading, ofHome, context, out);
    }
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<HomeSignal> out) {
    plug.clear();
  }

  private void report(
      Evidence evidence,
      Reading reading,
      boolean ofHome,
      Context context,
      Collector<HomeSignal> out)
      throws Exception {
    List<String> flags = Provenance.doubtFlags(reading);
    boolean active = false;
    // A report from the future would make everything after it old news.
    if (ofHome && !reading.getDoubtsList().contains(Doubt.FROM_THE_FUTURE)) {
      PlugTrack before = plug.value();
      Outcome outcome =
          rule.reading(
              before == null ? PlugTrack.NEVER_HEARD : before, reading.getPlug(), evidence.atMs());
      plug.update(outcome.track());
      active = outcome.active();
      if (!outcome.flag().isEmpty()) {
        flags.add(outcome.flag());
      }
      if (reading.getPlug().hasPowerW()) {
        out.collect(signal(evidence, HomeSignal.Kind.REPORT, outcome.usable(), active));
      }
    }
    context.output(POINTS, point(evidence, reading, active, String.join(",", flags)));
  }

  private static HomeSignal signal(
      Evidence evidence, HomeSignal.Kind kind, boolean usable, boolean active) {
    return new HomeSignal(
        kind,
        evidence.assignment().subject(),
        evidence.device(),
        evidence.gateway(),
        evidence.atMs(),
        usable,
        active,
        evidence.assignment().reportIntervalS());
  }

  private static StoredPoint point(
      Evidence evidence, Reading reading, boolean active, String flags) {
    PlugReading power = reading.getPlug();
    StoredPoint.Builder point =
        Provenance.rawPoint(Measurements.PLUG_RAW, reading, evidence.gateway())
            .tag("district", evidence.assignment().districtTag())
            .tag("home", evidence.assignment().subjectTag())
            .tag("device", evidence.device())
            .text("appliance", evidence.assignment().type())
            .flag("active", active)
            .text("flags", flags);
    if (power.hasPowerW()) {
      point.real("power_w", power.getPowerW());
    }
    if (power.hasEnergyWh()) {
      point.real("energy_wh", power.getEnergyWh());
    }
    if (power.hasRelayOn()) {
      point.flag("relay_on", power.getRelayOn());
    }
    if (power.hasVoltageV()) {
      point.real("voltage_v", power.getVoltageV());
    }
    return point.build();
  }
}
