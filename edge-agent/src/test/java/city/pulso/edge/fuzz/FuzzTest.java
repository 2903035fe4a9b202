package city.pulso.edge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile input is harmless: what was kept is tried again each time, and Jazzer looks for more, for
 * {@value #SHORT_S} s here and for as long as wanted with {@code pulso fuzz}.
 */
class FuzzTest {
  private static final int SHORT_S = 8;

  /** Where a crash is put, so that it is tried again from then on. */
  private static final Path KEPT = Path.of("src/test/resources/fuzz");

  @TestFactory
  Stream<DynamicTest> what_is_kept_is_harmless() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (FuzzTarget target : FuzzTarget.each()) {
      List<Path> kept = target.kept();
      assertThat(kept).as("inputs of " + target.name()).isNotEmpty();
      for (Path input : kept) {
        tests.add(
            DynamicTest.dynamicTest(
                target.name() + " " + input.getFileName(),
                () -> target.run(Files.readAllBytes(input))));
      }
    }
    return tests.stream();
  }

  @Test
  void jazzer_finds_nothing(@TempDir Path corpus) throws Exception {
    String name = System.getProperty("pulso.fuzz.target", FuzzTarget.ALL);
    String minutes = System.getProperty("pulso.fuzz.minutes");
    long seconds =
        minutes == null ? SHORT_S : Duration.ofMinutes(Long.parseLong(minutes)).toSeconds();
    seed(name, corpus);

    Path found = Files.createDirectories(Path.of("target", "fuzz"));
    Jazzer.Run run = Jazzer.run(name, corpus, found, seconds, minutes != null);
    List<Path> crashes = minutes == null ? List.of(found) : keep(name, found);

    assertThat(run.exitCode())
        .as("the input that did it is in %s; Jazzer says:%n%s", crashes, run.said())
        .isZero();
    System.out.println("fuzz: " + name + ", " + seconds + " s: nothing found, " + run.runs());
    assertThat(run.said()).as("it ran").containsPattern("Done \\d+ runs in");
  }

  @Test
  void jazzer_notices_what_must_not_happen(@TempDir Path directory) throws Exception {
    Path corpus = Files.createDirectory(directory.resolve("corpus"));

    Jazzer.Run run =
        Jazzer.runClass(BrokenTarget.class.getName(), "all", corpus, directory, 120, false);

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.said()).contains("the wrong word");
  }

  @Test
  void an_unknown_target_is_told_which_there_are() {
    assertThatThrownBy(() -> FuzzTarget.named("senml"))
        .hasMessageContaining("no target 'senml'; use one of pulso, senml-json");
  }

  /** Fails on one word, which a fuzzer without feedback would not find in time. */
  public static final class BrokenTarget {
    private BrokenTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
      if (new String(input, StandardCharsets.ISO_8859_1).startsWith("pul")) {
        throw new IllegalStateException("the wrong word");
      }
    }
  }

  /** Puts what crashed beside the inputs of its target, so that it is tried again from then on. */
  private static List<Path> keep(String name, Path found) throws Exception {
    List<Path> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(found)) {
      for (Path crash : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(crash);
        boolean all = name.equals(FuzzTarget.ALL) && bytes.length > 0;
        List<FuzzTarget> each = FuzzTarget.each();
        String target = all ? each.get((bytes[0] & 0xff) % each.size()).name() : name;
        Path to = Files.createDirectories(KEPT.resolve(target)).resolve(crash.getFileName());
        Files.write(to, all ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        Files.delete(crash);
        kept.add(to);
      }
    }
    return kept;
  }

  /** What is kept of a target; of all targets, each behind the byte that chooses it. */
  private static void seed(String name, Path corpus) throws Exception {
    List<FuzzTarget> each = FuzzTarget.each();
    for (int i = 0; i < each.size(); i++) {
      FuzzTarget target = each.get(i);
      boolean all = name.equals(FuzzTarget.ALL);
      if (!all && !name.equals(target.name())) {
        continue;
      }
      for (Path input : target.kept()) {
        byte[] bytes = Files.readAllBytes(input);
        byte[] seed = new byte[bytes.length + (all ? 1 : 0)];
        System.arraycopy(bytes, 0, seed, seed.length - bytes.length, bytes.length);
        if (all) {
          seed[0] = (byte) i;
        }
        Files.write(corpus.resolve(target.name() + "-" + input.getFileName()), seed);
      }
    }
  }
}
