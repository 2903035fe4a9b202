package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk may be tried now, and what to say while it may not: after a failure the next
 * request tries it again at once, then less and less often, so a broken disk is not worn out by
 * everything that devices send. The writer thread writes, any thread reads {@link #health()}.
 */
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
  private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(5);

  private final String gateway;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Set<Domain> full = EnumSet.noneOf(Domain.class);
  private int failures;
  private long waitNs;
  private long failedNs;
  private volatile SpoolHealth health = SpoolHealth.GOOD;

  Trouble(String gateway, Clock clock, LongSupplier nanoTime) {
    this.gateway = gateway;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  SpoolHealth health() {
    return health;
  }

  /** Nothing could be stored. */
  void failed(String why) {
    failures++;
    failedNs = nanoTime.getAsLong();
    waitNs = failures == 1 ? 0 : Math.min(LONGEST_NS, Math.max(FIRST_NS, waitNs * 2));
    if (health.problem().equals(why)) {
      LOG.debug("{}: still {}", gateway, why);
    } else {
      LOG.error("{}: nothing can be stored, devices are answered 5.03: {}", gateway, why);
    }
    long since = health.storing() ? clock.millis() : health.sinceMs();
    health = new SpoolHealth(why, since, full);
  }

  /** Something was stored. */
  void healed() {
    if (failures > 0) {
      LOG.warn("{}: the disk works again; it failed {} times", gateway, failures);
      failures = 0;
      waitNs = 0;
      health = new SpoolHealth("", 0, full);
    }
  }

  /** Whether it is time to try the disk. */
  boolean mayTry() {
    return failures == 0 || nanoTime.getAsLong() - failedNs >= waitNs;
  }

  /** A domain's budget is used up, or no longer. */
  void full(Domain domain, boolean now) {
    if (now ? full.add(domain) : full.remove(domain)) {
      health = new SpoolHealth(health.problem(), health.sinceMs(), full);
      if (now) {
        LOG.warn("{}: the disk budget of {} is used up, its devices hear 5.03", gateway, domain);
      }
    }
  }
}
