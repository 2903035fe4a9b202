package city.pulso.jobs.ingest;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobPorts;
import city.pulso.schemas.v1.Domain;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The part that every job begins with. */
public final class Ingest {
  private Ingest() {}

  /** Adds source, Sequencer, receipts and registry join for one domain to the job. */
  public static Ingested build(
      StreamExecutionEnvironment env, JobConfig config, Domain domain, JobPorts ports) {
    throw new IllegalStateException("no operators for " + domain);
  }
}
