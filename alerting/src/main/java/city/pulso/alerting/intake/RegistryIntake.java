package city.pulso.alerting.intake;

import city.pulso.alerting.live.MalformedStateException;
import city.pulso.alerting.live.Registered;
import city.pulso.schemas.Topics;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.util.List;

/**
 * Takes the registry and what agents say of themselves over a fresh session of its own: where the
 * broker does not let us read them, alerts and states come all the same.
 *
 * <p>Threads: one of its own.
 */
public final class RegistryIntake implements AutoCloseable {
  private static final String STATUS = "status";

  private final Registered registered;
  private final BrokerSession session;
  private final Malformed malformed = new Malformed("registry entry or status");

  private RegistryIntake(IntakeConfig config, Registered registered) throws IOException {
    this.registered = registered;
    this.session =
        BrokerSession.fresh(
            config,
            List.of(Topics.ALL_REGISTRY, Topics.ALL_STATUS),
            "alerting-registry",
            this::take);
  }

  /**
   * Connects in the background, for as long as it takes.
   *
   * @throws IOException when the password file cannot be read
   */
  public static RegistryIntake start(IntakeConfig config, Registered registered)
      throws IOException {
    RegistryIntake intake = new RegistryIntake(config, registered);
    intake.session.connect();
    return intake;
  }

  public long malformed() {
    return malformed.count();
  }

  @Override
  public void close() {
    session.close();
  }

  private void take(Mqtt5Publish publish) {
    List<String> levels = publish.getTopic().getLevels();
    try {
      String kind = levels.get(levels.size() - 2);
      String id = levels.get(levels.size() - 1);
      if (kind.equals(STATUS)) {
        registered.presence(id, publish.getPayloadAsBytes());
      } else {
        registered.accept(kind, id, publish.getPayloadAsBytes());
      }
    } catch (MalformedStateException skipped) {
      malformed.count(publish.getTopic(), skipped);
    }
    publish.acknowledge();
  }
}
