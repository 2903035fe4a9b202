package city.pulso.jobs.air.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs files of test vectors through the rules: AQI, daily AQI, NowCast, INCA and CAI. A row that
 * cannot be read is a failed row with what was wrong, never an exception and never skipped.
 */
public final class VectorCheck {
  private static final Map<String, Reader> READERS = readers();

  private VectorCheck() {}

  /**
   * Outcome of one file.
   *
   * @param file name of the file
   * @param present false: the directory has no such file, and nothing was checked
   * @param rows rows checked
   * @param passed rows without any difference
   * @param differences what was not as expected; one row may have several
   */
  public record FileResult(
      String file, boolean present, int rows, int passed, List<Difference> differences) {
    public FileResult {
      differences = List.copyOf(differences);
    }

    /** There, not empty, and every row as expected. */
    public boolean green() {
      return present && rows > 0 && passed == rows;
    }
  }

  /**
   * One value that was not as expected.
   *
   * @param row id of the vector
   * @param what name of the value, {@code row} when the row could not be read at all
   */
  public record Difference(String row, String what, String expected, String actual) {
    @Override
    public String toString() {
      return row + " " + what + ": expected " + expected + ", got " + actual;
    }
  }

  /** Names of the files this check knows, in the order of its results. */
  public static List<String> files() {
    return List.copyOf(READERS.keySet());
  }

  /**
   * Checks every known file of a directory.
   *
   * @return one result per known file
   * @throws IOException if a file that is there cannot be read
   */
  public static List<FileResult> run(Path directory) throws IOException {
    List<FileResult> results = new ArrayList<>();
    for (Map.Entry<String, Reader> reader : READERS.entrySet()) {
      Path file = directory.resolve(reader.getKey());
      Tally tally = new Tally();
      boolean present = Files.isRegularFile(file);
      if (present) {
        reader.getValue().read(file, tally);
      }
      results.add(
          new FileResult(reader.getKey(), present, tally.rows, tally.passed, tally.differences));
    }
    return results;
  }

  private static Map<String, Reader> readers() {
    Map<String, Reader> readers = new LinkedHashMap<>();
    readers.put("aqi_us_2024.csv", UsVectors::rows);
    readers.put("aqi_us_2024_daily.json", UsVectors::daily);
    readers.put("nowcast_pm.json", UsVectors::nowCast);
    readers.put("inca_pe.csv", IncaVectors::rows);
    readers.put("cai_kr.json", CaiVectors::rows);
    return readers;
  }

  /** Reads one file and tallies its rows. */
  private interface Reader {
    void read(Path file, Tally tally) throws IOException;
  }

  /** Counts rows and keeps their differences. */
  static final class Tally {
    private final List<Difference> differences = new ArrayList<>();
    private int rows;
    private int passed;

    /**
     * Checks one row.
     *
     * @param actual computes every value by name from the row; what the row expects is compared
     *     with {@code expected}
     */
    void row(String id, Map<String, ?> expected, Function<Map<String, ?>, Map<String, ?>> actual) {
      rows++;
      int before = differences.size();
      try {
        Map<String, ?> got = actual.apply(expected);
        expected.forEach((what, value) -> compare(id, what, value, got));
      } catch (RuntimeException unreadable) {
        differences.add(new Difference(id, "row", "a readable vector", unreadable.toString()));
      }
      passed += differences.size() == before ? 1 : 0;
    }

    private void compare(String id, String what, @Nullable Object expected, Map<String, ?> actual) {
      Object got = actual.get(what);
      if (!same(expected, got)) {
        differences.add(new Difference(id, what, String.valueOf(expected), String.valueOf(got)));
      }
    }

    private static boolean same(@Nullable Object expected, @Nullable Object got) {
      if (expected instanceof Number e && got instanceof Number g) {
        return Math.abs(e.doubleValue() - g.doubleValue()) <= 1e-6;
      }
      if (expected instanceof List<?> e && got instanceof List<?> g) {
        return e.size() == g.size() && e.containsAll(g);
      }
      return Objects.equals(expected, got);
    }
  }
}
