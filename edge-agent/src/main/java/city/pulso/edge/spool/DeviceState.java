package city.pulso.edge.spool;

/** What the spool keeps of one device: its counts, and which of its readings were heard. */
record DeviceState(DeviceCount count, Heard heard) {
  static final DeviceState NEVER = new DeviceState(DeviceCount.NEVER, Heard.NOTHING);

  /** With one more reading stored. */
  DeviceState with(long nowMs, Heard now) {
    return new DeviceState(new DeviceCount(nowMs, count.accepted() + 1, count.evicted()), now);
  }

  /** With readings noted as given up. */
  DeviceState withEvicted(long readings) {
    return new DeviceState(
        new DeviceCount(count.lastSeenMs(), count.accepted(), count.evicted() + readings), heard);
  }
}
