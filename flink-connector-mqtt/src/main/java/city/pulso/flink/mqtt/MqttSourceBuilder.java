package city.pulso.flink.mqtt;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link MqttSource}; {@link #build()} names every problem at once. */
public final class MqttSourceBuilder<T> {
  private static final int MAX_RECEIVE_MAXIMUM = 65_535;
  private static final int MAX_PACKET_SIZE = 268_435_460;
  private static final int SMALLEST_PACKET_SIZE = 1024;
  private static final Duration LONGEST_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

  private @Nullable MqttConnectionOptions connection;
  private final List<String> topicFilters = new ArrayList<>();
  private @Nullable String sharedGroup;
  private @Nullable String clientId;
  private int subscribers;
  private SessionMode session = SessionMode.PERSISTENT;
  private Duration sessionExpiry = Duration.ofDays(7);
  private @Nullable Acknowledgement acknowledgement;
  private int receiveMaximum = 4096;
  private int maximumPacketSize = 16 << 20;
  private int largestPayload = 1 << 20;
  private @Nullable Duration endWhenIdle;
  private @Nullable MqttDeserializationSchema<T> deserializer;
  private DeadLetterHandler<T> deadLetters = new LogDeadLetters<>();
  private Clock clock = Clock.systemUTC();

  MqttSourceBuilder() {}

  public MqttSourceBuilder<T> connection(MqttConnectionOptions newConnection) {
    this.connection = newConnection;
    return this;
  }

  /** Adds a Topic Filter (MQTT 5.0, 4.7), without a {@code $share} prefix. */
  public MqttSourceBuilder<T> topicFilter(String topicFilter) {
    topicFilters.add(topicFilter);
    return this;
  }

  /**
   * Shares the subscription between all subscribers of this group (MQTT 5.0, 4.8.2), so that the
   * source can run in parallel. Retained messages are not sent to shared subscriptions. Default and
   * null: not shared, one subscriber.
   */
  public MqttSourceBuilder<T> sharedGroup(@Nullable String group) {
    this.sharedGroup = group;
    return this;
  }

  /**
   * Prefix of the client ids; the subscriber's number is appended. It names the sessions at the
   * broker: never change it while messages wait there, never use it in two jobs.
   */
  public MqttSourceBuilder<T> clientId(String prefix) {
    this.clientId = prefix;
    return this;
  }

  /**
   * Number of subscribers, and so the highest useful parallelism. It is kept in savepoints, and
   * later values are ignored with a warning, because each subscriber's session may hold messages.
   * Default: the source's parallelism when the job first starts; 1 without a shared group.
   */
  public MqttSourceBuilder<T> subscribers(int number) {
    this.subscribers = number;
    return this;
  }

  /** Default: {@link SessionMode#PERSISTENT}. */
  public MqttSourceBuilder<T> session(SessionMode mode) {
    this.session = mode;
    return this;
  }

  /**
   * How long the broker keeps a session nobody is connected to, whole seconds (Session Expiry
   * Interval, MQTT 5.0, 3.1.2.11.2). Longer than the longest time the job may be down. Default: 7
   * days.
   */
  public MqttSourceBuilder<T> sessionExpiry(Duration expiry) {
    this.sessionExpiry = expiry;
    return this;
  }

  /**
   * Default: {@link Acknowledgement#AFTER_CHECKPOINT} for persistent sessions, {@link
   * Acknowledgement#AFTER_EMISSION} for fresh ones.
   */
  public MqttSourceBuilder<T> acknowledgement(Acknowledgement when) {
    this.acknowledgement = when;
    return this;
  }

  /**
   * Most unacknowledged QoS 1 messages per subscriber (Receive Maximum, MQTT 5.0, 3.1.2.11.3): the
   * bound of memory, and with {@link Acknowledgement#AFTER_CHECKPOINT} the bound of messages per
   * checkpoint interval. 1 to 65535, default 4096.
   */
  public MqttSourceBuilder<T> receiveMaximum(int messages) {
    this.receiveMaximum = messages;
    return this;
  }

  /**
   * Largest payload the deserializer gets, bytes. A larger one makes its message a dead letter,
   * counted in {@code oversized} too. Default 1 MiB.
   */
  public MqttSourceBuilder<T> largestPayload(int bytes) {
    this.largestPayload = bytes;
    return this;
  }

  /**
   * Largest MQTT packet the broker may send (Maximum Packet Size, MQTT 5.0, 3.1.2.11.4), bytes; the
   * hard bound of memory. The broker discards what is larger as if it was delivered, and only the
   * broker can count that: give it a limit of its own that is not higher. 1024 to 268435460,
   * default 16 MiB.
   */
  public MqttSourceBuilder<T> maximumPacketSize(int bytes) {
    this.maximumPacketSize = bytes;
    return this;
  }

  /**
   * Makes the source bounded: a reader ends when all its subscribers are connected and nothing has
   * arrived for this long. For jobs that read what waits in the sessions and finish. With {@link
   * Acknowledgement#AFTER_CHECKPOINT} longer than the checkpoint interval, because some brokers
   * send nothing new before a PUBACK. Default and null: the source never ends.
   */
  public MqttSourceBuilder<T> endWhenIdle(@Nullable Duration idle) {
    this.endWhenIdle = idle;
    return this;
  }

  public MqttSourceBuilder<T> deserializer(MqttDeserializationSchema<T> schema) {
    this.deserializer = schema;
    return this;
  }

  /** What to do with a message that cannot be read. Default: log it, at most once a minute. */
  public MqttSourceBuilder<T> deadLetters(DeadLetterHandler<T> handler) {
    this.deadLetters = handler;
    return this;
  }

  /** Where the time of {@link DeadLetter} comes from; serializable. Default: system UTC. */
  public MqttSourceBuilder<T> clock(Clock newClock) {
    this.clock = newClock;
    return this;
  }

  /**
   * @throws IllegalArgumentException naming every setting that is missing or not accepted
   */
  public MqttSource<T> build() {
    var problems = new ArrayList<String>();
    if (topicFilters.isEmpty()) {
      problems.add("topicFilter: missing; name at least one");
    }
    for (String filter : topicFilters) {
      if (filter.isEmpty() || filter.startsWith("$share/")) {
        problems.add(
            "topicFilter: '"
                + filter
                + "' is not accepted; use a Topic Filter, and sharedGroup to share it");
      }
    }
    if (sharedGroup != null && !sharedGroup.matches("[^/+#]+")) {
      problems.add(
          "sharedGroup: '"
              + sharedGroup
              + "' is not accepted; use a name without '/', '+' and '#'");
    }
    if (subscribers < 0 || (sharedGroup == null && subscribers > 1)) {
      problems.add(
          "subscribers: " + subscribers + " is not accepted; use 1, or more with a sharedGroup");
    }
    if (receiveMaximum < 1 || receiveMaximum > MAX_RECEIVE_MAXIMUM) {
      problems.add("receiveMaximum: " + receiveMaximum + " is not accepted; use 1 to 65535");
    }
    if (sessionExpiry.toSeconds() < 1 || sessionExpiry.compareTo(LONGEST_EXPIRY) > 0) {
      problems.add("sessionExpiry: " + sessionExpiry + " is not accepted; use 1 s to 4294967295 s");
    }
    if (maximumPacketSize < SMALLEST_PACKET_SIZE || maximumPacketSize > MAX_PACKET_SIZE) {
      problems.add(
          "maximumPacketSize: " + maximumPacketSize + " is not accepted; use 1024 to 268435460");
    }
    if (largestPayload < 1 || largestPayload > maximumPacketSize) {
      problems.add(
          "largestPayload: "
              + largestPayload
              + " is not accepted; use 1 to maximumPacketSize, "
              + maximumPacketSize);
    }
    if (endWhenIdle != null && endWhenIdle.toMillis() < 1) {
      problems.add("endWhenIdle: " + endWhenIdle + " is not accepted; use 1 ms or more");
    }
    if (!(clock instanceof Serializable)) {
      problems.add(
          "clock: " + clock.getClass().getName() + " is not accepted; use a serializable one");
    }
    MqttConnectionOptions checkedConnection = present("connection", connection, problems);
    String checkedClientId = present("clientId", clientId, problems);
    MqttDeserializationSchema<T> checkedDeserializer =
        present("deserializer", deserializer, problems);
    if (!problems.isEmpty()
        || checkedConnection == null
        || checkedClientId == null
        || checkedDeserializer == null) {
      throw new IllegalArgumentException("MqttSource: " + String.join("\n", problems));
    }
    return new MqttSource<>(
        new MqttSourceConfig<>(
            checkedConnection,
            List.copyOf(topicFilters),
            sharedGroup,
            checkedClientId,
            sharedGroup == null ? 1 : subscribers,
            session,
            sessionExpiry,
            acknowledgement != null ? acknowledgement : defaultAcknowledgement(),
            receiveMaximum,
            maximumPacketSize,
            largestPayload,
            endWhenIdle,
            checkedDeserializer,
            deadLetters,
            clock));
  }

  private Acknowledgement defaultAcknowledgement() {
    return session == SessionMode.PERSISTENT
        ? Acknowledgement.AFTER_CHECKPOINT
        : Acknowledgement.AFTER_EMISSION;
  }

  private static <V> @Nullable V present(String name, @Nullable V value, List<String> problems) {
    if (value == null) {
      problems.add(name + ": missing");
    }
    return value;
  }
}
