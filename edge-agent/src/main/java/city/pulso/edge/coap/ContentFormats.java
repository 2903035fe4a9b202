package city.pulso.edge.coap;

import city.pulso.edge.decode.Format;
import java.util.Optional;
import org.eclipse.californium.core.coap.MediaTypeRegistry;

/** Content-Formats (RFC 7252 section 12.3) of the formats a device may post. */
final class ContentFormats {
  /** For saying what is accepted. */
  static final String ACCEPTED = "110 (senml+json), 112 (senml+cbor) or 42 (pulso.v1.DeviceReport)";

  private ContentFormats() {}

  static Optional<Format> format(int contentFormat) {
    return switch (contentFormat) {
      case MediaTypeRegistry.APPLICATION_OCTET_STREAM -> Optional.of(Format.PULSO);
      case MediaTypeRegistry.APPLICATION_SENML_JSON -> Optional.of(Format.SENML_JSON);
      case MediaTypeRegistry.APPLICATION_SENML_CBOR -> Optional.of(Format.SENML_CBOR);
      default -> Optional.empty();
    };
  }

  static Optional<Integer> of(Format format) {
    return switch (format) {
      case PULSO -> Optional.of(MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      case SENML_JSON -> Optional.of(MediaTypeRegistry.APPLICATION_SENML_JSON);
      case SENML_CBOR -> Optional.of(MediaTypeRegistry.APPLICATION_SENML_CBOR);
      case TASMOTA, SHELLY, ZIGBEE2MQTT, CHIRPSTACK, SENSOR_COMMUNITY -> Optional.empty();
    };
  }
}
