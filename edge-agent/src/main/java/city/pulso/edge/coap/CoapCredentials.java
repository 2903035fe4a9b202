package city.pulso.edge.coap;

import city.pulso.edge.identity.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** How a client of {@code coaps://} shows who it is. */
public sealed interface CoapCredentials {
  /** Nothing to show: plain {@code coap://}. */
  record None() implements CoapCredentials {}

  /** A pre-shared key (RFC 4279). Prints without the key. */
  final class Psk implements CoapCredentials {
    private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2}){1,64}");

    private final String identity;
    private final byte[] key;

    private Psk(String identity, byte[] key) {
      this.identity = identity;
      this.key = key.clone();
    }

    /** With a key that is in memory already. */
    public static Psk of(String identity, byte[] key) {
      return new Psk(identity, key);
    }

    /**
     * With the key of a file, hexadecimal digits.
     *
     * @throws IOException when it cannot be read, others than its owner could read it, or it holds
     *     no key; never shows what is in it
     */
    public static Psk read(String identity, Path keyFile) throws IOException {
      String text = new String(SecretFile.read(keyFile), StandardCharsets.US_ASCII).strip();
      if (!HEX.matcher(text).matches()) {
        throw new IOException(keyFile + ": no key; use 2 to 128 hexadecimal digits");
      }
      return new Psk(identity, HexFormat.of().parseHex(text));
    }

    /** PSK identity. */
    public String identity() {
      return identity;
    }

    byte[] key() {
      return key.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Psk psk
          && psk.identity.equals(identity)
          && Arrays.equals(psk.key, key);
    }

    @Override
    public int hashCode() {
      return identity.hashCode();
    }

    @Override
    public String toString() {
      return "PSK identity " + identity + ", key ****";
    }
  }

  /** A certificate of its own; all files PEM, the private key its owner's alone. */
  record X509(Path chain, Path privateKey, Path trust) implements CoapCredentials {}
}
