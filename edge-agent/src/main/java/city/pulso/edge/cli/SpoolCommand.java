package city.pulso.edge.cli;

import city.pulso.edge.spool.DeviceCount;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolReader;
import city.pulso.edge.spool.StoredBatch;
import city.pulso.edge.spool.StreamStatus;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agent spool}: what waits in a gateway's spool. */
@Command(
    name = "spool",
    description = {
      "Says what waits in a spool: per stream epoch, depth, age and what was evicted, per device",
      "counts; and which damaged files were set aside.",
      "Never writes to it; the agent may be running."
    },
    mixinStandardHelpOptions = true)
final class SpoolCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The agent's directory; it holds spool.db.")
  Path directory = Path.of("");

  @Option(
      names = "--export",
      description = "Print every batch as one line of JSON (protobuf's), care data first, instead.")
  boolean export;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock;

  SpoolCommand() {
    this(Clock.systemUTC());
  }

  SpoolCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    AgentCommand.logWarnings();
    PrintWriter out = spec.commandLine().getOut();
    try (SpoolReader spool = SpoolReader.open(directory)) {
      if (export) {
        JsonFormat.Printer json = JsonFormat.printer().omittingInsignificantWhitespace();
        eachBatch(spool, batch -> out.println(json.print(batch)));
      } else {
        report(spool, out);
      }
      out.flush();
      return 0;
    } catch (IOException e) {
      out.flush();
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private void report(SpoolReader spool, PrintWriter out) throws IOException {
    String epoch = String.format(Locale.ROOT, "%016x", spool.epoch());
    out.println("gateway " + spool.gateway());
    for (String aside : spool.setAside()) {
      out.println("set aside " + aside);
    }
    for (Domain domain : Spool.DOMAINS) {
      StreamStatus stream = spool.stream(domain);
      out.println(
          "%s: epoch %s, %d batches, %d readings, %d bytes, next sequence %d%s, accepted %d, evicted %d"
              .formatted(
                  Topics.level(domain),
                  epoch,
                  stream.batches(),
                  stream.readings(),
                  stream.bytes(),
                  stream.nextSequence(),
                  oldest(stream),
                  stream.accepted(),
                  stream.evicted()));
    }
    Map<String, Long> waiting = new TreeMap<>();
    eachBatch(
        spool,
        batch -> {
          for (Reading reading : batch.getReadingsList()) {
            if (!reading.hasHeartbeat()) {
              waiting.merge(reading.getDevice(), 1L, Long::sum);
            }
          }
        });
    spool.devices().keySet().forEach(device -> waiting.putIfAbsent(device, 0L));
    for (Map.Entry<String, Long> entry : waiting.entrySet()) {
      DeviceCount count = spool.devices().getOrDefault(entry.getKey(), DeviceCount.NEVER);
      out.println(
          "device %s: %d waiting, %d accepted, %d evicted, last seen %s"
              .formatted(
                  entry.getKey(),
                  entry.getValue(),
                  count.accepted(),
                  count.evicted(),
                  count.lastSeenMs() == 0 ? "never" : Instant.ofEpochMilli(count.lastSeenMs())));
    }
  }

  private String oldest(StreamStatus stream) {
    if (stream.batches() == 0) {
      return "";
    }
    long age = Math.max(0, clock.millis() - stream.oldestAcceptedMs());
    return ", oldest "
        + stream.lowestSequence()
        + " of "
        + Instant.ofEpochMilli(stream.oldestAcceptedMs())
        + " ("
        + Duration.ofSeconds(age / 1000).toString().substring(2).toLowerCase(Locale.ROOT)
        + " ago)";
  }

  private interface Use {
    void of(TelemetryBatch batch) throws IOException;
  }

  private static void eachBatch(SpoolReader spool, Use use) throws IOException {
    for (Domain domain : Spool.DOMAINS) {
      long last = 0;
      List<StoredBatch> page = spool.after(domain, last);
      while (!page.isEmpty()) {
        for (StoredBatch stored : page) {
          last = stored.sequence();
          try {
            use.of(TelemetryBatch.parseFrom(stored.bytes()));
          } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                Topics.level(domain) + " batch " + last + " cannot be read: " + e.getMessage(), e);
          }
        }
        page = spool.after(domain, last);
      }
    }
  }
}
