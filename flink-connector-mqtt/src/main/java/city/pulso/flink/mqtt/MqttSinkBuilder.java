package city.pulso.flink.mqtt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link MqttSink}; {@link #build()} names every problem at once. */
public final class MqttSinkBuilder<T> {
  private static final int MAX_IN_FLIGHT = 65_535;

  private @Nullable MqttConnectionOptions connection;
  private @Nullable String clientId;
  private int maxInFlight = 256;
  private @Nullable MqttSerializer<T> serializer;
  private RefusedHandler refused = RefusedHandler.failJob();

  MqttSinkBuilder() {}

  public MqttSinkBuilder<T> connection(MqttConnectionOptions newConnection) {
    this.connection = newConnection;
    return this;
  }

  /** Prefix of the client ids; the subtask's number is appended. Never use it in two jobs. */
  public MqttSinkBuilder<T> clientId(String prefix) {
    this.clientId = prefix;
    return this;
  }

  /** Most messages per subtask that the broker has not acknowledged; 1 to 65535, default 256. */
  public MqttSinkBuilder<T> maxInFlight(int messages) {
    this.maxInFlight = messages;
    return this;
  }

  public MqttSinkBuilder<T> serializer(MqttSerializer<T> newSerializer) {
    this.serializer = newSerializer;
    return this;
  }

  /** What to do with a message that the broker refuses for good. Default: fail the job. */
  public MqttSinkBuilder<T> refused(RefusedHandler handler) {
    this.refused = handler;
    return this;
  }

  /**
   * @throws IllegalArgumentException naming every setting that is missing or not accepted
   */
  public MqttSink<T> build() {
    var problems = new ArrayList<String>();
    if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) {
      problems.add("maxInFlight: " + maxInFlight + " is not accepted; use 1 to 65535");
    }
    MqttConnectionOptions checkedConnection = present("connection", connection, problems);
    String checkedClientId = present("clientId", clientId, problems);
    MqttSerializer<T> checkedSerializer = present("serializer", serializer, problems);
    if (!problems.isEmpty()
        || checkedConnection == null
        || checkedClientId == null
        || checkedSerializer == null) {
      throw new IllegalArgumentException("MqttSink: " + String.join("\n", problems));
    }
    return new MqttSink<>(
        checkedConnection, checkedClientId, maxInFlight, checkedSerializer, refused);
  }

  private static <V> @Nullable V present(String name, @Nullable V value, List<String> problems) {
    if (value == null) {
      problems.add(name + ": missing");
    }
    return value;
  }
}
