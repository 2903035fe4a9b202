package city.pulso.benchmarks.agent;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Cold start and memory of the agent as its Debian package starts it (the package's Java options
 * and an archive of its classes, made as at installation) beside the same jars without archive and
 * without options, in turn.
 */
final class StartUp {
  private static final String AGENT = "pulso-edge-agent-[^/]*\\.jar";
  private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(180);

  private final Path directory;
  private final String heap;
  private final Clock clock;
  private final Path jar;
  private final Path archive;

  /** A way to start it, and what was seen. */
  private static final class Way {
    private final String name;
    private final List<String> flags;
    private final Map<String, String> environment;
    private final List<Double> coldMs = new ArrayList<>();
    private final List<Double> residentMb = new ArrayList<>();
    private final List<Double> anonymousMb = new ArrayList<>();

    private Way(String name, List<String> flags, Map<String, String> environment) {
      this.name = name;
      this.flags = flags;
      this.environment = environment;
    }
  }

  /** A configuration for an agent of its own at an address. */
  interface Configured {
    Path at(Path directory, InetSocketAddress address) throws IOException;
  }

  /**
   * Lays the agent's jars out as the package does, and makes the archive.
   *
   * @param heap -Xmx of the plain start
   */
  StartUp(Path directory, String heap, Clock clock) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.heap = heap;
    this.clock = clock;
    this.jar = layOut(directory.resolve("app"));
    this.archive = directory.resolve("agent.jsa");
    List<String> flags = new ArrayList<>(packaged());
    flags.add("-XX:ArchiveClassesAtExit=" + archive);
    try (ServerProcess rehearsal =
        ServerProcess.startJar(
            flags, Map.of(), directory.resolve("rehearsal.log"), jar, List.of("rehearse"))) {
      rehearsal.untilItEnds(START_LIMIT);
    }
    if (!Files.exists(archive)) {
      throw new IOException(
          "no archive was made: " + Files.readString(directory.resolve("rehearsal.log")));
    }
  }

  /**
   * Starts it each way in turn, and lets devices send at a steady rate.
   *
   * @param rate messages a second, all devices together
   * @param seconds how long, before memory is looked at
   */
  void measure(
      int starts, int devices, double rate, int seconds, Configured configured, PrintWriter out)
      throws IOException {
    List<String> archived = new ArrayList<>(packaged());
    archived.add("-XX:SharedArchiveFile=" + archive);
    Map<String, String> arenas = Map.of("MALLOC_ARENA_MAX", "2"); // as the package's unit has it
    List<Way> ways =
        List.of(
            new Way("plain", List.of("-Xmx" + heap, "-XX:+UseSerialGC"), Map.of()),
            new Way("packaged, no class archive", packaged(), arenas),
            new Way("packaged (AppCDS)", archived, arenas));
    for (int round = 0; round < starts; round++) {
      for (Way way : ways) {
        start(way, round, devices, rate, seconds, configured);
      }
    }
    out.printf(
        Locale.ROOT,
        "%n%-32s %14s %14s %22s%n",
        "start, then %.0f messages/s".formatted(rate),
        "cold start ms",
        "resident MB",
        "of it not of files MB");
    for (Way way : ways) {
      out.printf(
          Locale.ROOT,
          "%-32s %14.0f %14.0f %22.0f%n",
          way.name,
          Rounds.median(way.coldMs),
          Rounds.median(way.residentMb),
          Rounds.median(way.anonymousMb));
    }
    out.printf(
        Locale.ROOT,
        "medians of %d starts in turn; cold start: to the first message answered 2.04%n",
        starts);
    out.flush();
  }

  private void start(
      Way way, int round, int devices, double rate, int seconds, Configured configured)
      throws IOException {
    Path own = Files.createDirectory(directory.resolve(way.name.replaceAll("\\W+", "-") + round));
    InetSocketAddress address = AgentCommand.freePort();
    Path config = configured.at(own, address);
    try (ServerProcess agent =
            ServerProcess.startJar(
                way.flags,
                way.environment,
                own.resolve("agent.log"),
                jar,
                List.of("run", "--config", config.toString()));
        Devices all = new Devices(devices, address, clock)) {
      way.coldMs.add(all.untilAccepted(agent.startedNanos(), START_LIMIT) / 1e6);
      all.paced(rate, TimeUnit.SECONDS.toNanos(seconds));
      way.residentMb.add(agent.memoryKb("VmRSS") / 1024.0);
      way.anonymousMb.add(agent.memoryKb("RssAnon") / 1024.0);
      if (!agent.alive()) {
        throw new IOException("the agent ended; see " + own.resolve("agent.log"));
      }
    }
  }

  /** What the package tells Java. */
  private static List<String> packaged() throws IOException {
    Path options =
        Path.of(System.getProperty("pulso.home", "."), "edge-agent/src/deb/data/jvm.options");
    return List.of("@" + options.toAbsolutePath());
  }

  /** The agent's jar with its libraries beside it, as its manifest names them. */
  private static Path layOut(Path app) throws IOException {
    List<Path> path =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    Path agent = named(path, AGENT);
    Path lib = Files.createDirectories(app.resolve("lib"));
    try (JarFile program = new JarFile(agent.toFile())) {
      Manifest manifest = program.getManifest();
      String libraries =
          manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
      if (libraries == null) {
        throw new IOException(
            agent + " does not name its libraries; run it by ./pulso bench agent");
      }
      for (String library : libraries.split(" ", -1)) {
        String name = library.substring(library.lastIndexOf('/') + 1);
        unsigned(named(path, Pattern.quote(name)), lib.resolve(name));
      }
    }
    return Files.copy(agent, app.resolve("pulso-edge-agent.jar"));
  }

  /** As in the package: classes of a signed jar cannot be in the archive. */
  private static void unsigned(Path from, Path to) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
  }

  private static Path named(List<Path> path, String pattern) throws IOException {
    for (Path entry : path) {
      if (entry.getFileName().toString().matches(pattern)) {
        return entry;
      }
    }
    throw new IOException("the class path holds no " + pattern + "; run it by ./pulso bench agent");
  }
}
