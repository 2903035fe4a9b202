package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.decode.Format;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusal;
import city.pulso.edge.intake.Refusals;
import city.pulso.edge.spool.EvictionPolicy;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolBudget;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.edge.spool.StoredBatch;
import city.pulso.edge.uplink.WindowUse;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatsTest {
  private static final SpoolConfig CONFIG =
      new SpoolConfig(1 << 16, Duration.ZERO, true)
          .with(SpoolBudget.defaults(), EvictionPolicy.AIR);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final HandClock clock = new HandClock();
  private Path directory;
  private Spool spool;
  private Heartbeats heartbeats;
  private Intake intake;

  @BeforeEach
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    reopen();
  }

  @AfterEach
  void close() throws Exception {
    if (spool != null) {
      spool.close();
    }
  }

  @Test
  void a_heartbeat_names_the_lowest_sequence_that_will_still_be_sent() throws Exception {
    for (int i = 0; i < 5; i++) {
      store();
    }
    assertThat(heartbeat().getLowestSequence()).isEqualTo(1); // its own batch is 6

    receipt(1, 3);
    assertThat(heartbeat().getLowestSequence()).isEqualTo(4);

    receipt(5, 6); // leaves 4: a hole above it changes nothing
    assertThat(heartbeat().getLowestSequence()).isEqualTo(4);
  }

  @Test
  void with_nothing_else_in_the_spool_it_names_its_own_batch() throws Exception {
    assertThat(heartbeat().getLowestSequence()).isEqualTo(1);
    store();
    receipt(1, 2);

    assertThat(heartbeat().getLowestSequence()).isEqualTo(3);
    assertThat(newest().sequence()).isEqualTo(3);
  }

  @Test
  void a_restart_of_the_agent_changes_nothing_of_it() throws Exception {
    store();
    store();
    receipt(1, 1);
    reopen();
    assertThat(heartbeat().getLowestSequence()).isEqualTo(2);

    receipt(2, 3);
    reopen();
    assertThat(heartbeat().getLowestSequence()).isEqualTo(4);
  }

  @Test
  void what_was_refused_and_belongs_to_no_domain_is_told_in_every_stream() throws Exception {
    assertThat(heartbeat(Domain.HOMES).getRefused()).isZero();

    refused("[{\"bn\":\"nobody:\",\"n\":\"power\",\"v\":1}]");
    refused("[{");
    intake.refuse(Refusal.Reason.UNSUPPORTED_FORMAT, "Content-Format 60", "127.0.0.1");
    refused("[{\"bn\":\"" + AgentFixture.PLUG + ":\",\"n\":\"power\",\"u\":\"hp\",\"v\":1}]");

    Heartbeat homes = heartbeat(Domain.HOMES);
    assertThat(homes.getRefused()).as("three of no domain, one of a plug").isEqualTo(4);
    assertThat(homes.getDevices(0).getRefused()).isEqualTo(1);
    assertThat(homes.getDevices(0).getRefusedBecause()).isEqualTo("bad_value");
    assertThat(heartbeat(Domain.AIR).getRefused()).isEqualTo(3);
    assertThat(heartbeat(Domain.PARKING).getRefused()).isEqualTo(3);
  }

  @Test
  void what_was_evicted_is_told_with_its_sequences_and_devices() throws Exception {
    Reading reading =
        Reading.newBuilder()
            .setDevice(AgentFixture.AIR)
            .setAir(AirReading.newBuilder().setPm25Ugm3(1))
            .build();
    assertThat(heartbeat(Domain.AIR).getEvictedSequencesList()).isEmpty();
    while (spool.counts().evicted() == 0) {
      spool.append(Domain.AIR, Collections.nCopies(100, reading)).get(60, TimeUnit.SECONDS);
    }

    Heartbeat told = heartbeat(Domain.AIR);
    assertThat(told.getEvicted()).isEqualTo(spool.counts().evicted());
    assertThat(told.getDevices(0).getEvicted()).isEqualTo(told.getEvicted());
    assertThat(told.getEvictedSequencesList())
        .containsExactly(
            SequenceRange.newBuilder().setFirst(1).setLast(told.getLowestSequence() - 1).build());
    assertThat(heartbeat(Domain.HOMES).getEvicted()).isZero();
  }

  @Test
  void how_much_of_its_streams_window_is_used_is_told() throws Exception {
    Heartbeat air = heartbeat(Domain.AIR);
    assertThat(air.getInFlight()).isEqualTo(60);
    assertThat(air.getWindow()).isEqualTo(64);
    assertThat(air.getReceiptLagMs()).isEqualTo(12_000);
    assertThat(heartbeat(Domain.HOMES).getInFlight()).isZero();
  }

  private void refused(String pack) {
    assertThat(
            intake.offer(
                Format.SENML_JSON,
                pack.getBytes(StandardCharsets.UTF_8),
                new Speaker.Anyone("127.0.0.1")))
        .isCompletedExceptionally();
  }

  private void reopen() throws Exception {
    close();
    spool = Spool.open(directory, CONFIG, AgentFixture.GATEWAY, clock);
    Devices devices = new Devices();
    devices.take(AgentFixture.entry());
    Refusals refusals = new Refusals(AgentFixture.GATEWAY, System::nanoTime);
    intake =
        new Intake(AgentFixture.GATEWAY, spool, devices, Identities.none(), refusals, 0, clock);
    heartbeats =
        new Heartbeats(
            AgentFixture.GATEWAY,
            "test",
            EVERY,
            spool,
            devices,
            refusals,
            () -> 0,
            domain -> new WindowUse(domain == Domain.AIR ? 60 : 0, 64, 12_000),
            clock);
  }

  private void store() throws Exception {
    Reading reading =
        Reading.newBuilder()
            .setDevice(AgentFixture.PLUG)
            .setPlug(PlugReading.newBuilder().setPowerW(1))
            .build();
    spool.append(Domain.HOMES, List.of(reading)).get(60, TimeUnit.SECONDS);
    long newest = spool.status(Domain.HOMES).nextSequence() - 1;
    spool.batch(Domain.HOMES, newest).get(60, TimeUnit.SECONDS); // once read it is not continued
  }

  private void receipt(long first, long last) throws Exception {
    spool
        .delete(
            Domain.HOMES, List.of(SequenceRange.newBuilder().setFirst(first).setLast(last).build()))
        .get(60, TimeUnit.SECONDS);
  }

  /** The heartbeat that is due next. */
  private Heartbeat heartbeat() throws Exception {
    return heartbeat(Domain.HOMES);
  }

  private Heartbeat heartbeat(Domain domain) throws Exception {
    clock.now = clock.now.plus(EVERY);
    heartbeats.tick();
    List<Reading> readings = TelemetryBatch.parseFrom(newest(domain).bytes()).getReadingsList();
    Reading last = readings.get(readings.size() - 1);
    assertThat(last.getHeartbeat().getAgentTimeMs()).isEqualTo(clock.millis());
    return last.getHeartbeat();
  }

  private StoredBatch newest() throws Exception {
    return newest(Domain.HOMES);
  }

  private StoredBatch newest(Domain domain) throws Exception {
    // The spool answers in order, so what was asked to be stored before is there.
    List<StoredBatch> held = spool.after(domain, 0, 100).get(60, TimeUnit.SECONDS);
    return held.get(held.size() - 1);
  }

  private static final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
