package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of the test's own, by openssl. */
final class Authority {
  private final Program openssl = Program.installed("openssl");
  private final Path directory;

  Authority(Path directory) throws Exception {
    this.directory = Files.createDirectories(directory);
    openssl(
        List.of("req", "-x509", "-subj", "/CN=City authority", "-days", "2", "-out", ca()), "ca");
  }

  /** The authority's own certificate. */
  Path authority() {
    return directory.resolve("ca.pem");
  }

  Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  /** PKCS #8 PEM, for its owner alone. */
  Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /**
   * Signs a certificate.
   *
   * @param names for example {@code IP:127.0.0.1}
   * @param days how long it is valid; negative: it has expired
   */
  void sign(String name, String names, int days) throws Exception {
    Path request = directory.resolve(name + ".csr");
    openssl(List.of("req", "-subj", "/CN=" + name, "-out", request.toString()), name);
    Path extensions = directory.resolve(name + ".ext");
    Files.writeString(extensions, "subjectAltName=" + names);
    openssl.run(
        List.of(
            "x509",
            "-req",
            "-in",
            request.toString(),
            "-CA",
            ca(),
            "-CAkey",
            key("ca").toString(),
            "-CAcreateserial",
            "-days",
            String.valueOf(days),
            "-extfile",
            extensions.toString(),
            "-out",
            certificate(name).toString()));
    assertThat(certificate(name)).exists();
  }

  private void openssl(List<String> request, String name) throws Exception {
    List<String> all = new ArrayList<>(request);
    all.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"));
    all.addAll(List.of("-keyout", key(name).toString()));
    String said = openssl.run(all);
    assertThat(key(name)).as(said).exists();
    Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
  }

  private String ca() {
    return authority().toString();
  }
}
