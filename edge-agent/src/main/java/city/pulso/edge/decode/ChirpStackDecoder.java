package city.pulso.edge.decode;

import city.pulso.edge.json.JsonObject;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.ReportReason;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * ChirpStack v4 uplinks ({@code application/…/device/DEVEUI/event/up}) of parking sensors: Bosch
 * Parking Lot Sensor and Libelium Smart Parking. Device = {@code deviceInfo.devEui}.
 *
 * <p>{@code deduplicationId} names the uplink, whichever gateways heard it and however often a
 * broker delivers it.
 *
 * <p>Time: {@code time} is the server's choice and is taken with a second of doubt. In {@code
 * rxInfo} default values are left out, so a missing field there means zero, not "unknown".
 */
final class ChirpStackDecoder implements Decoder {
  private static final int LIBELIUM_BYTES = 11;

  /** A deduplicationId is a UUID; what is longer names nothing. */
  private static final int ID = 64;

  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    if (!message.topic().isEmpty() && !message.endsWith("event", "up")) {
      return List.of(); // join, status, ack, txack, log, location: no report of a bay
    }
    JsonObject root = VendorJson.object("ChirpStack v4", message.payload());
    Optional<String> eui = root.object("deviceInfo").text("devEui");
    String device = eui.isPresent() ? eui.get() : message.topicDevice("send 'deviceInfo.devEui'");
    byte[] data = data(root);
    if (data.length == 0) {
      return List.of(); // an empty frame carries link-layer commands only
    }
    int port = (int) root.number("fPort").orElse(0);
    BayObservation bay = data.length == LIBELIUM_BYTES ? libelium(data) : bosch(port, data);
    if (!bay.hasOccupied()) {
      return List.of();
    }
    Reading.Builder reading =
        Reading.newBuilder().setParking(ParkingReading.newBuilder().setBay(bay));
    reading.setDeviceSequence((long) root.number("fCnt").orElse(0));
    strongest(root).ifPresent(rssi -> reading.setRssiDbm((int) Math.round(rssi)));
    return List.of(
        new Observation(
            device,
            VendorJson.isoTime(root.text("time")),
            reading.build(),
            0,
            root.text("deduplicationId").filter(id -> id.length() <= ID).orElse("")));
  }

  private static byte[] data(JsonObject root) throws DecodeException {
    String text = root.text("data").orElse("");
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new DecodeException("data is no base64: " + e.getMessage());
    }
  }

  private static OptionalDouble strongest(JsonObject root) {
    return root.objects("rxInfo").stream().mapToDouble(rx -> rx.number("rssi").orElse(0)).max();
  }

  /** Bosch: the port says what the frame is; the state bit is in ports 1, 2 and 3. */
  private static BayObservation bosch(int port, byte[] data) throws DecodeException {
    BayObservation.Builder bay = BayObservation.newBuilder();
    switch (port) {
      case 1, 2 -> {
        state(bay, data[0], port);
        bay.setReason(port == 1 ? ReportReason.CHANGE : ReportReason.KEEP_ALIVE);
        if (data.length > 1) {
          bay.setTemperatureCel(data[1]);
        }
      }
      case 3 -> {
        if (data.length < 17) {
          throw new DecodeException(
              "fPort 3 carries " + data.length + " bytes; a Bosch start-up frame has 17");
        }
        bay.setOccupied((data[16] & 1) == 1).setReason(ReportReason.START_UP);
      }
      case 4, 5, 6, 7 -> {
        // Device information, counters, debug, temperature alert: no state of the bay.
      }
      default ->
          throw new DecodeException(
              "fPort "
                  + port
                  + " with "
                  + data.length
                  + " bytes is not known; Bosch sends on fPort 1 to 7, Libelium 11 bytes");
    }
    return bay.build();
  }

  private static void state(BayObservation.Builder bay, byte state, int port)
      throws DecodeException {
    if (state != 0 && state != 1) {
      throw new DecodeException(
          "fPort " + port + " byte 0 is " + (state & 0xff) + "; use 1 = occupied or 0 = free");
    }
    bay.setOccupied(state == 1);
  }

  /** Libelium: the state bit is in every frame. */
  private static BayObservation libelium(byte[] data) {
    int head = data[0] & 0xff;
    int type = head & 15;
    BayObservation.Builder bay =
        BayObservation.newBuilder()
            .setOccupied((head & 0x80) != 0)
            .setBatteryLow((head & 0x40) != 0);
    switch (type) {
      case 0 -> bay.setReason(ReportReason.CHANGE);
      case 4, 5 -> bay.setReason(ReportReason.START_UP);
      default -> bay.setReason(ReportReason.KEEP_ALIVE);
    }
    if (type <= 1) {
      bay.setTemperatureCel(data[3]);
    }
    return bay.build();
  }
}
