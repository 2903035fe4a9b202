package city.pulso.edge.identity;

import city.pulso.edge.config.YamlSection;
import city.pulso.edge.identity.Identities.Psk;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys file's text. What it says is wrong never shows a key. */
final class KeysFile {
  /** RFC 7925 section 4.2 wants 128 bits at least. */
  private static final Pattern KEY = Pattern.compile("([0-9A-Fa-f]{2}){16,64}");

  private static final String KEYS = "32 to 128 hexadecimal digits (openssl rand -hex 16)";

  /** RFC 4279 section 5.3 wants identities up to 128 bytes to work. */
  private static final Pattern IDENTITY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private final Map<String, Psk> psks = new LinkedHashMap<>();
  private final Map<String, Set<String>> subjects = new LinkedHashMap<>();
  private final Set<String> bound = new HashSet<>();

  private KeysFile() {}

  static Identities parse(String text, byte[] fingerprint) {
    YamlSection root = YamlSection.parseSecret(text);
    KeysFile file = new KeysFile();
    root.sections("psk").forEach(file::psk);
    root.sections("x509").forEach(file::subject);
    root.finish();
    return new Identities(file.psks, file.subjects, fingerprint);
  }

  private void psk(YamlSection at) {
    String identity = at.required("identity", "the PSK identity the device sends");
    Optional<Secret> key = key(at);
    Set<String> devices = devices(at);
    if (!identity.isEmpty() && !IDENTITY.matcher(identity).matches()) {
      at.problem("identity", "'" + identity + "'", "1 to 128 visible ASCII characters");
    } else if (psks.containsKey(identity)) {
      at.problem("identity", "'" + identity + "' again", "each identity once");
    } else {
      key.ifPresent(secret -> psks.put(identity, new Psk(secret, devices)));
    }
  }

  private static Optional<Secret> key(YamlSection at) {
    String hex = at.required("key", KEYS);
    if (hex.isEmpty()) {
      return Optional.empty();
    }
    if (!KEY.matcher(hex).matches()) {
      at.problem("key", "**** (" + hex.length() + " characters)", KEYS);
      return Optional.empty();
    }
    return Optional.of(new Secret(HexFormat.of().parseHex(hex)));
  }

  private void subject(YamlSection at) {
    String subject = at.required("subject", "a distinguished name, for example CN=bay-0412");
    Set<String> devices = devices(at);
    try {
      if (subjects.putIfAbsent(DistinguishedNames.canonical(subject), devices) != null) {
        at.problem("subject", subject + " again", "each subject once");
      }
    } catch (IllegalArgumentException e) {
      at.problem("subject", subject, "a distinguished name, for example CN=bay-0412,O=Lima");
    }
  }

  /** A device has one identity, so that taking a key away silences it. */
  private Set<String> devices(YamlSection at) {
    List<String> named = at.texts("devices");
    if (named.isEmpty()) {
      at.problem("devices", "nothing", "a list of the device ids it speaks for");
    }
    for (String device : named) {
      if (!bound.add(device)) {
        at.problem("devices", "'" + device + "' again", "each device once in the file");
      }
    }
    return new LinkedHashSet<>(named);
  }
}
