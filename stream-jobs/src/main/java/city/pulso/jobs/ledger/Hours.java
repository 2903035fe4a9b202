package city.pulso.jobs.ledger;

import org.jspecify.annotations.Nullable;

/** Where the counts of a device's hours are kept, by start of the hour, Unix milliseconds. */
interface Hours {
  @Nullable HourCount get(long hourMs) throws Exception;

  void put(long hourMs, HourCount count) throws Exception;

  /** Forgets every hour that began before. */
  void forgetBefore(long hourMs) throws Exception;
}
