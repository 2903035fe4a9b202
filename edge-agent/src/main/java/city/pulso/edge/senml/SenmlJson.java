package city.pulso.edge.senml;

import city.pulso.edge.json.Json;
import city.pulso.edge.senml.SenmlException.Error;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form (RFC 8428 section 5). */
final class SenmlJson {
  private SenmlJson() {}

  static List<SenmlRecord> read(byte[] payload) throws SenmlException {
    try (JsonParser parser = Json.parser(payload)) {
      return pack(parser);
    } catch (JsonProcessingException e) {
      Error error =
          e.getOriginalMessage().startsWith("Duplicate field")
              ? Error.DUPLICATE_LABEL
              : Error.NOT_JSON;
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      throw new SenmlException(error, "byte " + offset + ": " + Names.shown(Json.plain(e)));
    } catch (IOException e) {
      throw new SenmlException(Error.NOT_JSON, Names.shown(String.valueOf(e.getMessage())));
    }
  }

  private static List<SenmlRecord> pack(JsonParser parser) throws IOException, SenmlException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      // Walk to the end first: what is no JSON at all is to be told as such.
      drain(parser);
      throw new SenmlException(Error.NOT_A_PACK, "the root is no array; use [{...}, ...]");
    }
    List<SenmlRecord> records = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new SenmlException(
            Error.NOT_A_RECORD,
            SenmlRecord.place(records.size(), offset(parser)) + " is no object; use {...}");
      }
      if (records.size() >= SenmlPack.MAX_RECORDS) {
        throw new SenmlException(
            Error.TOO_LARGE, "more than " + SenmlPack.MAX_RECORDS + " records; send several packs");
      }
      records.add(record(parser, records.size()));
    }
    if (parser.nextToken() != null) {
      throw new SenmlException(
          Error.NOT_JSON,
          "byte " + offset(parser) + ": something follows the pack; send one array");
    }
    if (records.isEmpty()) {
      throw new SenmlException(Error.NOT_A_PACK, "the pack is empty; send at least one record");
    }
    return records;
  }

  private static SenmlRecord record(JsonParser parser, int index)
      throws IOException, SenmlException {
    SenmlRecord record = new SenmlRecord(index, offset(parser));
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      Label label = Label.named(name);
      if (label == null) {
        record.unknown(name);
        parser.skipChildren();
      } else {
        record.put(label, scalar(parser, token));
      }
    }
    return record;
  }

  private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static long offset(JsonParser parser) {
    return parser.currentTokenLocation().getByteOffset();
  }

  private static void drain(JsonParser parser) throws IOException {
    while (parser.nextToken() != null) {
      // Nothing to keep.
    }
  }
}
