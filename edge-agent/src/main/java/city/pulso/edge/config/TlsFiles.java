package city.pulso.edge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS connection is checked and proven with. Files are read anew for each connection, so a
 * renewed certificate needs no restart. No secret is kept here, only where it lies.
 *
 * @param ca PEM certificates that may sign the broker's; null: those the Java runtime trusts
 * @param certificate PEM certificate chain of this client, its own first; null: none is shown
 * @param key PEM private key (PKCS #8, not encrypted) of the certificate; others may not read it
 */
public record TlsFiles(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
  /** Server checked by the runtime's authorities, no client certificate. */
  public static final TlsFiles DEFAULT = new TlsFiles(null, null, null);

  public TlsFiles {
    new Problems("")
        .check(
            (certificate == null) == (key == null),
            "client-certificate",
            "one of client-certificate and client-key alone",
            "both, or neither")
        .throwIfAny();
  }

  /** Server checked by these authorities, no client certificate. */
  public static TlsFiles trusting(Path ca) {
    return new TlsFiles(ca, null, null);
  }
}
