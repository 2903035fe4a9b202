package city.pulso.standalone;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobMain;
import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.parking.ParkingJob;
import city.pulso.standalone.cluster.ClusterJob;
import city.pulso.standalone.flink.EmbeddedFlink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The three jobs of the city as one small machine runs them. */
final class Jobs {
  static final List<ClusterJob> ALL =
      List.of(
          job("air-exposure", "air", AirExposureJob.class, AirExposureJob::build),
          job("parking", "parking", ParkingJob.class, ParkingJob::build),
          job("elder-care", "homes", ElderCareJob.class, ElderCareJob::build));

  static final List<String> NAMES = ALL.stream().map(ClusterJob::name).toList();

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
  static JobConfig config(String broker, Store store, String airIndex, double rate) {
    Duration silence = longest(OFFLINE, Duration.ofSeconds(Math.round(rate * BREATH_SECONDS)));
    JobConfig.Builder config =
        JobConfig.builder()
            .broker(broker)
            .store(store.url().toString(), store.api())
            .storeOrg(store.org())
            .storeBucket(store.bucket())
            .checkpointInterval(CHECKPOINT_EVERY)
            .parallelism(1)
            .airIndex(airIndex)
            .tickInterval(Duration.ofSeconds(1))
            .restartGrace(silence)
            .gatewayOfflineAfter(silence)
            .pipelineLateAfter(silence);
    store.tokenFile().ifPresent(config::storeTokenFile);
    return config.build();
  }

  /**
   * The same for the main class of a job on a cluster, where city time is real time.
   *
   * @param parallelism subtasks of every operator
   */
  static List<String> arguments(String broker, Store store, String airIndex, int parallelism) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--broker",
                broker,
                "--influx",
                store.url().toString(),
                "--influx-api",
                store.api().name(),
                "--org",
                store.org(),
                "--bucket",
                store.bucket(),
                "--air-index",
                airIndex,
                "--checkpoint-interval",
                CHECKPOINT_EVERY.toString(),
                "--parallelism",
                Integer.toString(parallelism)));
    store
        .tokenFile()
        .ifPresent(
            file -> arguments.addAll(List.of("--token-file", file.toAbsolutePath().toString())));
    return arguments;
  }

  /** Starts each, anew or from its newest checkpoint. */
  static void submit(EmbeddedFlink flink, JobConfig config, Clock clock) throws IOException {
    for (ClusterJob job : ALL) {
      StreamExecutionEnvironment environment = flink.environment();
      job.topology().build(environment, config, clock);
      flink.submit(job.name(), environment);
    }
  }

  private static ClusterJob job(
      String name, String label, Class<?> mainClass, JobMain.Topology topology) {
    return new ClusterJob(name, label, mainClass.getName(), topology);
  }

  private static Duration longest(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
