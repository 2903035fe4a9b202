package city.pulso.flink.mqtt;

import java.io.Serializable;

/**
 * Decides what becomes of a message that the broker refuses for good: larger than it takes, or to a
 * topic we may not publish to. Called on the task thread, before the next checkpoint completes,
 * after the message was counted in {@code numRecordsSendErrors}.
 */
@FunctionalInterface
public interface RefusedHandler extends Serializable {
  /**
   * An exception thrown here fails the job.
   *
   * @param reason what the broker said, and which setting to look at
   */
  void refused(MqttOutgoing message, String reason) throws Exception;

  /** Fails the job: the default. */
  static RefusedHandler failJob() {
    return (message, reason) -> {
      throw new IllegalStateException(reason);
    };
  }
}
