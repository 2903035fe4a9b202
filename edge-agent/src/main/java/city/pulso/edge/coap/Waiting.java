package city.pulso.edge.coap;

import city.pulso.edge.uplink.Backlog;
import city.pulso.edge.uplink.Delivery;
import city.pulso.edge.uplink.Parcel;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for its request, care data first, and which handed-over sequences wait for their
 * receipt. Bounded by the sender's window. Not thread-safe.
 */
final class Waiting {
  private static final int MOST_PER_STREAM = 2048;

  private final LinkedList<Item> care = new LinkedList<>();
  private final LinkedList<Item> rest = new LinkedList<>();
  private final Map<Backlog.Key, TreeSet<Long>> awaited = new LinkedHashMap<>();

  record Item(Parcel parcel, CompletableFuture<Delivery> delivery) {}

  void add(Parcel parcel, CompletableFuture<Delivery> delivery) {
    (parcel.domain() == Domain.HOMES ? care : rest).add(new Item(parcel, delivery));
  }

  boolean isEmpty() {
    return care.isEmpty() && rest.isEmpty();
  }

  /** Takes the next out, at least one if there is any, until they are this large together. */
  List<Item> take(int bytes) {
    List<Item> taken = new ArrayList<>();
    int size = 0;
    for (LinkedList<Item> line : List.of(care, rest)) {
      Iterator<Item> items = line.iterator();
      while (items.hasNext() && size < bytes) {
        Item item = items.next();
        int own = item.parcel().bytes().size();
        if (!taken.isEmpty() && size + own > bytes) {
          break;
        }
        taken.add(item);
        size += own;
        items.remove();
      }
    }
    return taken;
  }

  /** The other agent has them: their receipts are awaited. */
  void taken(List<Item> items) {
    for (Item item : items) {
      TreeSet<Long> of = awaited.computeIfAbsent(item.parcel().stream(), key -> new TreeSet<>());
      of.add(item.parcel().sequence());
      if (of.size() > MOST_PER_STREAM) {
        of.pollFirst(); // given up at the gateway without a receipt
      }
    }
  }

  void receipted(Receipt receipt) {
    Backlog.Key key =
        new Backlog.Key(receipt.getGateway(), receipt.getDomain(), receipt.getEpoch());
    TreeSet<Long> of = awaited.get(key);
    if (of == null) {
      return;
    }
    for (SequenceRange range : receipt.getRangesList()) {
      if (range.getFirst() <= range.getLast()) {
        of.subSet(range.getFirst(), true, range.getLast(), true).clear();
      }
    }
    if (of.isEmpty()) {
      awaited.remove(key);
    }
  }

  /** Lowest sequence without a receipt, by stream. */
  Map<Backlog.Key, Long> awaited() {
    Map<Backlog.Key, Long> lowest = new HashMap<>();
    awaited.forEach((key, sequences) -> lowest.put(key, sequences.first()));
    return lowest;
  }

  /** Forgets what waits for its request; whoever asked for it is to be told. */
  List<CompletableFuture<Delivery>> giveUp() {
    List<CompletableFuture<Delivery>> open = new ArrayList<>();
    care.forEach(item -> open.add(item.delivery()));
    rest.forEach(item -> open.add(item.delivery()));
    care.clear();
    rest.clear();
    return open;
  }
}
