package city.pulso.simulator.replay;

import java.util.HashMap;
import java.util.Map;

/** Counts one recording's rows by device. */
final class InventoryCount {
  private final long fromMs;
  private final long toMs;
  private final long shiftMs;
  private final Map<String, Tally> tallies = new HashMap<>();

  private static final class Tally {
    private final Map<Long, Long> hashByTime = new HashMap<>();
    private long rows;
    private long emptyRows;
    private long firstMs = Long.MAX_VALUE;
    private long lastMs = Long.MIN_VALUE;
  }

  InventoryCount(long fromMs, long toMs, long shiftMs) {
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.shiftMs = shiftMs;
  }

  void row(AuditRow row) {
    long ms = row.recordedMs() + shiftMs;
    if (ms < fromMs || ms >= toMs) {
      return;
    }
    Tally tally = tallies.computeIfAbsent(row.device(), device -> new Tally());
    tally.rows++;
    tally.firstMs = Math.min(tally.firstMs, ms);
    tally.lastMs = Math.max(tally.lastMs, ms);
    tally.hashByTime.put(ms, DeviceInventory.hash(ms, row.values()));
  }

  /** An empty row is counted whenever it was recorded: it never becomes a message. */
  void emptyRow(String device) {
    tallies.computeIfAbsent(device, d -> new Tally()).emptyRows++;
  }

  Map<String, DeviceInventory> finish() {
    Map<String, DeviceInventory> all = new HashMap<>();
    tallies.forEach(
        (device, tally) -> {
          if (tally.rows > 0) {
            long distinct = tally.hashByTime.size();
            long checksum = tally.hashByTime.values().stream().mapToLong(Long::longValue).sum();
            all.put(
                device,
                new DeviceInventory(
                    tally.rows,
                    tally.emptyRows,
                    distinct,
                    tally.rows - distinct,
                    tally.firstMs,
                    tally.lastMs,
                    checksum));
          }
        });
    return all;
  }
}
