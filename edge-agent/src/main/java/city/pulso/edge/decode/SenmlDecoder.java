package city.pulso.edge.decode;

import city.pulso.edge.senml.ResolvedRecord;
import city.pulso.edge.senml.SenmlException;
import city.pulso.edge.senml.SenmlPack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SenML packs. Device = base name without its trailing separator; records of one device and one
 * moment become one reading, typed where the name is known in the device's domain, generic
 * otherwise.
 */
final class SenmlDecoder implements Decoder {
  private final Parser parser;

  private SenmlDecoder(Parser parser) {
    this.parser = parser;
  }

  static SenmlDecoder json() {
    return new SenmlDecoder(SenmlPack::fromJson);
  }

  static SenmlDecoder cbor() {
    return new SenmlDecoder(SenmlPack::fromCbor);
  }

  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    List<ResolvedRecord> records;
    try {
      records = parser.parse(message.payload(), message.receivedMs() / 1000.0);
    } catch (SenmlException e) {
      throw new DecodeException("SenML " + e.error().code() + ": " + e.getMessage());
    }
    Map<Moment, SenmlReading> moments = new LinkedHashMap<>();
    for (ResolvedRecord record : records) {
      String device = device(record, message);
      long ms = Math.round(record.timeS() * 1000);
      Moment moment = new Moment(device, ms, record.relative());
      moments
          .computeIfAbsent(moment, m -> new SenmlReading(message.domains().apply(m.device())))
          .add(device, quantity(record, device), record);
    }
    if (moments.isEmpty()) {
      throw new DecodeException("the pack carries base fields only; send at least one value");
    }
    List<Observation> observations = new ArrayList<>();
    moments.forEach(
        (moment, reading) ->
            reading
                .contents()
                .forEach(
                    content ->
                        observations.add(
                            new Observation(
                                moment.device(), moment.at(message.receivedMs()), content))));
    return observations;
  }

  private static String device(ResolvedRecord record, Message message) throws DecodeException {
    String base = record.baseName();
    String own = record.ownName();
    if (base.isEmpty()) {
      int cut = Math.max(own.lastIndexOf('/'), own.lastIndexOf(':'));
      if (cut <= 0) {
        return message.topicDevice("give a base name, \"bn\":\"DEVICE:\"");
      }
      base = own.substring(0, cut);
    }
    return trimmed(base);
  }

  /** What was measured: the name without the device. */
  private static String quantity(ResolvedRecord record, String device) {
    String name = record.name();
    String rest = name.startsWith(device) ? name.substring(device.length()) : name;
    int start = 0;
    while (start < rest.length() && ":/.-_".indexOf(rest.charAt(start)) >= 0) {
      start++;
    }
    return rest.substring(start);
  }

  private static String trimmed(String base) {
    int end = base.length();
    while (end > 1 && ":/.-_".indexOf(base.charAt(end - 1)) >= 0) {
      end--;
    }
    return base.substring(0, end);
  }

  private record Moment(String device, long ms, boolean relative) {
    ObservedAt at(long receivedMs) {
      return relative ? new ObservedAt.Ago(receivedMs - ms) : new ObservedAt.DeviceClock(ms);
    }
  }

  private interface Parser {
    List<ResolvedRecord> parse(byte[] payload, double nowS) throws SenmlException;
  }
}
