package city.pulso.jobs.ingest;

import city.pulso.schemas.v1.Receipt;
import java.io.Serializable;

/**
 * Sends receipts to gateways. Called on a task thread; must not wait for the broker. A receipt that
 * gets lost costs nothing but a repetition: the gateway sends the batches again and is answered
 * again.
 */
public interface ReceiptPublisher extends AutoCloseable {
  /** Hands one receipt over for sending on its gateway's topic. */
  void publish(Receipt receipt);

  /** Receipts that could not be sent, since this publisher was made. */
  long failed();

  @Override
  void close();

  /** Makes one publisher per subtask. */
  interface Factory extends Serializable {
    /**
     * @param name name that no other subtask of the city uses
     */
    ReceiptPublisher create(String name);
  }
}
