package city.pulso.standalone.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/**
 * Where a job's checkpoints are: {@code DIRECTORY/JOB_ID/chk-N}, complete when it has a {@code
 * _metadata}.
 */
public record Checkpoints(Path directory) {
  private static final String PREFIX = "chk-";

  /** The same id for the same name, for ever: so a job finds its checkpoints again. */
  public static JobID jobId(String name) {
    UUID id = UUID.nameUUIDFromBytes(("pulso-job:" + name).getBytes(StandardCharsets.UTF_8));
    return new JobID(id.getLeastSignificantBits(), id.getMostSignificantBits());
  }

  /** The completed checkpoint with the highest number; empty if there is none. */
  public Optional<Path> newest(JobID job) {
    return all(job).stream()
        .filter(Checkpoints::complete)
        .max(Comparator.comparingLong(Checkpoints::number));
  }

  /** Removes what a killed process left half-written; its number will be used again. */
  public void removeIncomplete(JobID job) throws IOException {
    for (Path checkpoint : all(job)) {
      if (!complete(checkpoint)) {
        remove(checkpoint);
      }
    }
  }

  private List<Path> all(JobID job) {
    Path own = directory.resolve(job.toHexString());
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(own)) {
      return children.filter(Files::isDirectory).filter(child -> number(child) >= 0).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean complete(Path checkpoint) {
    return Files.isRegularFile(checkpoint.resolve("_metadata"));
  }

  private static long number(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    if (!name.matches(PREFIX + "\\d{1,18}")) {
      return -1;
    }
    return Long.parseLong(name.substring(PREFIX.length()));
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
