package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Receipt;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes exactly the batches a receipt names, from the stream and epoch it names. Threads: any.
 */
final class Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

  private final String gateway;
  private final Supplier<Collection<Backlog>> backlogs;
  private final Sender sender;
  private final Downstream relay;
  private final AtomicLong receipted = new AtomicLong();
  private final AtomicLong foreign = new AtomicLong();

  Receipts(
      String gateway, Supplier<Collection<Backlog>> backlogs, Sender sender, Downstream relay) {
    this.gateway = gateway;
    this.backlogs = backlogs;
    this.sender = sender;
    this.relay = relay;
  }

  void take(Receipt receipt) {
    Backlog.Key key =
        new Backlog.Key(receipt.getGateway(), receipt.getDomain(), receipt.getEpoch());
    Optional<Backlog> backlog =
        backlogs.get().stream().filter(each -> each.key().equals(key)).findAny();
    boolean relayed = relay.gateways().contains(receipt.getGateway());
    if (relayed) {
      relay.receipt(receipt);
    }
    if (backlog.isEmpty()) {
      if (!relayed) {
        foreign.incrementAndGet();
      }
      return;
    }
    backlog
        .get()
        .delete(receipt.getRangesList())
        .whenComplete(
            (deleted, failure) -> {
              if (failure != null) {
                LOG.warn("{}: a receipt could not be carried out: {}", gateway, failure.toString());
                return;
              }
              receipted.addAndGet(deleted.batches());
              sender.receipted(key, deleted.places());
            });
  }

  void unreadable(String what) {
    foreign.incrementAndGet();
    LOG.warn("{}: ignored what came down: {}", gateway, what);
  }

  /** Batches deleted because of a receipt. */
  long receipted() {
    return receipted.get();
  }

  /** Receipts of another epoch or gateway, and what could not be read. */
  long foreign() {
    return foreign.get();
  }
}
