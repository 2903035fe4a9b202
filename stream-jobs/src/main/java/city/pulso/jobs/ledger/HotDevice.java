package city.pulso.jobs.ledger;

import city.pulso.jobs.hot.HotMap;
import city.pulso.jobs.hot.HotValue;
import java.io.IOException;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/** The book of one device in memory: read at first use, written back when it changed. */
final class HotDevice implements HotValue, Hours {
  private final ValueState<@Nullable Account> accounts;
  private final HotMap<HourCount> hours;
  private @Nullable Account account;
  private boolean read;
  private boolean changed;

  HotDevice(ValueState<@Nullable Account> accounts, MapState<Long, HourCount> hours) {
    this.accounts = accounts;
    this.hours = new HotMap<>(hours);
  }

  @Nullable Account account() throws IOException {
    if (!read) {
      account = accounts.value();
      read = true;
    }
    return account;
  }

  void account(Account next) {
    account = next;
    read = true;
    changed = true;
  }

  @Override
  public @Nullable HourCount get(long hourMs) throws Exception {
    return hours.get(hourMs);
  }

  @Override
  public void put(long hourMs, HourCount count) {
    hours.put(hourMs, count);
  }

  @Override
  public void forgetBefore(long hourMs) throws Exception {
    hours.dropBefore(hourMs);
  }

  @Override
  public boolean changed() {
    return changed || hours.changed();
  }

  @Override
  public void writeBack() throws Exception {
    hours.writeBack();
    if (changed) {
      accounts.update(account);
      changed = false;
    }
  }
}
