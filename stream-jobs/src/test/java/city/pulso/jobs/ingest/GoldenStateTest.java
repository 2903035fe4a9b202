package city.pulso.jobs.ingest;

import city.pulso.jobs.Golden;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.api.Test;

class GoldenStateTest {
  private static final Assignment PLUG =
      new Assignment(Assignment.Kind.PLUG, "home-1", "", "d", "", 1.5, -2.5, "kettle", true, 0, 60);

  @Test
  void evidence_of_version_1_is_read() throws IOException {
    Golden.check("evidence-reading-v1", EvidenceSerializer.TYPE, reading(Origin.UNKNOWN));
    Golden.check("evidence-heartbeat-v1", EvidenceSerializer.TYPE, heartbeat(Origin.UNKNOWN));
  }

  @Test
  void evidence_of_version_2_is_read() throws IOException {
    Golden.check("evidence-reading-v2", EvidenceSerializer.TYPE, reading(Origin.reading(77, true)));
    Golden.check(
        "evidence-heartbeat-v2",
        EvidenceSerializer.TYPE,
        heartbeat(new Origin(77, false, false, 9, 2, 1, 5, 3, false, "")));
  }

  @Test
  void evidence_of_version_3_is_read() throws IOException {
    Golden.check("evidence-reading-v3", EvidenceSerializer.TYPE, reading(Origin.unusable(77)));
    Golden.check(
        "evidence-heartbeat-v3",
        EvidenceSerializer.TYPE,
        heartbeat(new Origin(77, false, false, 9, 2, 1, 5, 3, false, "bad_value")));
  }

  @Test
  void state_of_a_stream_of_version_1_is_read() throws IOException {
    StreamState state =
        new StreamState(
            List.of(
                new StreamState.Epoch(
                    77,
                    5,
                    new long[] {7, 9},
                    List.of(new StreamState.Held(7, new byte[] {1, 2, 3}))),
                new StreamState.Epoch(66, 40, new long[0], List.of())),
            48,
            3,
            2,
            1);
    Golden.check("stream-state-v1", StreamState.TYPE, state);
  }

  @Test
  void pulses_points_and_alerts_of_version_1_are_read() throws IOException {
    Golden.check(
        "gateway-pulse-v1",
        GatewayPulse.TYPE,
        new GatewayPulse(
            "gw-1",
            Domain.AIR,
            Heartbeat.newBuilder().setAgentTimeMs(30).setSpoolBatches(2).build(),
            10,
            1,
            2,
            1));
    Golden.check(
        "stored-point-v1",
        TypeInformation.of(StoredPoint.class),
        StoredPoint.of(Measurements.PARKING_BAY, 1_400_000_000_000L)
            .tag("district", "d")
            .tag("zone", "z")
            .tag("bay", "b")
            .text("state", "free")
            .whole("state_rank", 1)
            .build());
    Golden.check(
        "alert-v1", AlertBook.TYPE, Alert.newBuilder().setId("k/s/1").setRevision(2).build());
  }

  @Test
  void a_serializer_is_restored_from_what_a_savepoint_keeps_of_it() throws Exception {
    for (TypeInformation<?> type :
        List.of(EvidenceSerializer.TYPE, StreamState.TYPE, AlertBook.TYPE)) {
      Golden.checkSnapshot(type);
    }
  }

  private static Evidence reading(Origin origin) {
    return Evidence.reading(Given.plug("p", 10, 2.5), "gw-1", Domain.HOMES, origin).assigned(PLUG);
  }

  private static Evidence heartbeat(Origin origin) {
    DeviceSeen seen = DeviceSeen.newBuilder().setDevice("p").setLastSeenMs(20).build();
    return Evidence.heartbeat(seen, "gw-1", Domain.HOMES, origin, 30);
  }
}
