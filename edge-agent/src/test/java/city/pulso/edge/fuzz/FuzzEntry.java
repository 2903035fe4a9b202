package city.pulso.edge.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls in its own process; property {@code pulso.fuzz.target} names the target. */
public final class FuzzEntry {
  private static final FuzzTarget TARGET =
      FuzzTarget.named(System.getProperty("pulso.fuzz.target", FuzzTarget.ALL));

  private FuzzEntry() {}

  /**
   * Called once before: Jazzer weaves itself into each class as it is loaded, which is no part of
   * the time that one input may take. What is wrong with an input is told when its turn comes.
   */
  public static void fuzzerInitialize() throws Exception {
    for (FuzzTarget target : FuzzTarget.each()) {
      for (Path input : target.kept()) {
        byte[] bytes = Files.readAllBytes(input);
        try {
          target.run(bytes);
        } catch (RuntimeException | Error e) {
          System.err.println("before the first input: " + e);
        }
      }
    }
  }

  /** Called with one input after another. */
  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.run(input);
  }
}
