package city.pulso.edge.decode;

import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Reading;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code pulso.v1.DeviceReport}: the format for devices that are built for Pulso. */
final class PulsoDecoder implements Decoder {
  /** Field 4, length-delimited. */
  private static final int READINGS = 4 << 3 | 2;

  private static final int NESTING = 10;

  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    DeviceReport report = parse(message.payload());
    String device = report.getDevice();
    if (device.isEmpty()) {
      device = message.topicDevice("set 'device' in the report");
    }
    if (report.getReadingsCount() == 0) {
      throw new DecodeException("readings is empty; send at least one");
    }
    List<Observation> observations = new ArrayList<>(report.getReadingsCount());
    for (int i = 0; i < report.getReadingsCount(); i++) {
      DeviceReading reading = report.getReadings(i);
      observations.add(
          new Observation(
              device,
              time(report, reading, message.payload(), i),
              content(reading, message.payload(), i),
              report.getBootId(),
              ""));
    }
    return observations;
  }

  private static DeviceReport parse(byte[] payload) throws DecodeException {
    CodedInputStream in = CodedInputStream.newInstance(payload);
    in.setRecursionLimit(NESTING);
    try {
      DeviceReport report = DeviceReport.parseFrom(in);
      in.checkLastTagWas(0);
      return report;
    } catch (IOException e) {
      throw new DecodeException(
          "no pulso.v1.DeviceReport: " + e.getMessage() + " Near byte " + wrongAt(payload) + ".");
    }
  }

  /** Where the first field begins that cannot be read. */
  private static int wrongAt(byte[] payload) {
    CodedInputStream in = CodedInputStream.newInstance(payload);
    int at = 0;
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == READINGS) {
          DeviceReading.parseFrom(in.readByteArray());
        } else if (!in.skipField(tag)) {
          return at;
        }
        at = in.getTotalBytesRead();
      }
    } catch (IOException e) {
      return at;
    }
    return at;
  }

  @Override
  public String where(byte[] payload, int index) {
    return place(payload, index);
  }

  private static String place(byte[] payload, int index) {
    CodedInputStream in = CodedInputStream.newInstance(payload);
    int at = 0;
    int number = 0;
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == READINGS && number++ == index) {
          return "readings[" + index + "] at byte " + at;
        }
        in.skipField(tag);
        at = in.getTotalBytesRead();
      }
    } catch (IOException e) {
      // It was read before.
    }
    return "readings[" + index + "]";
  }

  private static ObservedAt time(
      DeviceReport report, DeviceReading reading, byte[] payload, int index)
      throws DecodeException {
    return switch (reading.getTimeCase()) {
      case OBSERVED_AT_MS -> new ObservedAt.DeviceClock(reading.getObservedAtMs());
      case SINCE_BOOT_MS -> {
        if (!report.hasSentSinceBootMs()) {
          throw new DecodeException(
              place(payload, index)
                  + ": since_boot_ms needs sent_since_boot_ms in the report: the gateway places the"
                  + " boot by it");
        }
        if (reading.getSinceBootMs() < 0
            || Long.compareUnsigned(reading.getSinceBootMs(), report.getSentSinceBootMs()) > 0) {
          throw new DecodeException(
              place(payload, index)
                  + ": since_boot_ms is after sent_since_boot_ms "
                  + Long.toUnsignedString(report.getSentSinceBootMs())
                  + "; an observation comes before its message");
        }
        yield new ObservedAt.SinceBoot(
            report.getBootId(), reading.getSinceBootMs(), report.getSentSinceBootMs());
      }
      case TIME_NOT_SET -> ObservedAt.reception();
    };
  }

  private static Reading content(DeviceReading from, byte[] payload, int index)
      throws DecodeException {
    Reading.Builder to = Reading.newBuilder();
    if (from.hasSequence()) {
      to.setDeviceSequence(from.getSequence());
    }
    if (from.hasRssiDbm()) {
      to.setRssiDbm(from.getRssiDbm());
    }
    if (from.hasBatteryPercent()) {
      to.setBatteryPercent(from.getBatteryPercent());
    }
    switch (from.getBodyCase()) {
      case AIR -> to.setAir(from.getAir());
      case PARKING -> to.setParking(from.getParking());
      case PLUG -> to.setPlug(from.getPlug());
      case GENERIC -> to.setGeneric(from.getGeneric());
      case BODY_NOT_SET ->
          throw new DecodeException(
              place(payload, index) + " has no body; use air, parking, plug or generic");
    }
    return to.build();
  }
}
