package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which batches each checkpoint will make safe. Kept in memory only: after a failure the gateways
 * send again what was not answered, and are answered then. Task thread only.
 */
final class ReceiptLedger {
  private record Stream(String gateway, long epoch) implements Comparable<Stream> {
    @Override
    public int compareTo(Stream other) {
      int byGateway = gateway.compareTo(other.gateway);
      return byGateway != 0 ? byGateway : Long.compare(epoch, other.epoch);
    }
  }

  private final Domain domain;
  private final NavigableMap<Long, Map<Stream, TreeSet<Long>>> byCheckpoint = new TreeMap<>();
  private Map<Stream, TreeSet<Long>> sinceLast = new TreeMap<>();

  ReceiptLedger(Domain domain) {
    this.domain = domain;
  }

  /** A batch, new or seen before, is contained in whatever checkpoint comes next. */
  void taken(String gateway, long epoch, long sequence) {
    sinceLast.computeIfAbsent(new Stream(gateway, epoch), s -> new TreeSet<>()).add(sequence);
  }

  void snapshot(long checkpointId) {
    byCheckpoint.put(checkpointId, sinceLast);
    sinceLast = new TreeMap<>();
  }

  /**
   * What may be answered now. Contains earlier checkpoints too: those that failed, and those whose
   * notification got lost, are contained in this one.
   */
  List<Receipt> complete(long checkpointId) {
    NavigableMap<Long, Map<Stream, TreeSet<Long>>> safe = byCheckpoint.headMap(checkpointId, true);
    Map<Stream, TreeSet<Long>> merged = new TreeMap<>();
    for (Map<Stream, TreeSet<Long>> part : safe.values()) {
      part.forEach((stream, set) -> merged.merge(stream, set, ReceiptLedger::union));
    }
    safe.clear();
    List<Receipt> receipts = new ArrayList<>(merged.size());
    merged.forEach((stream, sequences) -> receipts.add(receipt(stream, sequences)));
    return receipts;
  }

  private static TreeSet<Long> union(TreeSet<Long> a, TreeSet<Long> b) {
    a.addAll(b);
    return a;
  }

  private Receipt receipt(Stream stream, TreeSet<Long> sequences) {
    Receipt.Builder receipt =
        Receipt.newBuilder()
            .setGateway(stream.gateway())
            .setDomain(domain)
            .setEpoch(stream.epoch());
    long first = sequences.first();
    long last = first - 1;
    for (long sequence : sequences) {
      if (sequence != last + 1) {
        receipt.addRanges(SequenceRange.newBuilder().setFirst(first).setLast(last));
        first = sequence;
      }
      last = sequence;
    }
    return receipt.addRanges(SequenceRange.newBuilder().setFirst(first).setLast(last)).build();
  }
}
