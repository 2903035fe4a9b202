package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what a link tells. */
final class Heard implements Link.Events {
  final AtomicInteger connected = new AtomicInteger();
  final AtomicInteger disconnected = new AtomicInteger();
  final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  final List<Gateway> entries = new CopyOnWriteArrayList<>();
  final List<String> unreadable = new CopyOnWriteArrayList<>();

  @Override
  public void connected() {
    connected.incrementAndGet();
  }

  @Override
  public void disconnected() {
    disconnected.incrementAndGet();
  }

  @Override
  public void receipt(Receipt receipt) {
    receipts.add(receipt);
  }

  @Override
  public void entry(Gateway entry) {
    entries.add(entry);
  }

  @Override
  public void unreadable(String what) {
    unreadable.add(what);
  }
}
