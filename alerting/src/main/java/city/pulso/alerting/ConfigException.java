package city.pulso.alerting;

import java.util.List;

/** A configuration that is not accepted; the message has one line per problem. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each says where, what, and what is accepted. */
  public List<String> problems() {
    return problems;
  }
}
