package city.pulso.flink.influxdb;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what an answer means: written, try later, rejected, too large, or beyond waiting.
 *
 * <p>The servers differ on partial writes: InfluxDB 1.x answers 400 and keeps the good lines; 2.x
 * answers 400 for what it cannot parse and 422 for what it cannot store; 3.x answers 400 with a
 * list of line numbers; QuestDB answers 400 with the first bad line; VictoriaMetrics never refuses
 * a line. So a rejection never says which lines are stored; points are idempotent, and what was not
 * singled out is sent again.
 */
final class WriteAnswerClassifier {
  private static final int LONGEST_REASON = 500;

  /** Answers of status 400, and 500 of InfluxDB 1.x, that are about the address, not the lines. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "database is required|orgID or org|invalid precision|retention policy not found"
              + "|database name|db name|unsupported path",
          Pattern.CASE_INSENSITIVE);

  private WriteAnswerClassifier() {}

  static Verdict classify(WriteAnswer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new Verdict.Written();
    }
    String reason = reason(answer);
    if ((status == 400 || status == 500) && ADDRESS.matcher(reason).find()) {
      return new Verdict.Fatal(reason, "look at bucket, org, url and api");
    }
    return switch (status) {
      case 400, 422 -> new Verdict.Rejected(reason, suspects(answer));
      case 401 -> new Verdict.Fatal(reason, "look at tokenFile, or credentials for InfluxDB 1.x");
      case 403 -> new Verdict.Fatal(reason, "look at the rights of the token or user");
      case 404 -> new Verdict.Fatal(reason, "look at bucket, org, url and api");
      case 405, 415, 501 -> new Verdict.Fatal(reason, "look at url and api");
      case 413 -> new Verdict.TooLarge(reason);
      case 408, 425, 429 -> new Verdict.Retry(reason, answer.retryAfter());
      default ->
          status >= 500
              ? new Verdict.Retry(reason, answer.retryAfter())
              : new Verdict.Fatal(reason, "look at url; is this an InfluxDB?");
    };
  }

  /** {@code "HTTP 400: …"} with what the server said, shortened. */
  private static String reason(WriteAnswer answer) {
    String said = answer.body();
    JsonObject json = json(said);
    if (json != null) {
      if (json.has("message") && json.get("message").isJsonPrimitive()) {
        said = json.get("message").getAsString();
      } else if (json.has("error") && json.get("error").isJsonPrimitive()) {
        said = json.get("error").getAsString();
      }
      List<String> perLine = new ArrayList<>();
      for (JsonObject line : lines(json)) {
        if (line.has("error_message")) {
          perLine.add(line.get("error_message").getAsString());
        }
      }
      if (!perLine.isEmpty()) {
        said += ": " + String.join("; ", perLine);
      }
    }
    said = said.strip();
    if (said.length() > LONGEST_REASON) {
      said = said.substring(0, LONGEST_REASON) + "…";
    }
    return "HTTP " + answer.status() + (said.isEmpty() ? "" : ": " + said);
  }

  private static List<Integer> suspects(WriteAnswer answer) {
    JsonObject json = json(answer.body());
    if (json == null) {
      return List.of();
    }
    List<Integer> suspects = new ArrayList<>();
    addLine(json, "line", suspects); // QuestDB
    for (JsonObject line : lines(json)) { // InfluxDB 3.x
      addLine(line, "line_number", suspects);
    }
    return suspects.stream().distinct().sorted().toList();
  }

  private static void addLine(JsonObject json, String name, List<Integer> suspects) {
    JsonElement number = json.get(name);
    if (number != null && number.isJsonPrimitive() && number.getAsJsonPrimitive().isNumber()) {
      suspects.add(number.getAsInt() - 1);
    }
  }

  /** The list of errors in an answer of InfluxDB 3.x. */
  private static List<JsonObject> lines(JsonObject json) {
    JsonElement data = json.get("data");
    List<JsonObject> lines = new ArrayList<>();
    if (data != null && data.isJsonArray()) {
      for (JsonElement each : data.getAsJsonArray()) {
        if (each.isJsonObject()) {
          lines.add(each.getAsJsonObject());
        }
      }
    } else if (data != null && data.isJsonObject()) {
      lines.add(data.getAsJsonObject());
    }
    return lines;
  }

  private static @Nullable JsonObject json(String body) {
    if (!body.stripLeading().startsWith("{")) {
      return null;
    }
    try {
      return JsonParser.parseString(body).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException cutOrForeign) {
      return null;
    }
  }
}
