package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.jobs.JobConfig;
import java.time.Clock;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class AirExposureJobTest {
  @Test
  void every_operator_has_a_uid_and_no_type_needs_kryo() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    AirExposureJob.build(env, JobConfig.builder().build(), Clock.systemUTC());
    StreamGraph graph = env.getStreamGraph(); // refuses what would be generated or generic
    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .contains(
            "air-episodes",
            "air-incidents",
            "air-advisories",
            "air-districts",
            "air-city",
            "air-station",
            "air-alert-points",
            "air-stations",
            "air-sites",
            "air-exposure");
  }

  @Test
  void a_scheme_that_does_not_exist_is_refused_before_anything_runs() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    JobConfig wrong = JobConfig.builder().airIndex("caqi").build();
    assertThatThrownBy(() -> AirExposureJob.build(env, wrong, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("us-epa");
  }
}
