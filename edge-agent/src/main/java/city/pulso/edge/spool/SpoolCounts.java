package city.pulso.edge.spool;

/**
 * What a spool has done since it was opened by this agent; never falls.
 *
 * @param accepted readings stored, heartbeats not counted
 * @param receipted readings deleted because of a receipt
 * @param evicted readings given up for want of disk
 * @param failures times that the disk failed: a group was not stored, or the file not opened
 * @param setAside damaged files set aside
 * @param salvaged readings taken over from damaged files
 */
public record SpoolCounts(
    long accepted, long receipted, long evicted, long failures, long setAside, long salvaged) {
  static final SpoolCounts NONE = new SpoolCounts(0, 0, 0, 0, 0, 0);

  SpoolCounts stored(long moreAccepted, long moreReceipted, long moreEvicted) {
    return new SpoolCounts(
        accepted + moreAccepted,
        receipted + moreReceipted,
        evicted + moreEvicted,
        failures,
        setAside,
        salvaged);
  }

  SpoolCounts failed() {
    return new SpoolCounts(accepted, receipted, evicted, failures + 1, setAside, salvaged);
  }

  SpoolCounts damaged(long moreSalvaged) {
    return new SpoolCounts(
        accepted, receipted, evicted, failures, setAside + 1, salvaged + moreSalvaged);
  }
}
