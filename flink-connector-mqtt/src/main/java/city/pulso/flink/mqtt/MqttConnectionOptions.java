package city.pulso.flink.mqtt;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a broker. Immutable; holds the names of secret files, never the secrets, which are
 * read when a connection is made, on the machine that makes it.
 */
public final class MqttConnectionOptions implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  private final String host;
  private final int port;
  private final boolean tls;
  private final @Nullable String username;
  private final @Nullable String passwordFile;
  private final @Nullable String trustedCertificates;
  private final @Nullable String clientKeyStore;
  private final @Nullable String clientKeyStorePasswordFile;
  private final Duration keepAlive;

  private MqttConnectionOptions(
      String host,
      int port,
      boolean tls,
      @Nullable String username,
      @Nullable String passwordFile,
      @Nullable String trustedCertificates,
      @Nullable String clientKeyStore,
      @Nullable String clientKeyStorePasswordFile,
      Duration keepAlive) {
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.username = username;
    this.passwordFile = passwordFile;
    this.trustedCertificates = trustedCertificates;
    this.clientKeyStore = clientKeyStore;
    this.clientKeyStorePasswordFile = clientKeyStorePasswordFile;
    this.keepAlive = keepAlive;
  }

  /**
   * Options for a broker without credentials.
   *
   * @param uri {@code mqtt://host[:1883]} or {@code mqtts://host[:8883]}
   */
  public static MqttConnectionOptions of(String uri) {
    return of(URI.create(uri));
  }

  /** As {@link #of(String)}. */
  public static MqttConnectionOptions of(URI uri) {
    boolean tls = "mqtts".equals(uri.getScheme());
    if (!tls && !"mqtt".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "broker: '"
              + withoutUserInfo(uri)
              + "' is not accepted; use mqtt://host:port or mqtts://host:port");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "broker: credentials in the URI are not accepted; use a user name and a password file");
    }
    int port = uri.getPort() != -1 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
    return new MqttConnectionOptions(
        uri.getHost(), port, tls, null, null, null, null, null, Duration.ofSeconds(30));
  }

  /**
   * The same broker with a user name and a password.
   *
   * @param passwordFile UTF-8; one line break at its end is not part of the password
   */
  public MqttConnectionOptions withCredentials(String newUsername, Path passwordFile) {
    return new MqttConnectionOptions(
        host,
        port,
        tls,
        Objects.requireNonNull(newUsername, "username"),
        passwordFile.toString(),
        trustedCertificates,
        clientKeyStore,
        clientKeyStorePasswordFile,
        keepAlive);
  }

  /**
   * The same broker, trusted by these certificates only instead of by those the JVM trusts.
   *
   * @param pemFile X.509 certificates, PEM
   */
  public MqttConnectionOptions withTrustedCertificates(Path pemFile) {
    requireTls("trusted certificates");
    return new MqttConnectionOptions(
        host,
        port,
        tls,
        username,
        passwordFile,
        pemFile.toString(),
        clientKeyStore,
        clientKeyStorePasswordFile,
        keepAlive);
  }

  /**
   * The same broker, to which we show a certificate of our own.
   *
   * @param pkcs12 key store with one private key and its chain
   */
  public MqttConnectionOptions withClientCertificate(Path pkcs12, Path keyStorePasswordFile) {
    requireTls("a client certificate");
    return new MqttConnectionOptions(
        host,
        port,
        tls,
        username,
        passwordFile,
        trustedCertificates,
        pkcs12.toString(),
        keyStorePasswordFile.toString(),
        keepAlive);
  }

  /** The same broker with another Keep Alive (MQTT 5.0, 3.1.2.10), 1 to 65535 s; default 30 s. */
  public MqttConnectionOptions withKeepAlive(Duration newKeepAlive) {
    if (newKeepAlive.toSeconds() < 1 || newKeepAlive.toSeconds() > 65_535) {
      throw new IllegalArgumentException(
          "keepAlive: " + newKeepAlive + " is not accepted; use 1 s to 65535 s");
    }
    return new MqttConnectionOptions(
        host,
        port,
        tls,
        username,
        passwordFile,
        trustedCertificates,
        clientKeyStore,
        clientKeyStorePasswordFile,
        newKeepAlive);
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean tls() {
    return tls;
  }

  public @Nullable String username() {
    return username;
  }

  public Duration keepAlive() {
    return keepAlive;
  }

  public @Nullable Path passwordFile() {
    return path(passwordFile);
  }

  public @Nullable Path trustedCertificates() {
    return path(trustedCertificates);
  }

  public @Nullable Path clientKeyStore() {
    return path(clientKeyStore);
  }

  public @Nullable Path clientKeyStorePasswordFile() {
    return path(clientKeyStorePasswordFile);
  }

  /** Reads a secret file: all of it, without one line break at its end. */
  public static byte[] secret(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return text.replaceFirst("\\r?\\n\\z", "").getBytes(StandardCharsets.UTF_8);
  }

  /** The broker's address; never a secret. */
  @Override
  public String toString() {
    return (tls ? "mqtts://" : "mqtt://") + host + ":" + port;
  }

  private void requireTls(String what) {
    if (!tls) {
      throw new IllegalArgumentException(this + " has no use for " + what + "; use mqtts://");
    }
  }

  private static @Nullable Path path(@Nullable String name) {
    return name == null ? null : Path.of(name);
  }

  private static String withoutUserInfo(URI uri) {
    return uri.toString().replaceFirst("//[^/@]*@", "//****@");
  }
}
