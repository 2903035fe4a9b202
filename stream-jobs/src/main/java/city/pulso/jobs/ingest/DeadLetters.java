package city.pulso.jobs.ingest;

import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Puts what a job could not use where its operator finds it: into the store. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Adds its operator to the job.
   *
   * @param clock the city's; serializable
   */
  public static DataStream<StoredPoint> attach(Ingested ingested, Domain domain, Clock clock) {
    return ingested
        .deadLetters()
        .process(
            new DeadLetterFunction(Topics.level(domain), clock),
            TypeInformation.of(StoredPoint.class))
        .setParallelism(1)
        .uid("dead-letters")
        .name("Dead letters");
  }
}
