package city.pulso.edge.config;

import java.util.List;

/** A configuration is not accepted; {@link #problems()} says everything that is wrong with it. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each: where, what, what is accepted. */
  public List<String> problems() {
    return problems;
  }
}
