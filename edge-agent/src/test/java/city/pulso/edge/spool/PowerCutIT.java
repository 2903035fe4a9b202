package city.pulso.edge.spool;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.spool.Recording.Operation;
import city.pulso.schemas.v1.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut after every file operation. A spool's process is traced while it stores, deletes
 * and is opened anew; then, for each prefix of what it did, the directory is made as a disk may
 * show it afterwards, and opened. {@code -Dpulso.powercut.cuts=0} takes every prefix instead of
 * some, {@code -Dpulso.powercut.seed=N} another story.
 */
class PowerCutIT {
  private static final int CUTS = Integer.getInteger("pulso.powercut.cuts", 60);
  private static final long SEED = Long.getLong("pulso.powercut.seed", 1);
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 26, Duration.ZERO, true);

  private Path root = Path.of("");

  @BeforeEach
  void choose(@TempDir Path temporary) {
    root = temporary;
  }

  /** One command and what it is about. */
  private record Step(String command, Domain domain, long first, long last, boolean append) {}

  @Test
  void what_was_acknowledged_is_there_after_a_cut_at_any_point() throws Exception {
    Cuts cuts = cutEverywhere(true);

    assertThat(cuts.images).as("directories opened").isGreaterThan(CUTS);
    assertThat(cuts.copied).as("times the log was copied into the file").isGreaterThan(3);
    assertThat(cuts.problems).isEmpty();
  }

  @Test
  void with_sync_switched_off_the_same_cuts_lose_readings() throws Exception {
    Cuts cuts = cutEverywhere(false);

    assertThat(cuts.problems).as("the negative control").anyMatch(each -> each.contains("lost"));
  }

  private static final class Cuts {
    private final List<String> problems = new ArrayList<>();
    private int images;
    private long copied;
  }

  private Cuts cutEverywhere(boolean synced) throws Exception {
    List<Step> story = story(new Random(SEED));
    List<Operation> recorded = record(story, synced);
    Random chance = new Random(SEED);
    Set<Integer> at = new TreeSet<>();
    for (int i = 0; i < recorded.size(); i++) {
      if (CUTS == 0 || chance.nextInt(recorded.size()) < CUTS) {
        at.add(i);
      } else if (!everyDay(recorded.get(i))) {
        at.add(i);
        at.add(i + 1);
      }
    }
    Path images = imagesDirectory();
    Cuts cuts = new Cuts();
    cuts.copied = recorded.stream().filter(new Operation.Sync("spool.db")::equals).count();
    try {
      CutDisk disk = new CutDisk();
      int answers = 0;
      for (int i = 0; i < recorded.size(); i++) {
        Operation operation = recorded.get(i);
        disk.apply(operation);
        answers += operation instanceof Operation.Answer ? 1 : 0;
        for (CutDisk.Fate fate : CutDisk.Fate.values()) {
          boolean enough = !synced && cuts.problems.stream().anyMatch(p -> p.contains("lost"));
          if (at.contains(i) && answers > 0 && !enough) {
            Path image = images.resolve(i + "-" + fate);
            disk.write(image, fate, new Random(SEED + i));
            String where = "cut after operation " + i + " (" + fate + "): ";
            for (String problem : problems(image, story, answers - 1)) {
              cuts.problems.add(where + problem);
            }
            cuts.images++;
            delete(image);
          }
        }
      }
    } finally {
      delete(images);
    }
    return cuts;
  }

  /** What happens at every commit; everything else is rare enough to be cut each time. */
  private static boolean everyDay(Operation operation) {
    return operation instanceof Operation.Answer
        || ((operation instanceof Operation.Write || operation instanceof Operation.Sync)
            && operation.file().startsWith("spool.db"))
        || operation.file().equals("spool.reserve");
  }

  /** Small and large batches, some that grow from commit to commit, receipts, and two restarts. */
  private static List<Step> story(Random chance) {
    List<Step> story = new ArrayList<>();
    long[] next = new long[4];
    long[] batches = new long[4];
    for (int i = 0; i < 110; i++) {
      Domain domain = Spool.DOMAINS.get(chance.nextInt(3));
      int number = domain.getNumber();
      int kind = chance.nextInt(10);
      if (i == 40 || i == 80) {
        story.add(new Step("reopen", domain, 0, 0, false));
      } else if (kind < 2 && batches[number] > 1) {
        long first = 1 + chance.nextInt((int) batches[number]);
        long last = Math.min(batches[number], first + chance.nextInt(4));
        String command = "receipt " + domain + " " + first + " " + last;
        story.add(new Step(command, domain, first, last, false));
      } else {
        int count = 1 + chance.nextInt(3);
        int bytes = kind == 9 ? 18_000 : chance.nextInt(300);
        long first = 1_000_000L * number + next[number] + 1;
        next[number] += count;
        batches[number]++;
        String kindOf = kind == 8 ? "grow " : "batch ";
        String command = kindOf + domain + " " + first + " " + count + " " + bytes;
        story.add(new Step(command, domain, first, first + count - 1, true));
      }
    }
    return story;
  }

  private List<Operation> record(List<Step> story, boolean synced) throws Exception {
    Tracing.assumePossible();
    Path directory = root.resolve("traced-" + synced);
    Path trace = root.resolve("trace-" + synced);
    List<String> prefix = new ArrayList<>(List.of(Tracing.STRACE.toString()));
    prefix.addAll(Recording.OPTIONS);
    prefix.addAll(List.of("-o", trace.toString()));
    try (SpoolProcess process = SpoolProcess.start(directory, synced, prefix)) {
      for (Step step : story) {
        String answer = process.ask(step.command());
        assertThat(answer).as(step.command()).matches("(stored|deleted|reopened).*");
      }
      process.finish();
    }
    return Recording.read(trace, directory);
  }

  /** What is wrong with a spool after a cut, when so many commands had been answered. */
  private static List<String> problems(Path image, List<Step> story, int answered)
      throws Exception {
    List<String> problems = new ArrayList<>();
    List<Step> done = story.subList(0, answered);
    // What was under way may have happened or not.
    List<Step> begun = story.subList(0, Math.min(answered + 1, story.size()));
    try (Spool spool = Spool.open(image, CONFIG, "lima-01", Clock.systemUTC())) {
      if (spool.counts().setAside() > 0) {
        problems.add("a torn write was taken for damage");
      }
      for (Domain domain : Spool.DOMAINS) {
        problems(spool, domain, done, begun).forEach(problems::add);
      }
    } catch (IOException e) {
      problems.add("cannot be opened: " + e.getMessage());
    }
    return problems;
  }

  private static List<String> problems(
      Spool spool, Domain domain, List<Step> done, List<Step> begun) throws Exception {
    Set<Long> gone = sequences(begun, domain);
    Set<Long> surelyGone = sequences(done, domain);
    List<String> problems = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    Set<Long> heldSequences = new HashSet<>();
    for (StoredBatch batch : spool.after(domain, 0, 100_000).get(60, TimeUnit.SECONDS)) {
      held.addAll(Readings.numbers(batch));
      heldSequences.add(batch.sequence());
      if (surelyGone.contains(batch.sequence())) {
        problems.add(domain + " batch " + batch.sequence() + " is back after its receipt");
      }
    }
    long sequence = 0;
    for (Step step : begun) {
      if (step.append() && step.domain() == domain) {
        sequence++;
        for (long value = step.first(); value <= step.last(); value++) {
          if (done.contains(step) && !gone.contains(sequence) && !held.contains(value)) {
            problems.add(domain + " reading " + value + " was acknowledged and is lost");
          }
        }
      }
    }
    if (new HashSet<>(held).size() != held.size()) {
      problems.add(domain + " has a reading twice");
    }
    long next = spool.status(domain).nextSequence();
    for (long each = 1; each < next; each++) {
      if (!heldSequences.contains(each) && !gone.contains(each)) {
        problems.add(domain + " has a hole at sequence " + each);
      }
    }
    if (heldSequences.stream().anyMatch(each -> each >= next)) {
      problems.add(domain + " would use a sequence again");
    }
    return problems;
  }

  private static Set<Long> sequences(List<Step> steps, Domain domain) {
    Set<Long> named = new HashSet<>();
    for (Step step : steps) {
      if (step.command().startsWith("receipt") && step.domain() == domain) {
        for (long each = step.first(); each <= step.last(); each++) {
          named.add(each);
        }
      }
    }
    return named;
  }

  /** In memory where there is such a place: thousands of directories are opened and synced. */
  private Path imagesDirectory() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "pulso-power-cut")
        : Files.createTempDirectory(root, "images");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
