package city.pulso.edge;

import city.pulso.edge.mqtt.LocalIntake;
import city.pulso.edge.relay.Relay;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolHealth;
import city.pulso.edge.spool.StreamStatus;
import city.pulso.edge.uplink.UplinkStatus;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What keeps an agent from doing all of its work, in sentences. */
final class Complaints {
  /** Nothing was ever reported to this system before: a clock that says so was never set. */
  private static final Instant NEVER_SET = Instant.parse("2010-01-01T00:00:00Z");

  /** A clock this far behind what is stored was set back. */
  private static final Duration SET_BACK = Duration.ofMinutes(1);

  private static final Duration RECEIPTS_LATE = Duration.ofMinutes(10);

  private Complaints() {}

  static List<Health.Problem> of(
      Spool spool,
      UplinkStatus up,
      int devices,
      @Nullable LocalIntake local,
      @Nullable Relay relay,
      Clock clock) {
    List<Health.Problem> all = new ArrayList<>();
    SpoolHealth disk = spool.health();
    if (!disk.storing()) {
      all.add(new Health.Problem("spool", disk.problem()));
    }
    for (Domain domain : disk.full().stream().sorted().toList()) {
      all.add(
          new Health.Problem("spool", "the disk budget is used up for " + Topics.level(domain)));
    }
    if (relay != null && !relay.problem().isEmpty()) {
      all.add(new Health.Problem("relay", relay.problem()));
    }
    if (!up.connected()) {
      all.add(new Health.Problem("uplink", up.destination() + ": " + up.problem()));
    }
    if (devices == 0) {
      all.add(
          new Health.Problem("registry", "no entry of this gateway yet: every device is refused"));
    }
    if (local != null && !local.connected()) {
      all.add(new Health.Problem("local-broker", local.problem()));
    }
    Instant now = clock.instant();
    Instant newest = Instant.EPOCH;
    Instant oldest = Instant.MAX;
    for (Domain domain : Spool.DOMAINS) {
      StreamStatus stream = spool.status(domain);
      if (stream.oldestAcceptedMs() > 0) {
        Instant accepted = Instant.ofEpochMilli(stream.oldestAcceptedMs());
        newest = accepted.isAfter(newest) ? accepted : newest;
        oldest = accepted.isBefore(oldest) ? accepted : oldest;
      }
    }
    if (now.isBefore(NEVER_SET)) {
      all.add(new Health.Problem("clock", "it says " + now + ": it was never set"));
    } else if (now.plus(SET_BACK).isBefore(newest)) {
      all.add(
          new Health.Problem("clock", "it says " + now + ", but " + newest + " has been already"));
    } else if (up.connected() && oldest.isBefore(now.minus(RECEIPTS_LATE))) {
      all.add(
          new Health.Problem("receipts", "none for what was stored at " + oldest + " and since"));
    }
    return all;
  }
}
