package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A spool in a process of its own, which does what it is told line by line and answers with one
 * line: the seam at which tests put a tracer, a fault or a kill.
 *
 * <pre>
 * append DOMAIN FIRST COUNT BYTES   stored DOMAIN FIRST COUNT | refused WHY
 * batch DOMAIN FIRST COUNT BYTES    the same, then read, so that the batch is not continued
 * grow DOMAIN FIRST COUNT BYTES     the same, but each reading has a commit of its own
 * receipt DOMAIN FIRST LAST         deleted DOMAIN FIRST LAST | refused WHY
 * held DOMAIN                       held VALUE VALUE ...
 * health                            health WHY
 * reopen                            reopened
 * </pre>
 */
final class SpoolProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private SpoolProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts one, behind a program that starts it in turn where there is a prefix. */
  static SpoolProcess start(Path directory, boolean synced, List<String> prefix)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            SpoolProcess.class.getName(),
            directory.toString(),
            String.valueOf(synced)));
    SpoolProcess started =
        new SpoolProcess(
            new ProcessBuilder(command)
                .redirectError(directory.resolveSibling("spool-process.log").toFile())
                .start());
    String ready = started.answers.readLine();
    if (!"ready".equals(ready)) {
      started.close();
      throw new IOException("the spool's process said " + ready);
    }
    return started;
  }

  /** Of the process that was started: the spool's own unless there is a prefix. */
  long pid() {
    return process.pid();
  }

  String ask(String line) throws IOException {
    questions.write(line + "\n");
    questions.flush();
    String answer = answers.readLine();
    return answer == null ? "gone" : answer;
  }

  /** Ends it at once, without a chance to tidy up. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(60, TimeUnit.SECONDS);
  }

  /** Lets it end by itself, after what it was told. */
  void finish() throws IOException, InterruptedException {
    questions.close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** A reading that is told apart by its value and padded with text. */
  static Reading reading(long value, int bytes) {
    return Reading.newBuilder()
        .setDevice("device-1")
        .setObservedAtMs(1000)
        .setDeviceSequence(value)
        .setGeneric(
            GenericReading.newBuilder()
                .addQuantities(Quantity.newBuilder().setName("x").setText("x".repeat(bytes))))
        .build();
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    SpoolConfig config =
        new SpoolConfig(1 << 26, Duration.ZERO, Boolean.parseBoolean(arguments[1]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    BufferedWriter out =
        new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    System.setOut(System.err); // the log must not be taken for an answer
    Spool spool = Spool.open(directory, config, "lima-01", Clock.systemUTC());
    try {
      String answer = "ready";
      while (answer != null) {
        out.write(answer + "\n");
        out.flush();
        String line = in.readLine();
        if (line == null) {
          break;
        }
        if (line.equals("reopen")) {
          spool.close();
          spool = Spool.open(directory, config, "lima-01", Clock.systemUTC());
          answer = "reopened";
        } else {
          answer = done(spool, line.split(" "));
        }
      }
    } finally {
      spool.close();
    }
  }

  private static String done(Spool spool, String[] words) throws Exception {
    try {
      return switch (words[0]) {
        case "append", "batch", "grow" -> {
          Domain domain = Domain.valueOf(words[1]);
          List<Reading> readings = new ArrayList<>();
          for (int i = 0; i < Integer.parseInt(words[3]); i++) {
            readings.add(reading(Long.parseLong(words[2]) + i, Integer.parseInt(words[4])));
          }
          if (words[0].equals("grow")) {
            for (Reading each : readings) {
              spool.append(domain, List.of(each)).get(60, TimeUnit.SECONDS);
            }
          } else {
            spool.append(domain, readings).get(60, TimeUnit.SECONDS);
          }
          if (!words[0].equals("append")) {
            Readings.show(spool, domain);
          }
          yield "stored " + words[1] + " " + words[2] + " " + words[3];
        }
        case "receipt" -> {
          spool
              .delete(
                  Domain.valueOf(words[1]),
                  List.of(Readings.range(Long.parseLong(words[2]), Long.parseLong(words[3]))))
              .get(60, TimeUnit.SECONDS);
          yield "deleted " + words[1] + " " + words[2] + " " + words[3];
        }
        case "held" -> {
          StringBuilder held = new StringBuilder("held");
          for (StoredBatch batch :
              spool.after(Domain.valueOf(words[1]), 0, 100_000).get(60, TimeUnit.SECONDS)) {
            for (long value : Readings.numbers(batch)) {
              held.append(' ').append(value);
            }
          }
          yield held.toString();
        }
        case "health" -> "health " + spool.health().problem();
        default -> "unknown " + words[0];
      };
    } catch (ExecutionException e) {
      return "refused "
          + String.valueOf(Objects.requireNonNull(e.getCause()).getMessage())
              .lines()
              .findFirst()
              .orElse("");
    }
  }
}
