package city.pulso.edge.relay;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.relay.RelayRefusal.Reason;
import city.pulso.edge.uplink.Backlog;
import city.pulso.edge.uplink.Downstream;
import city.pulso.edge.uplink.Parcel;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RelayAnswer;
import city.pulso.schemas.v1.RelayRequest;
import city.pulso.schemas.v1.RelayedBatch;
import city.pulso.schemas.v1.RelayedEntry;
import city.pulso.schemas.v1.RelayedStream;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Takes batches of other gateways, keeps them on disk and hands them to the uplink unchanged. The
 * answer goes out after the sync and carries the receipts and registry entries that have come down.
 *
 * <p>A gateway deletes nothing because of the answer: it waits for the receipt, as if it spoke to
 * the broker itself. So this agent's disk is no promise that anybody rests on, and losing it costs
 * a sending.
 *
 * <p>Loops: a batch of this agent's own gateway, one that has been here, and one that came through
 * {@value #MOST_HOPS} agents are refused. Threads: any.
 */
public final class Relay implements Downstream, AutoCloseable {
  /** Agents a batch may have come through. */
  public static final int MOST_HOPS = 8;

  private static final int MOST_STREAMS = 1024;

  private final String gateway;
  private final RelayConfig config;
  private final Identities identities;
  private final Clock clock;
  private final RelayWriter writer;
  private final Map<Backlog.Key, Long> highest = new ConcurrentHashMap<>();
  private final Map<Backlog.Key, Known> known = new HashMap<>();
  private final Map<String, Gateway> entries = new ConcurrentHashMap<>();
  private final Map<Reason, AtomicLong> refused = new EnumMap<>(Reason.class);
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Runnable stored = () -> {};

  private Relay(
      String gateway, RelayConfig config, Identities identities, Clock clock, RelayWriter writer) {
    this.gateway = gateway;
    this.config = config;
    this.identities = identities;
    this.clock = clock;
    this.writer = writer;
    for (Reason reason : Reason.values()) {
      refused.put(reason, new AtomicLong());
    }
  }

  /**
   * Opens the store in the agent's directory.
   *
   * @throws IOException when it cannot be written
   */
  public static Relay open(
      Path directory, String gateway, RelayConfig config, Identities identities, Clock clock)
      throws IOException {
    RelayWriter writer = new RelayWriter(new RelayStore(directory), gateway);
    Relay relay = new Relay(gateway, config, identities, clock, writer);
    try {
      relay.highest.putAll(writer.submit(RelayStore::highest).join());
      relay.bytes.set(writer.submit(RelayStore::bytes).join());
      return relay;
    } catch (RuntimeException e) {
      writer.close();
      throw new IOException("relay.db in " + directory + " cannot be opened: " + e, e);
    }
  }

  /** Is told when batches were stored; must not block. */
  public void onStored(Runnable listener) {
    stored = listener;
  }

  /**
   * Offers a request.
   *
   * @return completes once every batch of it is synced; fails with {@link RelayRefusal}, counted
   */
  public CompletableFuture<RelayAnswer> offer(byte[] payload, Speaker speaker) {
    try {
      RelayRequest request = RelayRequest.parseFrom(payload);
      allowed(request.getGateway(), speaker);
      List<Parcel> parcels = new ArrayList<>();
      for (RelayedBatch batch : request.getBatchesList()) {
        Parcel parcel = parcel(batch, request.getGateway());
        if (!receipted(parcel)) {
          parcels.add(parcel);
        }
      }
      if (parcels.isEmpty()) {
        return CompletableFuture.completedFuture(answer(request));
      }
      room(parcels);
      return store(parcels).thenApply(done -> answer(request));
    } catch (InvalidProtocolBufferException e) {
      return failed(
          new RelayRefusal(Reason.MALFORMED, "no pulso.v1.RelayRequest: " + e.getMessage()));
    } catch (RelayRefusal e) {
      return failed(e);
    }
  }

  /** Batches stored since start. */
  public long accepted() {
    return accepted.get();
  }

  /** Requests refused since start. */
  public long refused(Reason reason) {
    AtomicLong count = refused.get(reason);
    return count == null ? 0 : count.get();
  }

  /** Why its disk does not store; empty: it does, as far as was tried. */
  public String problem() {
    return writer.problem();
  }

  /** Bytes of batches that wait for their receipts. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public Set<String> gateways() {
    return config.gateways();
  }

  @Override
  public void receipt(Receipt receipt) {
    Backlog.Key key =
        new Backlog.Key(receipt.getGateway(), receipt.getDomain(), receipt.getEpoch());
    synchronized (known) {
      if (known.size() >= MOST_STREAMS) {
        known.clear(); // an attack or years of epochs: forgetting costs batches sent again
      }
      Known of = known.computeIfAbsent(key, k -> new Known());
      for (SequenceRange range : receipt.getRangesList()) {
        of.add(range.getFirst(), range.getLast());
      }
    }
  }

  @Override
  public void entry(Gateway entry) {
    entries.put(entry.getId(), entry);
  }

  @Override
  public Collection<Backlog> all() {
    return highest.keySet().stream().<Backlog>map(Stream::new).toList();
  }

  @Override
  public void close() {
    writer.close();
  }

  private void allowed(String who, Speaker speaker) throws RelayRefusal {
    if (!config.gateways().contains(who)) {
      throw new RelayRefusal(
          Reason.NOT_ALLOWED,
          "gateway '" + who + "' is not relayed by '" + gateway + "'; add it to relay.gateways");
    }
    Optional<String> objection = identities.objection(speaker, who);
    if (objection.isPresent()) {
      throw new RelayRefusal(Reason.NOT_ALLOWED, objection.get());
    }
  }

  private Parcel parcel(RelayedBatch relayed, String from) throws RelayRefusal {
    List<String> via = relayed.getViaList();
    TelemetryBatch batch;
    try {
      batch = TelemetryBatch.parseFrom(relayed.getBatch());
    } catch (InvalidProtocolBufferException e) {
      throw new RelayRefusal(Reason.MALFORMED, "no pulso.v1.TelemetryBatch: " + e.getMessage());
    }
    String whose = batch.getGateway();
    if (whose.equals(gateway) || via.contains(gateway)) {
      throw new RelayRefusal(
          Reason.LOOP, "a batch of '" + whose + "' came back to '" + gateway + "' via " + via);
    }
    if (via.size() > MOST_HOPS) {
      throw new RelayRefusal(
          Reason.LOOP, "via " + via.size() + " agents; at most " + MOST_HOPS + " are accepted");
    }
    if (via.isEmpty() || !via.get(via.size() - 1).equals(from) || !via.get(0).equals(whose)) {
      throw new RelayRefusal(
          Reason.MALFORMED, "via " + via + "; use '" + whose + "' first and '" + from + "' last");
    }
    if (!config.gateways().contains(whose)) {
      throw new RelayRefusal(
          Reason.NOT_ALLOWED,
          "gateway '" + whose + "' is not relayed by '" + gateway + "'; add it to relay.gateways");
    }
    if (batch.getSequence() < 1 || batch.getEpoch() == 0 || batch.getDomain().getNumber() < 1) {
      throw new RelayRefusal(Reason.MALFORMED, "a batch without domain, epoch or sequence");
    }
    return new Parcel(
        whose,
        batch.getDomain(),
        batch.getEpoch(),
        batch.getSequence(),
        0,
        clock.millis(),
        relayed.getBatch(),
        via);
  }

  private boolean receipted(Parcel parcel) {
    synchronized (known) {
      Known of = known.get(parcel.stream());
      return of != null && of.contains(parcel.sequence());
    }
  }

  private void room(List<Parcel> parcels) throws RelayRefusal {
    long more = parcels.stream().mapToLong(parcel -> parcel.bytes().size()).sum();
    if (bytes.get() + more > config.maxBytes() || highest.size() >= MOST_STREAMS) {
      throw new RelayRefusal(
          Reason.FULL,
          bytes.get() + " of " + config.maxBytes() + " bytes are waiting; try again later");
    }
  }

  private CompletableFuture<Long> store(List<Parcel> parcels) {
    Map<Backlog.Key, Long> places = new HashMap<>();
    return writer
        .submit(
            store -> {
              places.clear();
              long size = 0;
              for (Parcel parcel : parcels) {
                long place = store.insert(parcel);
                if (place > 0) {
                  places.merge(parcel.stream(), place, Math::max);
                  size += parcel.bytes().size();
                }
              }
              return size;
            })
        .handle(
            (size, failure) -> {
              if (failure != null || size == null) {
                throw new java.util.concurrent.CompletionException(
                    count(new RelayRefusal(Reason.NOT_STORED, "not stored: " + failure)));
              }
              accepted.addAndGet(parcels.size());
              bytes.addAndGet(size);
              places.forEach((key, place) -> highest.merge(key, place, Math::max));
              stored.run();
              return size;
            });
  }

  private RelayAnswer answer(RelayRequest request) {
    RelayAnswer.Builder answer = RelayAnswer.newBuilder();
    synchronized (known) {
      for (RelayedStream asked : request.getStreamsList()) {
        Known of =
            known.get(new Backlog.Key(asked.getGateway(), asked.getDomain(), asked.getEpoch()));
        List<SequenceRange> ranges = of == null ? List.of() : of.from(asked.getLowest());
        if (!ranges.isEmpty()) {
          answer.addReceipts(
              Receipt.newBuilder()
                  .setGateway(asked.getGateway())
                  .setDomain(asked.getDomain())
                  .setEpoch(asked.getEpoch())
                  .addAllRanges(ranges));
        }
      }
    }
    for (RelayedEntry asked : request.getEntriesList()) {
      Gateway entry = entries.get(asked.getGateway());
      if (entry != null && checksum(entry) != asked.getKnown()) {
        answer.addEntries(entry);
      }
    }
    return answer.build();
  }

  /** CRC-32C of an entry as it goes over the wire; never 0. */
  public static int checksum(Gateway entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry.toByteArray());
    int value = (int) crc.getValue();
    return value == 0 ? 1 : value;
  }

  private <T> CompletableFuture<T> failed(RelayRefusal refusal) {
    return CompletableFuture.failedFuture(count(refusal));
  }

  private RelayRefusal count(RelayRefusal refusal) {
    AtomicLong count = refused.get(refusal.reason());
    if (count != null) {
      count.incrementAndGet();
    }
    return refusal;
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
      return highest.getOrDefault(key, 0L);
    }

    @Override
    public CompletableFuture<List<Parcel>> after(long place, int limit) {
      return writer.submit(store -> store.after(key, place, limit));
    }

    @Override
    public CompletableFuture<Deleted> delete(List<SequenceRange> sequences) {
      return writer
          .submit(store -> store.delete(key, sequences))
          .thenApply(
              removed -> {
                bytes.addAndGet(-removed.bytes());
                return new Deleted(removed.places().size(), removed.places());
              });
    }
  }
}
