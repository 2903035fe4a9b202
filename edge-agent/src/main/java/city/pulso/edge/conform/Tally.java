package city.pulso.edge.conform;

import city.pulso.edge.conform.Finding.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts how often each rule applied and was broken. */
final class Tally {
  private static final int EXAMPLES = 3;
  private static final int LONGEST = 400;

  private final Map<Rule, Counted> counted = new EnumMap<>(Rule.class);

  private static final class Counted {
    private int judged;
    private int violated;
    private boolean failed;
    private final List<String> examples = new ArrayList<>();
  }

  /** The rule applied and was kept. */
  void pass(Rule rule) {
    of(rule).judged++;
  }

  /** The rule applied; this way it works, and could be better. */
  void warn(Rule rule, Seen at, String what) {
    broken(rule, at, what);
  }

  /** The rule applied and was broken. */
  void fail(Rule rule, Seen at, String what) {
    broken(rule, at, what).failed = true;
  }

  /** Passes or fails. */
  void judge(Rule rule, boolean kept, Seen at, String what) {
    if (kept) {
      pass(rule);
    } else {
      fail(rule, at, what);
    }
  }

  private Counted broken(Rule rule, Seen at, String what) {
    Counted count = of(rule);
    count.judged++;
    count.violated++;
    if (count.examples.size() < EXAMPLES) {
      String shown = what.length() > LONGEST ? what.substring(0, LONGEST) + "..." : what;
      count.examples.add(
          "datagram "
              + at.number()
              + ", "
              + java.time.Instant.ofEpochMilli(at.atMs())
              + ", from "
              + at.from()
              + ": "
              + shown);
    }
    return count;
  }

  private Counted of(Rule rule) {
    return counted.computeIfAbsent(rule, r -> new Counted());
  }

  /** One per rule, in their order. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      Counted count = of(rule);
      Verdict verdict =
          count.judged == 0
              ? Verdict.NOT_SEEN
              : count.failed ? Verdict.FAIL : count.violated > 0 ? Verdict.WARN : Verdict.PASS;
      findings.add(new Finding(rule, verdict, count.judged, count.violated, count.examples));
    }
    return findings;
  }
}
