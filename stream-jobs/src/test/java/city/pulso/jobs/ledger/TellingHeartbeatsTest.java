package city.pulso.jobs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.jobs.hot.HotKeyedOperator;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class TellingHeartbeatsTest {
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final Assignment STATION =
      new Assignment(
          Assignment.Kind.STATION, "st-1", "", "lima", "Station", 0, 0, "", false, 0, 60);

  @Test
  void the_ledger_tells_the_same_rows_whatever_goes_wrong() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      for (int troubles : new int[] {0, 200, 20}) {
        List<Evidence> all = new Story(new Random(seed), troubles).day();
        List<Evidence> fewer = filtered(all);
        assertThat(told(fewer)).as("seed %s", seed).isEqualTo(told(all));
        if (troubles == 0) {
          assertThat(heartbeats(fewer)).isLessThan(heartbeats(all) / 9);
        }
      }
    }
  }

  @Test
  void without_trouble_the_first_heartbeat_of_five_minutes_passes() {
    List<Evidence> day = new Story(new Random(1), 0).day();
    List<Long> slots =
        filtered(day).stream()
            .filter(Evidence::isHeartbeat)
            .map(heartbeat -> Math.floorDiv(heartbeat.atMs(), 5 * MINUTE))
            .toList();
    assertThat(slots.subList(2, slots.size())).doesNotHaveDuplicates();
    assertThat(slots).hasSizeGreaterThanOrEqualTo(24 * 12);
  }

  private static List<Evidence> filtered(List<Evidence> all) {
    TellingHeartbeats filter = new TellingHeartbeats();
    filter.open(DefaultOpenContext.INSTANCE);
    List<Evidence> fewer = new ArrayList<>();
    for (Evidence each : all) {
      if (filter.filter(each)) {
        fewer.add(each);
      }
    }
    return fewer;
  }

  private static long heartbeats(List<Evidence> evidence) {
    return evidence.stream().filter(Evidence::isHeartbeat).count();
  }

  private static List<StoredPoint> told(List<Evidence> evidence) throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            HotKeyedOperator.of(new LedgerFunction()), Evidence::device, Types.STRING)) {
      harness.open();
      for (Evidence each : evidence) {
        harness.processElement(new StreamRecord<>(each));
      }
      var side = harness.getSideOutput(LedgerFunction.POINTS);
      return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
    }
  }

  /** A day of a device: a reading a minute, a heartbeat every 30 s, and now and then trouble. */
  private static final class Story {
    private final Random random;
    private final int troubles;
    private final List<Evidence> evidence = new ArrayList<>();
    private long epoch = 77;
    private long agentStartedMs = T0;
    private long accepted;
    private long refused;
    private long evicted;
    private long number;

    /**
     * @param troubles each in one of so many cases; 0 = never
     */
    Story(Random random, int troubles) {
      this.random = random;
      this.troubles = troubles;
    }

    List<Evidence> day() {
      for (int minute = 0; minute < 24 * 60; minute++) {
        long atMs = T0 + minute * MINUTE;
        reading(trouble() ? atMs - random.nextInt(200) * MINUTE : atMs);
        heartbeat(atMs + 20_000);
        heartbeat(atMs + 50_000);
      }
      return evidence;
    }

    private boolean trouble() {
      return troubles > 0 && random.nextInt(troubles) == 0;
    }

    private void reading(long atMs) {
      accepted++;
      number += trouble() ? random.nextInt(5) : 1;
      if (trouble()) {
        return; // lost, or still to come
      }
      Origin origin = Origin.reading(epoch, trouble());
      evidence.add(reading(atMs, trouble() ? Origin.unusable(epoch) : origin));
      if (trouble()) {
        evidence.add(reading(atMs, Origin.reading(epoch, true)));
      }
    }

    private Evidence reading(long atMs, Origin origin) {
      Reading reading =
          Reading.newBuilder()
              .setDevice("dev-1")
              .setObservedAtMs(atMs)
              .setDeviceSequence((int) number)
              .build();
      return new Evidence("dev-1", "gw-1", Domain.AIR, atMs, reading, atMs, STATION, origin);
    }

    private void heartbeat(long atMs) {
      refused += trouble() ? 1 : 0;
      evicted += trouble() ? 1 : 0;
      if (trouble()) {
        agentStartedMs = atMs;
        refused = 0;
      }
      if (trouble()) {
        epoch++;
        accepted = 0;
        evicted = 0;
      }
      long sentMs = trouble() ? atMs - random.nextInt(90) * MINUTE : atMs;
      String because = refused == 0 ? "" : "too large";
      Origin origin =
          new Origin(
              epoch, false, false, accepted, refused, evicted, agentStartedMs, 1, false, because);
      evidence.add(new Evidence("dev-1", "gw-1", Domain.AIR, sentMs, null, 0, STATION, origin));
    }
  }
}
