package city.pulso.standalone.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A build of Pulso that children are started from.
 *
 * @param flink directory with Flink's RocksDB, which must come before every other jar: the embedded
 *     broker brings classes of the same names
 * @param libraries class path of everything else
 */
public record Build(Path flink, String libraries) {
  private static final String STATE_BACKEND = "flink-statebackend-rocksdb";

  /**
   * The build this process runs from: property {@code pulso.flink} and its own class path.
   *
   * @throws IOException if the directory is not there; the message says how to make it
   */
  public static Build own() throws IOException {
    Path flink = Path.of(System.getProperty("pulso.flink", "standalone/target/dist/flink"));
    Build build = new Build(flink.toAbsolutePath(), System.getProperty("java.class.path", ""));
    build.check();
    return build;
  }

  /** A build as {@code ./pulso build} leaves it: {@code lib} and {@code flink} in one directory. */
  public static Build in(Path directory) throws IOException {
    Path root = directory.toAbsolutePath();
    Build build = new Build(root.resolve("flink"), root.resolve("lib") + "/*");
    build.check();
    return build;
  }

  private void check() throws IOException {
    if (!Files.isDirectory(flink)) {
      throw new IOException(flink + " is not there; './pulso build' makes it");
    }
    try (var files = Files.list(flink)) {
      if (files.noneMatch(file -> file.getFileName().toString().startsWith(STATE_BACKEND))) {
        throw new IOException(flink + " holds no " + STATE_BACKEND + "; './pulso build' makes it");
      }
    }
  }

  /** Virtual machine, what it opens of the JDK as this process does, and the class path. */
  List<String> command(List<String> flags, boolean stateOnDisk) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("--add-exports"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8"));
    command.addAll(flags);
    command.add("-cp");
    command.add(stateOnDisk ? flink + "/*:" + libraries : libraries);
    return command;
  }
}
