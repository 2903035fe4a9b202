package city.pulso.edge.intake;

import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.schemas.v1.Domain;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refusals by reason, domain and device, and logs at most one line per device and minute.
 * What strangers name is bounded: at most {@value #NAMES} devices are counted by name. Threads:
 * any.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int NAMES = 2000;
  private static final long QUIET_NS = TimeUnit.MINUTES.toNanos(1);

  private final String gateway;
  private final LongSupplier nanoTime;
  private final Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
  private final Map<Domain, Long> byDomain = new EnumMap<>(Domain.class);
  private long ofNoDomain;
  private final Map<String, ByDevice> byDevice =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ByDevice> eldest) {
          return size() > NAMES;
        }
      };

  public Refusals(String gateway, LongSupplier nanoTime) {
    this.gateway = gateway;
    this.nanoTime = nanoTime;
  }

  /**
   * Counts one refusal and perhaps logs it.
   *
   * @param device empty when the message did not get so far as to name one
   * @param domain the device's; null: it is not known, so the refusal is told in every domain
   * @param source address or topic it came from
   */
  public void note(Refusal refusal, String device, @Nullable Domain domain, String source) {
    String line = null;
    synchronized (this) {
      byReason.merge(refusal.reason(), 1L, Long::sum);
      if (domain == null) {
        ofNoDomain++;
      } else {
        byDomain.merge(domain, 1L, Long::sum);
      }
      String key = device.isEmpty() ? source : device;
      ByDevice counted = byDevice.computeIfAbsent(key, k -> new ByDevice());
      counted.count++;
      counted.newest = refusal.reason().label();
      long now = nanoTime.getAsLong();
      if (counted.logged == 0 || now - counted.loggedNs >= QUIET_NS) {
        line = key + " refused (" + refusal.reason().label() + "): " + refusal.getMessage();
        long silent = counted.count - counted.logged - 1;
        if (silent > 0) {
          line += " [" + silent + " more since the last line]";
        }
        counted.logged = counted.count;
        counted.loggedNs = now;
      }
    }
    if (line != null) {
      LOG.warn("{}: {}", gateway, line);
    }
  }

  /** Counts by reason; reasons that never occurred are left out. */
  public synchronized Map<Reason, Long> byReason() {
    return new EnumMap<>(byReason);
  }

  /**
   * Messages refused in this domain, and those that named no device known at that time: these could
   * be any domain's, so every domain tells them. Never falls.
   */
  public synchronized long in(Domain domain) {
    return byDomain.getOrDefault(domain, 0L) + ofNoDomain;
  }

  /** Messages refused that named this device. */
  public synchronized long of(String device) {
    ByDevice counted = byDevice.get(device);
    return counted == null ? 0 : counted.count;
  }

  /** Label of the reason of its newest refusal; empty: none was counted. */
  public synchronized String newestReasonOf(String device) {
    ByDevice counted = byDevice.get(device);
    return counted == null ? "" : counted.newest;
  }

  private static final class ByDevice {
    private String newest = "";
    private long count;
    private long logged;
    private long loggedNs;
  }
}
