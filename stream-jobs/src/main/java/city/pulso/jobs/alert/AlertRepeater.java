package city.pulso.jobs.alert;

import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells every revision of an alert again a minute later, and an open alert every quarter of an hour
 * for as long as it is open.
 *
 * <p>A broker's acknowledgement does not say that alerting has the alert: a broker that loses its
 * memory right after it would lose the alert too. The timers are part of the checkpoint, so what
 * was due while the job was down is told when it is back. Alerting recognises what it has by id and
 * revision: being told again rings nobody's phone.
 *
 * <p>Real time, not event time: what is waited for is a broker, not the city.
 */
public final class AlertRepeater extends KeyedProcessFunction<String, Alert, Alert> {
  /** Savepoints find this operator by its uid and its state by name: neither is ever renamed. */
  public static final String UID = "alert-repeater";

  static final Duration SOON = Duration.ofMinutes(1);
  static final Duration WHILE_OPEN = Duration.ofMinutes(15);
  private static final long serialVersionUID = 1L;

  /** Newest revision per kind and subject; cleared once a cleared alert has been told twice. */
  private transient ValueState<Alert> newest;

  /** When its timer is due, Unix milliseconds of real time; cleared with {@link #newest}. */
  private transient ValueState<Long> dueMs;

  private AlertRepeater() {}

  /** The alerts, each followed by its repetitions. */
  public static DataStream<Alert> attach(DataStream<Alert> alerts) {
    return alerts
        .keyBy(AlertRepeater::key, Types.STRING)
        .process(new AlertRepeater(), AlertBook.TYPE)
        .uid(UID)
        .name("Alerts told again");
  }

  static AlertRepeater create() {
    return new AlertRepeater();
  }

  static String key(Alert alert) {
    return alert.getKind() + "/" + alert.getSubject();
  }

  @Override
  public void open(OpenContext context) {
    newest = getRuntimeContext().getState(new ValueStateDescriptor<>("newest", AlertBook.TYPE));
    dueMs = getRuntimeContext().getState(new ValueStateDescriptor<>("due-ms", Types.LONG));
  }

  @Override
  public void processElement(Alert alert, Context ctx, Collector<Alert> out) throws Exception {
    out.collect(alert);
    newest.update(alert);
    Long due = dueMs.value();
    if (due != null) {
      ctx.timerService().deleteProcessingTimeTimer(due);
    }
    tellAgainIn(SOON, ctx.timerService());
  }

  @Override
  public void onTimer(long timeMs, OnTimerContext ctx, Collector<Alert> out) throws Exception {
    Alert alert = newest.value();
    out.collect(alert);
    if (alert.getStatus() == AlertStatus.OPEN_ALERT) {
      tellAgainIn(WHILE_OPEN, ctx.timerService());
    } else {
      newest.clear();
      dueMs.clear();
    }
  }

  private void tellAgainIn(Duration wait, TimerService timers) throws Exception {
    long due = timers.currentProcessingTime() + wait.toMillis();
    timers.registerProcessingTimeTimer(due);
    dueMs.update(due);
  }
}
