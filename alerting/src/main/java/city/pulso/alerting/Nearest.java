package city.pulso.alerting;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Offers the nearest known word for one that is not known. */
final class Nearest {
  private Nearest() {}

  /** For example {@code mail (nearest), or one of: mail, webhook}. */
  static String offer(String unknown, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    return sorted.stream()
        .min(Comparator.comparingInt(word -> distance(unknown, word)))
        .map(word -> word + " (nearest), or one of: " + String.join(", ", sorted))
        .orElse("none: there is none to choose from");
  }

  /** Levenshtein. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
