package city.pulso.edge.config;

import java.util.List;

/** A configuration is not accepted; {@link #problems()} says everything that is wrong with it. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final transient List<Problem> found;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
    this.found = List.of();
  }

  /** From a part of the configuration that does not know where in a file it was written. */
  static ConfigException of(List<Problem> found) {
    return new ConfigException(found.stream().map(Problem::toString).toList(), found);
  }

  private ConfigException(List<String> problems, List<Problem> found) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
    this.found = List.copyOf(found);
  }

  /** The problems with their keys; empty when they know their places in the file already. */
  List<Problem> found() {
    return found;
  }

  /** One line each: where, what, what is accepted. */
  public List<String> problems() {
    return problems;
  }
}
