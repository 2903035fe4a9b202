package city.pulso.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulatorMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_names_every_option() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--broker", "--local-broker", "--agent", "--agents", "--rate", "--from", "--seed");
  }

  @Test
  void an_unknown_option_gets_the_nearest_known_one() {
    assertThat(run("--sed=3")).isEqualTo(2);
    assertThat(err.toString()).contains("--sed").contains("--seed");
  }

  @Test
  void a_broker_that_is_not_there_is_named() {
    assertThat(run("--broker=mqtt://127.0.0.1:1", "--wait=1")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot reach mqtt://127.0.0.1:1");
  }

  @Test
  void a_rate_that_makes_no_sense_is_refused() {
    assertThat(run("--rate=-1")).isEqualTo(1);
    assertThat(err.toString()).contains("rate -1.0 is not accepted");
  }

  private int run(String... args) {
    CommandLine line = SimulatorMain.commandLine(Clock.systemUTC());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(args);
  }
}
