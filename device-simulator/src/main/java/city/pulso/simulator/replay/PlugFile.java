package city.pulso.simulator.replay;

import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.PlugReading;

/** What both plug recordings share. */
final class PlugFile {
  private PlugFile() {}

  static Observation observation(String gateway, String device, long ms, String powerW) {
    return new Observation(
        gateway,
        device,
        ms,
        DeviceReading.newBuilder()
            .setPlug(PlugReading.newBuilder().setPowerW(Double.parseDouble(powerW)))
            .build());
  }
}
