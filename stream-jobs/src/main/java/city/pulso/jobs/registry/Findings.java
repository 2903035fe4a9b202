package city.pulso.jobs.registry;

import city.pulso.jobs.registry.CityFileException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects problems while the file is read. */
final class Findings {
  private static final int MOST = 200;
  private final List<Problem> problems = new ArrayList<>();

  void add(int line, String what) {
    if (problems.size() < MOST) {
      problems.add(new Problem(line, what));
    } else if (problems.size() == MOST) {
      problems.add(new Problem(line, "and more: only the first " + MOST + " are listed"));
    }
  }

  void throwIfAny(String source) throws CityFileException {
    if (!problems.isEmpty()) {
      List<Problem> sorted = new ArrayList<>(problems);
      sorted.sort(Comparator.comparingInt(Problem::line));
      throw new CityFileException(source, sorted);
    }
  }

  /** {@code "; did you mean 'x'?"} or nothing. */
  static String nearest(String word, Collection<String> known) {
    String best = "";
    int bestDistance = Math.min(3, Math.max(1, word.length() / 2)) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
