package city.pulso.flink.mqtt;

/** What the broker keeps for a subscriber that is away. */
public enum SessionMode {
  /**
   * Clean Start whenever the job starts or recovers, so all retained messages come again: right for
   * state that is published retained. What is published while the job is down is not kept for it.
   * Short interruptions of a running job are bridged by the session.
   */
  FRESH,
  /**
   * The broker keeps unacknowledged and new QoS 1 messages while the job is down (MQTT 5.0, 3.1.2
   * Clean Start and Session Expiry Interval), addressed by a stable client id.
   */
  PERSISTENT
}
