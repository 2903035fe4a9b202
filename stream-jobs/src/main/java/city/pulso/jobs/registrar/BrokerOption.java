package city.pulso.jobs.registrar;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker a command speaks to. */
public final class BrokerOption {
  @Option(
      names = "--broker",
      paramLabel = "URI",
      defaultValue = "mqtt://127.0.0.1:1883",
      description = "MQTT broker, mqtt:// or mqtts:// (default: ${DEFAULT-VALUE}).")
  private URI broker = URI.create("mqtt://127.0.0.1:1883");

  @Option(names = "--broker-user", paramLabel = "NAME", description = "User at the broker.")
  private @Nullable String user;

  @Option(
      names = "--broker-password-file",
      paramLabel = "FILE",
      description = "File with the user's password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--broker-ca",
      paramLabel = "FILE",
      description = "Certificates (PEM) that the broker's certificate is checked against.")
  private @Nullable Path authorities;

  /** The registry at that broker. */
  public Registrar registrar() {
    MqttConnectionOptions options = MqttConnectionOptions.of(broker);
    if (user != null && passwordFile != null) {
      options = options.withCredentials(user, passwordFile);
    }
    return new Registrar(
        authorities == null ? options : options.withTrustedCertificates(authorities));
  }

  @Override
  public String toString() {
    return MqttConnectionOptions.of(broker).toString();
  }
}
