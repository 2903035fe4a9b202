package city.pulso.edge.intake;

import city.pulso.edge.decode.DecodeException;
import city.pulso.edge.decode.Decoders;
import city.pulso.edge.decode.Format;
import city.pulso.edge.decode.Message;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.edge.spool.Incoming;
import city.pulso.edge.spool.ReadingName;
import city.pulso.edge.spool.ReadingStore;
import city.pulso.edge.spool.SpoolFullException;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a device's message or refuses it, whole.
 *
 * <p>Threads: any; never waits for the disk.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final List<Consumer<IntakeEvent>> listeners = new CopyOnWriteArrayList<>();
  private final ReadingStore store;
  private final Devices devices;
  private final Judge judge;
  private final Refusals refusals;
  private final Clock clock;
  private final Decoders decoders = new Decoders();
  private final Repeats repeats;
  private final Rates rates;
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong future = new AtomicLong();
  private final AtomicLong farPast = new AtomicLong();

  /**
   * @param gateway registry id, as refusals name it
   * @param store where accepted readings go
   * @param identities who may speak for which device
   * @param readingsPerSecond what one device may send over time; 0 = no bound
   */
  public Intake(
      String gateway,
      ReadingStore store,
      Devices devices,
      Identities identities,
      Refusals refusals,
      int readingsPerSecond,
      Clock clock) {
    this.rates = new Rates(readingsPerSecond);
    this.store = store;
    this.repeats = new Repeats(store::heard);
    this.devices = devices;
    this.judge = new Judge(devices::domain, identities, gateway);
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * Tells what becomes of each message from now on.
   *
   * @param listener called by the thread that settled the message, perhaps by several at once; it
   *     must not wait
   * @return closing it ends that
   */
  public AutoCloseable listen(Consumer<IntakeEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Offers a message.
   *
   * @param speaker who sent it, and over which topic if it came by MQTT
   * @return completes once all its readings are synced to disk, with the number of those that were
   *     not there before; fails with {@link Refusal}, which is counted and logged already, and then
   *     nothing of it may be taken for stored
   */
  public CompletableFuture<Integer> offer(Format format, byte[] payload, Speaker speaker) {
    long receivedMs = clock.millis();
    String source = speaker.source();
    String topic = speaker instanceof Speaker.Topic ? source : "";
    String device = speaker instanceof Speaker.Topic at ? at.device() : null;
    String[] named = {device == null ? "" : device};
    try {
      Message message = new Message(payload, topic, device, receivedMs, devices::domain);
      List<Judge.Judged> judged =
          judge.judge(
              decoders.decode(format, message),
              speaker,
              receivedMs,
              index -> decoders.where(format, payload, index),
              named);
      bound(judged, receivedMs);
      return store(new Arrival(format, source, receivedMs, named[0]), judged);
    } catch (DecodeException e) {
      String of = e.device().isEmpty() ? named[0] : e.device();
      return CompletableFuture.failedFuture(refused(Refusal.of(e), of, source, receivedMs));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(refused(e, named[0], source, receivedMs));
    }
  }

  /** Counts a refusal that was decided before the message could be offered. */
  public Refusal refuse(Reason reason, String text, String source) {
    return refused(new Refusal(reason, text), "", source, clock.millis());
  }

  /** The same with the field to blame. */
  public Refusal refuse(Reason reason, String text, Refusal.Wrong wrong, String source) {
    return refused(new Refusal(reason, text, wrong), "", source, clock.millis());
  }

  /** Readings stored and acknowledged since start. */
  public long accepted() {
    return accepted.get();
  }

  /** Readings acknowledged without being stored again since start: the device repeated them. */
  public long repeated() {
    return repeated.get();
  }

  /** Readings marked FROM_THE_FUTURE since start. */
  public long fromTheFuture() {
    return future.get();
  }

  /** Readings marked FROM_THE_FAR_PAST since start. */
  public long fromTheFarPast() {
    return farPast.get();
  }

  private void bound(List<Judge.Judged> judged, long nowMs) throws Refusal {
    Map<String, Integer> counts = new LinkedHashMap<>();
    judged.forEach(each -> counts.merge(each.incoming().reading().getDevice(), 1, Integer::sum));
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (!rates.take(entry.getKey(), entry.getValue(), nowMs)) {
        int most = rates.perSecond();
        throw new Refusal(
            Reason.TOO_MANY,
            "device '"
                + entry.getKey()
                + "' sends too much; at most "
                + most
                + " readings a second over time and "
                + most * Rates.BURST_S
                + " at once are accepted",
            new Refusal.Wrong(
                "readings of " + entry.getKey(),
                String.valueOf(entry.getValue()),
                most + " a second"));
      }
    }
  }

  /** What is known of a message beside its readings. */
  private record Arrival(Format format, String source, long receivedMs, String device) {}

  private CompletableFuture<Integer> store(Arrival arrival, List<Judge.Judged> judged) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    Map<Domain, List<Incoming>> fresh = new EnumMap<>(Domain.class);
    List<ReadingName> names = new ArrayList<>();
    List<CompletableFuture<Void>> awaited = new ArrayList<>();
    for (Judge.Judged each : judged) {
      Optional<ReadingName> name = each.incoming().name();
      Optional<CompletableFuture<Void>> first = name.flatMap(n -> repeats.first(n, mine));
      if (first.isPresent()) {
        repeated.incrementAndGet();
        awaited.add(first.get());
      } else {
        name.ifPresent(names::add);
        fresh.computeIfAbsent(each.domain(), d -> new ArrayList<>()).add(each.incoming());
      }
    }
    CompletableFuture<?>[] stored =
        fresh.entrySet().stream()
            .map(entry -> store.store(entry.getKey(), entry.getValue()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(stored).whenComplete((done, failure) -> settle(mine, names, failure));
    awaited.add(mine);
    int count = fresh.values().stream().mapToInt(List::size).sum();
    return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                throw new CompletionException(
                    refused(
                        notStored(failure),
                        arrival.device(),
                        arrival.source(),
                        arrival.receivedMs()));
              }
              accepted.addAndGet(count);
              fresh.values().forEach(this::countDoubts);
              tell(
                  new IntakeEvent.Accepted(
                      arrival.receivedMs(),
                      arrival.source(),
                      arrival.format(),
                      fresh.values().stream().flatMap(List::stream).map(Incoming::reading).toList(),
                      judged.size() - count));
              return count;
            });
  }

  private void settle(
      CompletableFuture<Void> mine, List<ReadingName> names, @Nullable Throwable failure) {
    repeats.settled(names);
    if (failure == null) {
      mine.complete(null);
    } else {
      mine.completeExceptionally(failure);
    }
  }

  private void countDoubts(List<Incoming> readings) {
    for (Incoming incoming : readings) {
      List<Doubt> doubts = incoming.reading().getDoubtsList();
      if (doubts.contains(Doubt.FROM_THE_FUTURE)) {
        future.incrementAndGet();
      }
      if (doubts.contains(Doubt.FROM_THE_FAR_PAST)) {
        farPast.incrementAndGet();
      }
    }
  }

  private static Refusal notStored(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Reason reason = cause instanceof SpoolFullException ? Reason.FULL : Reason.NOT_STORED;
    return new Refusal(reason, String.valueOf(cause.getMessage()));
  }

  /** Counts and logs a refusal, and tells it. */
  private Refusal refused(Refusal refusal, String device, String source, long receivedMs) {
    refusals.note(refusal, device, devices.domain(device), source);
    tell(new IntakeEvent.Refused(receivedMs, source, device, refusal));
    return refusal;
  }

  private void tell(IntakeEvent event) {
    for (Consumer<IntakeEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed: {}", e.toString());
      }
    }
  }
}
