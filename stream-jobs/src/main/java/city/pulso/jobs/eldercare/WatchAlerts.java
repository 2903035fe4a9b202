package city.pulso.jobs.eldercare;

import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Audience;
import city.pulso.schemas.v1.Evidence;
import city.pulso.schemas.v1.Severity;

/** Contents of the operators' alerts about silence. Plain Java, stateless. */
final class WatchAlerts {
  static final String GATEWAY_OFFLINE = "gateway-offline";
  static final String PIPELINE_LATE = "pipeline-late";
  static final String CITY = "city";

  private WatchAlerts() {}

  static Alert gatewayOffline(String gateway, String district, long lastHeardMs, int homes) {
    return Alert.newBuilder()
        .setKind(GATEWAY_OFFLINE)
        .setSubject(gateway)
        .setSeverity(Severity.WARNING)
        .setAudience(Audience.OPERATORS)
        .setMessageKey(GATEWAY_OFFLINE)
        .putParameters("gateway", gateway)
        .setDistrict(district)
        .addEvidence(
            Evidence.newBuilder()
                .setName("homes")
                .setValue(homes)
                .setUnit("1")
                .setAtMs(lastHeardMs))
        .build();
  }

  static Alert pipelineLate(int gateways, long lastHeardMs) {
    return Alert.newBuilder()
        .setKind(PIPELINE_LATE)
        .setSubject(CITY)
        .setSeverity(Severity.CRITICAL)
        .setAudience(Audience.OPERATORS)
        .setMessageKey(PIPELINE_LATE)
        .addEvidence(
            Evidence.newBuilder()
                .setName("gateways")
                .setValue(gateways)
                .setUnit("1")
                .setAtMs(lastHeardMs))
        .build();
  }
}
