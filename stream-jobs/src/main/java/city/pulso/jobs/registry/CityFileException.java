package city.pulso.jobs.registry;

import java.util.List;
import java.util.stream.Collectors;

/** A city file that is not accepted, with everything that is wrong with it. */
public final class CityFileException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * One problem.
   *
   * @param line line of the file, the first is 1
   * @param what where in the file's structure, what it says, and what is accepted
   */
  public record Problem(int line, String what) implements java.io.Serializable {}

  private final transient List<Problem> problems;

  CityFileException(String source, List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> source + ":" + problem.line() + ": " + problem.what())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of their lines, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
