package city.pulso.edge.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Jazzer in a process of its own. */
final class Jazzer {
  /** Start, and the last input. */
  private static final long SPARE_S = 300;

  private Jazzer() {}

  /** How it ended and the end of what it said. */
  record Run(int exitCode, String said) {
    private static final Pattern RUNS = Pattern.compile("Done (\\d+ runs) in");

    String runs() {
      Matcher matcher = RUNS.matcher(said);
      return matcher.find() ? matcher.group(1) : "an unknown number of runs";
    }
  }

  static Run run(String target, Path corpus, Path found, long seconds, boolean aloud)
      throws Exception {
    return runClass(FuzzEntry.class.getName(), target, corpus, found, seconds, aloud);
  }

  /**
   * @param found where an input that crashed is put
   * @param aloud what it says goes to this process's output as well
   */
  static Run runClass(
      String entry, String target, Path corpus, Path found, long seconds, boolean aloud)
      throws Exception {
    Path log = corpus.resolveSibling(corpus.getFileName() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dpulso.fuzz.target=" + target);
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classPath, "com.code_intelligence.jazzer.Jazzer"));
    command.add("--target_class=" + entry);
    command.add("--instrumentation_includes=city.pulso.edge.**");
    command.add("--reproducer_path=" + corpus);
    command.add("-max_total_time=" + seconds);
    command.add("-max_len=4096");
    command.add("-timeout=10");
    command.add("-rss_limit_mb=2048");
    command.add("-artifact_prefix=" + found + "/");
    command.add(corpus.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (aloud) {
      System.out.println("fuzzing " + target + " for " + seconds + " s; log: " + log);
    }
    Process process = builder.redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(seconds + SPARE_S, TimeUnit.SECONDS)) {
        return new Run(-1, "it did not end; " + tail(log));
      }
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), tail(log));
  }

  private static String tail(Path log) throws IOException {
    String all = Files.readString(log, StandardCharsets.ISO_8859_1);
    return all.substring(Math.max(0, all.length() - 8000));
  }
}
