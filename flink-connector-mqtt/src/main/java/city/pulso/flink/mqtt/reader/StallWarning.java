package city.pulso.flink.mqtt.reader;

import city.pulso.flink.mqtt.client.Subscriber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when Receive Maximum is used up before any checkpoint has completed. Without this a job
 * without checkpoints would just stand still. Task thread only.
 */
final class StallWarning {
  private static final Logger LOG = LoggerFactory.getLogger(StallWarning.class);
  private final int receiveMaximum;
  private boolean settled;

  StallWarning(int receiveMaximum) {
    this.receiveMaximum = receiveMaximum;
  }

  void emitted(Subscriber subscriber) {
    if (!settled && subscriber.unacknowledged() >= receiveMaximum) {
      settled = true;
      LOG.warn(
          "{} messages wait for a checkpoint to complete, and the broker sends no more before: if"
              + " this stays, enable checkpoints, checkpoint more often, raise receiveMaximum, or"
              + " acknowledge AFTER_EMISSION",
          receiveMaximum);
    }
  }

  void completed() {
    settled = true;
  }
}
