package city.pulso.edge.decode;

import java.util.List;

/** One decoder per format. An instance belongs to one gateway: some decoders remember devices. */
public final class Decoders {
  private final Decoder pulso = new PulsoDecoder();
  private final Decoder senmlJson = SenmlDecoder.json();
  private final Decoder senmlCbor = SenmlDecoder.cbor();
  private final Decoder tasmota = new TasmotaDecoder();
  private final Decoder shelly = new ShellyDecoder();
  private final Decoder zigbee = new Zigbee2MqttDecoder();
  private final Decoder chirpstack = new ChirpStackDecoder();
  private final Decoder sensorCommunity = new SensorCommunityDecoder();

  /** Reads a message of a known format. See {@link Decoder#decode}. */
  public List<Observation> decode(Format format, Message message) throws DecodeException {
    return of(format).decode(message);
  }

  /** Where one observation of a message begins. See {@link Decoder#where}. */
  public String where(Format format, byte[] payload, int index) {
    return of(format).where(payload, index);
  }

  private Decoder of(Format format) {
    return switch (format) {
      case PULSO -> pulso;
      case SENML_JSON -> senmlJson;
      case SENML_CBOR -> senmlCbor;
      case TASMOTA -> tasmota;
      case SHELLY -> shelly;
      case ZIGBEE2MQTT -> zigbee;
      case CHIRPSTACK -> chirpstack;
      case SENSOR_COMMUNITY -> sensorCommunity;
    };
  }
}
