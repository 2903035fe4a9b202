package city.pulso.edge.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach another agent that relays.
 *
 * @param uri {@code coap://host:port} or {@code coaps://host:port}; default ports 5683 and 5684
 * @param identity PSK identity; null: a certificate, or plain CoAP
 * @param keyFile file with the pre-shared key, hexadecimal digits; its owner's alone
 * @param tlsFiles certificate instead of a pre-shared key: all three files
 */
public record AgentAddress(
    URI uri, @Nullable String identity, @Nullable Path keyFile, TlsFiles tlsFiles)
    implements UplinkAddress {
  public AgentAddress {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    boolean secure = scheme.equals("coaps");
    boolean psk = identity != null && keyFile != null;
    boolean certificate = tlsFiles.ca() != null && tlsFiles.certificate() != null;
    new Problems("")
        .check(
            (scheme.equals("coap") || secure) && uri.getHost() != null,
            "uri",
            uri,
            "coap://host:port or coaps://host:port")
        .check((identity == null) == (keyFile == null), "identity", identity, "with key-file")
        .check(
            secure ? psk != certificate : !psk && tlsFiles.equals(TlsFiles.DEFAULT),
            "uri",
            uri,
            "coaps:// with identity and key-file, or with ca-file, client-certificate and"
                + " client-key; coap:// with none of them")
        .throwIfAny();
  }

  /** Plain CoAP. */
  public static AgentAddress of(String uri) {
    return new AgentAddress(URI.create(uri), null, null, TlsFiles.DEFAULT);
  }

  /** True for {@code coaps}. */
  public boolean secure() {
    return "coaps".equals(uri.getScheme());
  }
}
