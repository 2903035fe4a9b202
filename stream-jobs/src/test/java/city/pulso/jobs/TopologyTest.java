package city.pulso.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.jobs.air.AirExposureJob;
import city.pulso.jobs.eldercare.ElderCareJob;
import city.pulso.jobs.parking.ParkingJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final Map<String, JobMain.Topology> JOBS =
      Map.of(
          "air", AirExposureJob::build,
          "parking", ParkingJob::build,
          "homes", ElderCareJob::build);

  @Test
  void every_operator_of_every_job_has_a_uid_of_its_own_and_a_name() {
    JOBS.forEach(
        (job, topology) -> {
          StreamExecutionEnvironment env = new StreamExecutionEnvironment();
          topology.build(env, JobConfig.builder().build(), Clock.systemUTC());
          StreamGraph graph = env.getStreamGraph();
          Set<String> uids = new HashSet<>();
          for (StreamNode node : graph.getStreamNodes()) {
            assertThat(node.getTransformationUID()).as("%s: %s", job, node).isNotBlank();
            assertThat(node.getOperatorName()).as("%s: %s", job, node).isNotBlank();
            assertThat(uids.add(node.getTransformationUID())).as("%s: %s", job, node).isTrue();
          }
          assertThat(graph.getStreamNodes()).hasSizeGreaterThan(8);
        });
  }

  @Test
  void generic_types_are_forbidden_and_checkpoints_exactly_once() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    JobConfig config = JobConfig.builder().checkpointInterval(Duration.ofSeconds(3)).build();
    ParkingJob.build(env, config, Clock.systemUTC());
    assertThat(env.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(env.getConfiguration().get(PipelineOptions.AUTO_GENERATE_UIDS)).isFalse();
    assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(3_000);
    assertThat(env.getMaxParallelism()).isEqualTo(config.maxParallelism());
  }

  @Test
  void a_clock_that_cannot_travel_is_refused_when_the_job_is_built() {
    Clock stuck =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH;
          }
        };
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    assertThatThrownBy(() -> ParkingJob.build(env, JobConfig.builder().build(), stuck))
        .hasMessageContaining("Serializable");
  }

  @Test
  void a_configuration_names_every_problem_at_once() {
    assertThatThrownBy(
            () -> JobConfig.builder().broker("tcp://x").parallelism(0).bayHold(neg()).build())
        .hasMessageContainingAll("jobs.broker", "jobs.parallelism", "jobs.bay-hold");
    assertThat(List.of(JobConfig.builder().build()))
        .containsExactly(JobConfig.builder().build().toBuilder().build());
  }

  private static Duration neg() {
    return Duration.ofSeconds(-1);
  }
}
