package city.pulso.jobs.ledger;

import city.pulso.jobs.hot.HotKeyedOperator;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Ingested;
import city.pulso.jobs.store.StoredPoint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts the ledger between the ingest and the rules of a job. */
public final class Ledger {
  private Ledger() {}

  /**
   * What goes on.
   *
   * @param ingested what the rules work on: its evidence has no repeated readings any more
   * @param points the completeness of every device and hour
   */
  public record Kept(Ingested ingested, DataStream<StoredPoint> points) {}

  /**
   * Adds its operator to the job. It is chained to the registry join: nothing crosses the network.
   */
  public static Kept attach(Ingested ingested) {
    SingleOutputStreamOperator<Evidence> evidence =
        DataStreamUtils.reinterpretAsKeyedStream(
                ingested.evidence(), Evidence::device, Types.STRING)
            .transform(
                "Ledger",
                TypeInformation.of(Evidence.class),
                HotKeyedOperator.of(new LedgerFunction()))
            .uid("ledger")
            .name("Ledger");
    return new Kept(
        new Ingested(evidence, ingested.subjects(), ingested.pulses(), ingested.deadLetters()),
        evidence.getSideOutput(LedgerFunction.POINTS));
  }
}
