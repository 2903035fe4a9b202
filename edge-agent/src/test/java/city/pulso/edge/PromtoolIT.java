package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads the metrics page. */
class PromtoolIT {
  @Test
  void promtool_has_nothing_to_say(@TempDir Path directory) throws Exception {
    Program promtool = Program.installed("promtool");
    AgentFixture.leaveRegistryCopy(directory);
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC())) {
      Path page = directory.resolve("metrics.txt");
      Files.write(page, agent.metrics().getBytes(StandardCharsets.UTF_8));

      assertThat(promtool.check(page)).as("what promtool check metrics says").isEmpty();
    }
  }
}
