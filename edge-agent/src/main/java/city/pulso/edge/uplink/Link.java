package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import java.util.concurrent.CompletableFuture;

/**
 * A way up: hands batches to the next hop and brings back what comes down. Connects in the
 * background and again after every loss, until it is closed. Threads: any.
 */
public interface Link extends AutoCloseable {
  /** Connects. Called once, before anything else. */
  void start(Events events);

  /** Receipts and registry entries of this gateway are wanted as well. Remembered over losses. */
  void follow(String gateway);

  /**
   * Hands one batch over. Fails when the attempt came to nothing; the batch is then due again after
   * the usual patience.
   */
  CompletableFuture<Delivery> send(Parcel parcel);

  /** Where it leads, for people. */
  String destination();

  /** Why there is no connection; empty when there is one. */
  String problem();

  /** Says goodbye, within seconds. */
  @Override
  void close();

  /** What a link tells, from any thread; must not block. */
  interface Events {
    void connected();

    void disconnected();

    void receipt(Receipt receipt);

    /** A registry entry; without devices when it was removed. */
    void entry(Gateway entry);

    /** Something came down that cannot be read, or is about nobody here. */
    void unreadable(String what);
  }
}
