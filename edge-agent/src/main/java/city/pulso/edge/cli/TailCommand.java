package city.pulso.edge.cli;

import city.pulso.edge.json.Json;
import city.pulso.edge.json.JsonObject;
import city.pulso.edge.tail.EventReader;
import city.pulso.schemas.v1.Reading;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agent tail}: what a running agent takes and refuses, live. */
@Command(
    name = "tail",
    description = {
      "Shows live what a running agent accepts and refuses, one line per message, until Ctrl-C.",
      "Reads events.sock in the agent's directory, as the agent's own user. Who reads too slowly is told and dropped."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:--count messages were shown",
      "1:no agent runs there, or it stopped or dropped this reader",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  tail /var/lib/pulso/lima-01",
      "  tail /var/lib/pulso/lima-01 --device plug_k17 --refused",
      "  tail /var/lib/pulso/lima-01 --json | jq .reason"
    })
final class TailCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The agent's directory; it holds events.sock.")
  Path directory = Path.of("");

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "Only messages that carry or name this device; may be given many times.")
  Set<String> devices = new LinkedHashSet<>();

  @Option(names = "--refused", description = "Only what is refused.")
  boolean refused;

  @Option(names = "--json", description = "The events as they come, one line of JSON each.")
  boolean json;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after this many messages. Default: go on.")
  long count = Long.MAX_VALUE;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    AgentCommand.logWarnings();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (EventReader events = EventReader.connect(directory)) {
      err.println("listening to " + directory + "; Ctrl-C ends");
      err.flush();
      long shown = 0;
      for (String line = events.next(); line != null; line = events.next()) {
        String text = shown(line);
        if (text != null) {
          out.println(text);
          out.flush();
          if (++shown >= count) {
            return 0;
          }
        }
      }
      err.println(events.end());
      return 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  /** What is printed of an event; null: nothing. */
  private @Nullable String shown(String line) throws IOException {
    JsonObject event = JsonObject.read(line.getBytes(StandardCharsets.UTF_8));
    boolean isRefused = event.text("event").orElse("").equals("refused");
    if (refused && !isRefused) {
      return null;
    }
    String text = isRefused ? refusal(event) : acceptance(event, line);
    return text == null || json ? (text == null ? null : line) : text;
  }

  private @Nullable String refusal(JsonObject event) {
    String device = event.text("device").orElse("");
    if (!devices.isEmpty() && !devices.contains(device)) {
      return null;
    }
    return start(event)
        + "  refused   "
        + (device.isEmpty() ? "(no device)" : ReadingLines.printable(device))
        + "  "
        + event.text("reason").orElse("")
        + ": "
        + ReadingLines.printable(event.text("text").orElse(""))
        + from(event);
  }

  private @Nullable String acceptance(JsonObject event, String line) throws IOException {
    List<String> parts = new ArrayList<>();
    boolean named = devices.isEmpty();
    if (Json.read(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> root) {
      for (Reading reading : readings(root, line)) {
        if (devices.isEmpty() || devices.contains(reading.getDevice())) {
          named = true;
          parts.add(reading.getDevice() + "  " + ReadingLines.inOneLine(reading));
        }
      }
    }
    event.text("left_out").ifPresent(n -> parts.add(n + " more readings"));
    event
        .text("repeated")
        .filter(n -> !n.equals("0"))
        .ifPresent(n -> parts.add(n + " repeated, not stored again"));
    if (!named) {
      return null;
    }
    String what = parts.isEmpty() ? "(reports nothing)" : String.join("; ", parts);
    return start(event)
        + "  accepted  "
        + what
        + from(event)
        + event.text("format").map(f -> " as " + f).orElse("");
  }

  /** The readings of an event, read by the contract's own JSON mapping. */
  private static List<Reading> readings(Map<?, ?> root, String line) throws IOException {
    if (!(root.get("readings") instanceof List<?> list) || list.isEmpty()) {
      return List.of();
    }
    int start = line.indexOf("\"readings\":[");
    int end = line.lastIndexOf(']') + 1;
    var batch = city.pulso.schemas.v1.TelemetryBatch.newBuilder();
    JsonFormat.parser()
        .ignoringUnknownFields()
        .merge("{" + line.substring(start, end) + "}", batch);
    return batch.getReadingsList();
  }

  private static String start(JsonObject event) {
    return Instant.ofEpochMilli((long) event.number("received_ms").orElse(0)).toString();
  }

  private static String from(JsonObject event) {
    return "  from " + ReadingLines.printable(event.text("source").orElse("?"));
  }
}
