package city.pulso.flink.mqtt.client;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS as the options want it; the host name is verified always. */
final class Tls {
  private Tls() {}

  static MqttClientSslConfig config(MqttConnectionOptions options) throws IOException {
    MqttClientSslConfigBuilder config = MqttClientSslConfig.builder();
    Path trusted = options.trustedCertificates();
    if (trusted != null) {
      try {
        config = config.trustManagerFactory(trust(trusted));
      } catch (IOException | GeneralSecurityException e) {
        throw unusable(options, "trustedCertificates " + trusted, e);
      }
    }
    Path keyStore = options.clientKeyStore();
    Path password = options.clientKeyStorePasswordFile();
    if (keyStore != null && password != null) {
      try {
        config = config.keyManagerFactory(keys(keyStore, password));
      } catch (IOException | GeneralSecurityException e) {
        throw unusable(
            options, "client certificate " + keyStore + ", password file " + password, e);
      }
    }
    return config.build();
  }

  private static MqttRefusedException unusable(
      MqttConnectionOptions options, String setting, Exception cause) {
    return new MqttRefusedException(options + ": cannot use " + setting + ": " + cause, cause);
  }

  private static TrustManagerFactory trust(Path pemFile)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pemFile)) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
    }
    if (store.size() == 0) {
      throw new IOException("no certificate in the file");
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyManagerFactory keys(Path pkcs12, Path passwordFile)
      throws IOException, GeneralSecurityException {
    char[] password =
        new String(MqttConnectionOptions.secret(passwordFile), StandardCharsets.UTF_8)
            .toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(pkcs12)) {
      store.load(in, password);
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory;
  }
}
