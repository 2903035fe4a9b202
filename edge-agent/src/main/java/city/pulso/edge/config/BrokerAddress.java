package city.pulso.edge.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an MQTT broker.
 *
 * @param uri {@code mqtt://host:port} or {@code mqtts://host:port}; default ports 1883 and 8883
 * @param username null: no authentication
 * @param passwordFile file whose first line is the password; read for each connection, never
 *     printed; others may not read it
 * @param tlsFiles used with {@code mqtts}
 */
public record BrokerAddress(
    URI uri, @Nullable String username, @Nullable Path passwordFile, TlsFiles tlsFiles)
    implements UplinkAddress {
  public BrokerAddress {
    Problems problems = new Problems("broker");
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    problems
        .check(
            (scheme.equals("mqtt") || scheme.equals("mqtts")) && uri.getHost() != null,
            "uri",
            uri,
            "mqtt://host:port or mqtts://host:port")
        .check(uri.getUserInfo() == null, "uri", "user info", "broker.username and password-file")
        .check(
            passwordFile == null || username != null,
            "password-file",
            passwordFile,
            "a password-file only together with a username")
        .check(
            scheme.equals("mqtts") || tlsFiles.equals(TlsFiles.DEFAULT),
            "uri",
            uri + " with ca-file or client-certificate",
            "mqtts://host:port");
    problems.throwIfAny();
  }

  /** A broker that is checked, if it speaks TLS, by the authorities the Java runtime trusts. */
  public BrokerAddress(URI uri, @Nullable String username, @Nullable Path passwordFile) {
    this(uri, username, passwordFile, TlsFiles.DEFAULT);
  }

  /** A broker that asks for no credentials. */
  public static BrokerAddress of(String uri) {
    return new BrokerAddress(URI.create(uri), null, null);
  }

  /** True for {@code mqtts}. */
  public boolean tls() {
    return "mqtts".equals(uri.getScheme());
  }

  public String host() {
    return uri.getHost();
  }

  public int port() {
    return uri.getPort() > 0 ? uri.getPort() : tls() ? 8883 : 1883;
  }
}
