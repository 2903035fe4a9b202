package city.pulso.edge.uplink;

import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.StoredBatch;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The gateway's own streams, in its spool, most important first. */
public final class SpoolBacklogs implements Uplink.Backlogs {
  private final String gateway;
  private final Spool spool;
  private volatile List<Backlog> now = List.of();
  private volatile long epoch;

  public SpoolBacklogs(String gateway, Spool spool) {
    this.gateway = gateway;
    this.spool = spool;
  }

  @Override
  public Collection<Backlog> all() {
    long current = spool.epoch();
    if (now.isEmpty() || current != epoch) {
      now =
          Spool.DOMAINS.stream()
              .<Backlog>map(domain -> new Stream(new Backlog.Key(gateway, domain, current)))
              .toList();
      epoch = current;
    }
    return now;
  }

  private final class Stream implements Backlog {
    private final Key key;

    Stream(Key key) {
      this.key = key;
    }

    @Override
    public Key key() {
      return key;
    }

    @Override
    public long highest() {
      return spool.status(domain()).nextSequence() - 1;
    }

    @Override
    public CompletableFuture<List<Parcel>> after(long sequence, int limit) {
      return spool
          .after(domain(), sequence, limit)
          .thenApply(found -> found.stream().map(this::parcel).toList());
    }

    @Override
    public CompletableFuture<Deleted> delete(List<SequenceRange> ranges) {
      return spool.delete(domain(), ranges).thenApply(count -> new Deleted(count, ranges));
    }

    private Domain domain() {
      return key.domain();
    }

    private Parcel parcel(StoredBatch batch) {
      return new Parcel(
          gateway,
          batch.domain(),
          key.epoch(),
          batch.sequence(),
          batch.sequence(),
          batch.acceptedMs(),
          batch.bytes(),
          List.of());
    }
  }
}
