package city.pulso.edge.conform;

import java.util.List;

/**
 * What became of one rule.
 *
 * @param judged how often it applied
 * @param violated how often it was broken
 * @param examples the first few, each with its datagram
 */
public record Finding(Rule rule, Verdict verdict, int judged, int violated, List<String> examples) {
  /** How a rule came out. */
  public enum Verdict {
    PASS,
    /** It works, and could be better. */
    WARN,
    FAIL,
    /** Nothing was seen that it applies to. */
    NOT_SEEN
  }

  public Finding {
    examples = List.copyOf(examples);
  }
}
