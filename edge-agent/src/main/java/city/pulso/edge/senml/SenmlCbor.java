package city.pulso.edge.senml;

import city.pulso.edge.senml.SenmlException.Error;
import java.util.ArrayList;
import java.util.List;

/** Reads the CBOR form (RFC 8428 section 6). */
final class SenmlCbor {
  private SenmlCbor() {}

  static List<SenmlRecord> read(byte[] payload) throws SenmlException {
    CborReader reader = new CborReader(payload);
    if (reader.peekMajor() != CborReader.ARRAY) {
      throw new SenmlException(Error.NOT_A_PACK, "the root is no array; use an array of maps");
    }
    long count = reader.head();
    if (count == CborReader.INDEFINITE) {
      throw new SenmlException(
          Error.NOT_A_PACK, "the array has no length, as in a stream; a pack needs one");
    }
    if (count == 0) {
      throw new SenmlException(Error.NOT_A_PACK, "the pack is empty; send at least one record");
    }
    if (count > SenmlPack.MAX_RECORDS) {
      throw new SenmlException(
          Error.TOO_LARGE, "more than " + SenmlPack.MAX_RECORDS + " records; send several packs");
    }
    List<SenmlRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record(reader, i));
    }
    if (reader.remaining() > 0) {
      throw reader.problem("something follows the pack; send one array");
    }
    return records;
  }

  private static SenmlRecord record(CborReader reader, int index) throws SenmlException {
    if (reader.peekMajor() != CborReader.MAP) {
      throw new SenmlException(
          Error.NOT_A_RECORD, SenmlRecord.place(index, reader.offset()) + " is no map; use a map");
    }
    SenmlRecord record = new SenmlRecord(index, reader.offset());
    long fields = reader.head();
    for (long i = 0; fields == CborReader.INDEFINITE ? !reader.takeBreak() : i < fields; i++) {
      Object key = reader.value();
      Label label = null;
      if (key instanceof Double number) {
        label = Label.numbered(number.longValue());
      } else if (key instanceof String name) {
        label = Label.named(name);
        if (label == null) {
          record.unknown(name);
        }
      } else {
        throw reader.problem("a label is neither integer nor text");
      }
      if (label == null) {
        reader.skip();
      } else {
        record.put(label, reader.value());
      }
    }
    return record;
  }
}
