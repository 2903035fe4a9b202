package city.pulso.standalone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the known word that was probably meant. */
final class Nearest {
  private Nearest() {}

  /**
   * For each word that was not understood, the nearest option or command; one each, if any is near.
   */
  static List<String> to(List<String> unknown, CommandSpec command) {
    List<String> known = new ArrayList<>(command.subcommands().keySet());
    for (OptionSpec option : command.options()) {
      known.addAll(List.of(option.names()));
    }
    return unknown.stream().flatMap(word -> nearest(word, known).stream()).distinct().toList();
  }

  static Optional<String> nearest(String word, List<String> known) {
    String bare = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    return known.stream()
        .filter(each -> each.startsWith("-") == bare.startsWith("-"))
        .filter(each -> distance(bare, each) <= Math.max(2, bare.length() / 3))
        .min(Comparator.comparingInt(each -> distance(bare, each)));
  }

  /** Single characters inserted, removed or replaced (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
