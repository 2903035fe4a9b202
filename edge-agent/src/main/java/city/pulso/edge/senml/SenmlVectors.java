package city.pulso.edge.senml;

import city.pulso.edge.json.Json;
import city.pulso.edge.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Runs test vectors: a JSON array of {@code {id, format: json|cbor, input, now, expected: {records}
 * or {error}}}, where input is text or hexadecimal, and numbers agree to one part in 10^9.
 */
public final class SenmlVectors {
  private static final double TOLERANCE = 1e-9;

  private SenmlVectors() {}

  /**
   * @param passed vectors that resolved to the stated records or failed with the stated error
   * @param failures one line for each other
   */
  public record Report(int passed, List<String> failures) {
    public Report {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Runs every vector of a file.
   *
   * @throws IOException when the file is no such array
   */
  public static Report verify(byte[] file) throws IOException {
    List<JsonObject> vectors = JsonObject.objects(Json.read(file));
    if (vectors.isEmpty()) {
      throw new IOException("no vectors; use an array of objects with id, format, input, expected");
    }
    int passed = 0;
    List<String> failures = new ArrayList<>();
    for (JsonObject vector : vectors) {
      Optional<String> difference = difference(vector);
      if (difference.isEmpty()) {
        passed++;
      } else {
        failures.add(vector.text("id").orElse("?") + ": " + difference.get());
      }
    }
    return new Report(passed, failures);
  }

  private static Optional<String> difference(JsonObject vector) {
    JsonObject expected = vector.object("expected");
    String error = expected.text("error").orElse("");
    try {
      List<ResolvedRecord> records = resolve(vector);
      if (!error.isEmpty()) {
        return Optional.of("expected error " + error + ", got " + records);
      }
      return difference(expected.objects("records"), records);
    } catch (SenmlException e) {
      return e.error().code().equals(error)
          ? Optional.empty()
          : Optional.of(
              "expected "
                  + (error.isEmpty() ? "records" : "error " + error)
                  + ", got error "
                  + e.error().code()
                  + ": "
                  + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Optional.of("the vector itself cannot be read: " + e.getMessage());
    }
  }

  private static List<ResolvedRecord> resolve(JsonObject vector) throws SenmlException {
    String input = vector.text("input").orElse("");
    double now = vector.number("now").orElse(0);
    return vector.text("format").orElse("json").equals("cbor")
        ? SenmlPack.fromCbor(HexFormat.of().parseHex(input), now)
        : SenmlPack.fromJson(input.getBytes(StandardCharsets.UTF_8), now);
  }

  private static Optional<String> difference(
      List<JsonObject> expected, List<ResolvedRecord> records) {
    if (expected.size() != records.size()) {
      return Optional.of(
          "expected " + expected.size() + " records, got " + records.size() + ": " + records);
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same(expected.get(i), records.get(i))) {
        return Optional.of("record " + i + " differs: " + records.get(i));
      }
    }
    return Optional.empty();
  }

  private static boolean same(JsonObject expected, ResolvedRecord record) {
    boolean same =
        expected.text("n").equals(Optional.of(record.name()))
            && close(expected.number("t"), record.timeS())
            && expected.text("u").equals(Optional.ofNullable(record.unit()))
            && expected.has("s") == (record.sum() != null);
    if (record.sum() != null) {
      same &= close(expected.number("s"), record.sum());
    }
    ResolvedRecord.Value value = record.value();
    if (value instanceof ResolvedRecord.Value.Number number) {
      same &= close(expected.number("v"), number.number());
    } else if (value instanceof ResolvedRecord.Value.Flag flag) {
      same &= expected.flag("vb").equals(Optional.of(flag.flag()));
    } else if (value instanceof ResolvedRecord.Value.Text text) {
      same &= expected.text("vs").equals(Optional.of(text.text()));
    } else if (value instanceof ResolvedRecord.Value.Data data) {
      same &= expected.text("vd").equals(Optional.of(data.base64url()));
    }
    return same;
  }

  private static boolean close(OptionalDouble expected, double actual) {
    double e = expected.orElse(Double.NaN);
    return Math.abs(e - actual) <= TOLERANCE * Math.max(1, Math.abs(e));
  }
}
