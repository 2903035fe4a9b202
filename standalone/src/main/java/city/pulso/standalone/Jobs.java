package city.pulso.standalone;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.parking.ParkingJob;
import city.pulso.standalone.flink.EmbeddedFlink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The three jobs of the city as one small machine runs them. */
final class Jobs {
  /** Names by which their checkpoints are found: never changed. */
  static final List<String> NAMES = List.of("air-exposure", "parking", "elder-care");

  static final int COUNT = NAMES.size();

  /** Real time; what a gateway sent waits about that long for its receipt. */
  static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(2);

  private static final Duration OFFLINE = Duration.ofMinutes(5);

  /** Real time in which everybody can be heard, however fast city time runs. */
  private static final double BREATH_SECONDS = 20;

  private Jobs() {}

  /**
   * @param rate city seconds per real second: silence is measured in city time, and must be longer
   *     than what a hiccup of this machine makes of it
   */
  static JobConfig config(String broker, Store store, double rate) {
    Duration silence = longest(OFFLINE, Duration.ofSeconds(Math.round(rate * BREATH_SECONDS)));
    JobConfig.Builder config =
        JobConfig.builder()
            .broker(broker)
            .store(store.url().toString(), store.api())
            .storeOrg(store.org())
            .storeBucket(store.bucket())
            .checkpointInterval(CHECKPOINT_EVERY)
            .parallelism(1)
            .tickInterval(Duration.ofSeconds(1))
            .restartGrace(silence)
            .gatewayOfflineAfter(silence)
            .pipelineLateAfter(silence);
    store.tokenFile().ifPresent(config::storeTokenFile);
    return config.build();
  }

  /** Starts each, anew or from its newest checkpoint. */
  static void submit(EmbeddedFlink flink, JobConfig config, Clock clock) throws IOException {
    submit(flink, NAMES.get(0), config, clock, AirExposureJob::build);
    submit(flink, NAMES.get(1), config, clock, ParkingJob::build);
    submit(flink, NAMES.get(2), config, clock, ElderCareJob::build);
  }

  private static void submit(
      EmbeddedFlink flink, String name, JobConfig config, Clock clock, Topology topology)
      throws IOException {
    StreamExecutionEnvironment environment = flink.environment();
    topology.build(environment, config, clock);
    flink.submit(name, environment);
  }

  /** How a job is put together. */
  private interface Topology {
    void build(StreamExecutionEnvironment environment, JobConfig config, Clock clock);
  }

  private static Duration longest(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
