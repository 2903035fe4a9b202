package city.pulso.edge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for tests, made with the JDK's keytool: one that signs, and what it signed. */
public final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final Path store;

  public Certificates(Path directory) throws Exception {
    this.directory = directory;
    this.store = directory.resolve("store.p12");
    selfSign("ca", "CN=Test CA", "-ext", "bc:c=ca:true");
  }

  /** Makes NAME.pem (certificate first) and NAME.key, which its owner alone may read. */
  public void sign(String name, String subject, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("-signer", "ca"));
    selfSign(name, subject, arguments.toArray(String[]::new));
  }

  /** The same, signed by nobody. */
  public void selfSign(String name, String subject, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-alias", name, "-dname", subject));
    arguments.addAll(List.of(more));
    keytool(arguments);
    StringBuilder pem = new StringBuilder();
    for (Certificate each : chain(name)) {
      pem.append(pem("CERTIFICATE", each.getEncoded()));
    }
    Files.writeString(certificate(name), pem);
    DtlsFixture.ownersAlone(
        key(name), pem("PRIVATE KEY", load().getKey(name, PASSWORD).getEncoded()));
  }

  public Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  private void keytool(List<String> more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                String.valueOf(PASSWORD)));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + command);
    }
  }

  private Certificate[] chain(String alias) throws IOException, GeneralSecurityException {
    return load().getCertificateChain(alias);
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return loaded;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
