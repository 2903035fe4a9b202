package city.pulso.edge.fuzz;

/** What Jazzer calls in its own process; property {@code pulso.fuzz.target} names the target. */
public final class FuzzEntry {
  private static final FuzzTarget TARGET =
      FuzzTarget.named(System.getProperty("pulso.fuzz.target", FuzzTarget.ALL));

  private FuzzEntry() {}

  /** Called with one input after another. */
  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.run(input);
  }
}
