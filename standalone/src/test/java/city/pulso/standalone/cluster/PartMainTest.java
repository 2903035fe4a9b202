package city.pulso.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: what a child does when its terminal or its parent goes. */
class PartMainTest {
  private final Path directory;

  PartMainTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** A part that says that it lives, and then does until it is ended. */
  public static final class Forever {
    private Forever() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Files.createFile(Path.of(arguments[0]));
      new CountDownLatch(1).await();
    }
  }

  @Test
  void a_child_ends_with_its_parent() throws Exception {
    Process child = start();
    child.getOutputStream().close(); // as the system does when the parent is gone
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(3);
  }

  @Test
  void a_child_leaves_ctrl_c_to_its_parent_and_ends_when_asked_to() throws Exception {
    Process child = start();
    try {
      for (String signal : new String[] {"-INT", "-HUP"}) {
        Process kill = new ProcessBuilder("kill", signal, "" + child.pid()).start();
        assertThat(kill.waitFor()).isZero();
      }
      assertThat(child.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
      child.destroy();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    Path lives = directory.resolve("lives");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PartMain.class.getName(),
                Forever.class.getName(),
                lives.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(lives));
    return child;
  }
}
