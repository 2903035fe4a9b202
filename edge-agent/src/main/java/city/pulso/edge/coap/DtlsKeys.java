package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Secret;
import city.pulso.edge.identity.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What opens the DTLS connections of a capture. Prints without any key. */
public final class DtlsKeys {
  /** The NSS key log format: client random, master secret. */
  private static final Pattern LINE =
      Pattern.compile("CLIENT_RANDOM ([0-9A-Fa-f]{64}) ([0-9A-Fa-f]{96})");

  private final Map<String, byte[]> presharedKeys = new HashMap<>();
  private final Map<String, byte[]> masterSecrets = new HashMap<>();
  private Identities identities = Identities.none();

  /** None yet. */
  public DtlsKeys() {}

  /** With one pre-shared key. */
  public void add(CoapCredentials.Psk psk) {
    presharedKeys.put(psk.identity(), psk.key());
  }

  /** With those of an agent's keys file. */
  public void add(Identities keysFile) {
    identities = keysFile;
  }

  /**
   * With the master secrets of a key log ({@code SSLKEYLOGFILE}).
   *
   * @throws IOException when it cannot be read, others than its owner could, or no line of it says
   *     {@code CLIENT_RANDOM}
   */
  public void readLog(Path file) throws IOException {
    String text = new String(SecretFile.read(file), StandardCharsets.US_ASCII);
    int before = masterSecrets.size();
    for (String line : text.lines().toList()) {
      Matcher entry = LINE.matcher(line.strip());
      if (entry.matches()) {
        masterSecrets.put(
            entry.group(1).toLowerCase(Locale.ROOT), HexFormat.of().parseHex(entry.group(2)));
      }
    }
    if (masterSecrets.size() == before) {
      throw new IOException(
          file + " is no key log; use lines of CLIENT_RANDOM <64 digits> <96 digits> (NSS)");
    }
  }

  /** The key of an identity; the caller wipes it. */
  Optional<byte[]> presharedKey(String identity) {
    byte[] own = presharedKeys.get(identity);
    return own != null ? Optional.of(own.clone()) : identities.key(identity).map(Secret::copy);
  }

  Optional<byte[]> masterSecret(byte[] clientRandom) {
    return Optional.ofNullable(masterSecrets.get(HexFormat.of().formatHex(clientRandom)));
  }
}
