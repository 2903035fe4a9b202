package city.pulso.jobs.air;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.hot.HotKeyedCoOperator;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.ledger.TellingHeartbeats;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SparseHeartbeatsTest {
  private static final long MINUTE = 60_000;
  private static final long T0 = 1_494_115_200_000L;

  @Test
  void a_station_says_the_same_with_fewer_heartbeats_late_readings_and_silence_included()
      throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      List<Evidence> all = evidence(new Random(seed));
      List<Evidence> fewer = new ArrayList<>();
      SparseHeartbeats sparse = new SparseHeartbeats();
      sparse.open(DefaultOpenContext.INSTANCE);
      TellingHeartbeats telling = new TellingHeartbeats();
      telling.open(DefaultOpenContext.INSTANCE);
      for (Evidence each : all) {
        if (telling.filter(each) && sparse.filter(each)) {
          fewer.add(each);
        }
      }
      assertThat(fewer).as("seed %s", seed).hasSizeLessThan(all.size() * 3 / 4);
      assertThat(said(fewer, 8_192, 0)).as("seed %s", seed).isEqualTo(said(all, 8_192, 0));
    }
  }

  @Test
  void a_station_says_the_same_whatever_is_in_memory_and_wherever_the_job_restarts()
      throws Exception {
    List<Evidence> both = new ArrayList<>();
    List<Evidence> one = evidence(new Random(1));
    List<Evidence> other = evidence(new Random(2));
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      both.add(one.get(i));
      both.add(other.get(i).assigned(station("st-2")));
    }
    List<StoredPoint> expected = said(both, 8_192, 0);
    assertThat(said(both, 1, 0)).isEqualTo(expected);
    assertThat(said(both, 8_192, 97)).isEqualTo(expected);
    assertThat(said(both, 1, 97)).isEqualTo(expected);
  }

  @Test
  void the_first_heartbeat_of_an_hour_passes() {
    SparseHeartbeats sparse = new SparseHeartbeats();
    sparse.open(DefaultOpenContext.INSTANCE);
    assertThat(sparse.filter(heartbeat(T0))).isTrue();
    assertThat(sparse.filter(heartbeat(T0 + MINUTE))).isFalse();
    assertThat(sparse.filter(heartbeat(T0 + 5 * MINUTE))).isTrue();
    assertThat(sparse.filter(heartbeat(T0 + 59 * MINUTE))).isTrue();
    assertThat(sparse.filter(heartbeat(T0 + 60 * MINUTE))).isTrue();
    assertThat(sparse.filter(heartbeat(T0 + 61 * MINUTE))).isFalse();
    assertThat(sparse.filter(reading(T0 + 30 * MINUTE, 9, 1))).isTrue();
    assertThat(sparse.filter(heartbeat(T0 + 61 * MINUTE))).as("after a late reading").isTrue();
    assertThat(sparse.filter(heartbeat(T0 + 62 * MINUTE))).isFalse();
  }

  /** Six hours: a reading a minute with gaps, one in ten late by up to three hours. */
  private static List<Evidence> evidence(Random random) {
    List<Evidence> evidence = new ArrayList<>();
    boolean silent = false;
    int accepted = 0;
    for (int minute = 0; minute < 360; minute++) {
      long atMs = T0 + minute * MINUTE;
      if (random.nextInt(60) == 0) {
        silent = !silent;
      }
      if (!silent) {
        long lateMs = random.nextInt(10) == 0 ? random.nextInt(180) * MINUTE : 0;
        accepted++;
        evidence.add(reading(atMs - lateMs, 10 + random.nextInt(20), random.nextInt(4)));
      }
      evidence.add(heartbeat(atMs + 20_000, accepted));
      evidence.add(heartbeat(atMs + 50_000, accepted));
    }
    return evidence;
  }

  private static Evidence reading(long atMs, double pm25, int averagedOverMinutes) {
    Reading reading =
        Reading.newBuilder()
            .setDevice("dev-1")
            .setObservedAtMs(atMs)
            .setAcceptedAtMs(atMs)
            .setAir(
                AirReading.newBuilder()
                    .setPm25Ugm3(pm25)
                    .setAveragedOverS(averagedOverMinutes * 60))
            .build();
    return new Evidence(
        "dev-1",
        "gw-1",
        Domain.AIR,
        atMs,
        reading,
        atMs,
        station("st-1"),
        Origin.reading(1, false));
  }

  private static Evidence heartbeat(long atMs) {
    return heartbeat(atMs, 0);
  }

  private static Evidence heartbeat(long atMs, int accepted) {
    Origin origin = new Origin(1, false, false, accepted, 0, 0, 1, 1, false, "");
    return new Evidence("dev-1", "gw-1", Domain.AIR, atMs, null, atMs, station("st-1"), origin);
  }

  private static Assignment station(String id) {
    return new Assignment(
        Assignment.Kind.STATION, id, "", "lince", "Lince", -12, -77, "", false, 0, 60);
  }

  /**
   * @param restartEvery elements; 0 = never
   */
  private static List<StoredPoint> said(List<Evidence> evidence, int hot, int restartEvery)
      throws Exception {
    List<StoredPoint> said = new ArrayList<>();
    var harness = harness(hot);
    harness.open();
    for (int i = 0; i < evidence.size(); i++) {
      if (restartEvery > 0 && i % restartEvery == restartEvery - 1) {
        OperatorSubtaskState state = harness.snapshot(i, i);
        harness.extractOutputValues().forEach(said::add);
        harness.close();
        harness = harness(hot);
        harness.initializeState(state);
        harness.open();
      }
      harness.processElement1(new StreamRecord<>(evidence.get(i)));
    }
    harness.extractOutputValues().forEach(said::add);
    harness.close();
    return said;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Evidence, SubjectChange, StoredPoint>
      harness(int hot) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        HotKeyedCoOperator.of(new AirStation(UsEpaAqi.TAG, hot)),
        Evidence::subjectKey,
        SubjectChange::id,
        Types.STRING);
  }
}
