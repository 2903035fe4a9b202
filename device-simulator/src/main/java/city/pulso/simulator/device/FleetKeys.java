package city.pulso.simulator.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Which device has which pre-shared key, as an agent's keys file says it. Nothing that is said or
 * thrown here shows a key.
 */
public final class FleetKeys {
  private static final int KEY_BYTES = 16;

  private final Map<String, Key> byDevice;

  /** A PSK identity and its key; prints without the key. */
  record Key(String identity, byte[] secret) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.identity.equals(identity);
    }

    @Override
    public int hashCode() {
      return identity.hashCode();
    }

    @Override
    public String toString() {
      return identity + " ****";
    }
  }

  private FleetKeys(Map<String, Key> byDevice) {
    this.byDevice = Map.copyOf(byDevice);
  }

  /**
   * Reads the {@code psk} entries of an agent's keys file.
   *
   * @throws IOException when it cannot be read, is not such a file, or others than its owner may
   *     read it
   */
  public static FleetKeys read(Path file) throws IOException {
    String text = new String(Secrets.read(file), StandardCharsets.UTF_8);
    Map<String, Key> keys = new HashMap<>();
    try {
      Object root = new Load(LoadSettings.builder().build()).loadFromString(text);
      Object entries = root instanceof Map<?, ?> map ? map.get("psk") : null;
      for (Object entry : entries instanceof List<?> list ? list : List.of()) {
        Map<?, ?> each = (Map<?, ?>) entry;
        String hex = String.valueOf(each.get("key"));
        Key key = new Key(String.valueOf(each.get("identity")), HexFormat.of().parseHex(hex));
        for (Object device : each.get("devices") instanceof List<?> named ? named : List.of()) {
          keys.put(String.valueOf(device), key);
        }
      }
    } catch (YamlEngineException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException e) {
      throw new IOException(file + " is no keys file; 'agent check-config' says what is wrong", e);
    }
    if (keys.isEmpty()) {
      throw new IOException(file + " holds no psk entry; see keys.sample.yaml of the agent");
    }
    return new FleetKeys(keys);
  }

  /**
   * Gives each device a key of its own, by chance that nobody can foretell, and writes them as an
   * agent's keys file.
   *
   * @throws IOException when there is such a file already, or it cannot be written
   */
  public static void make(Path file, List<String> devices) throws IOException {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder("psk:\n");
    for (String device : devices) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      text.append("  - identity: \"").append(device).append("\"\n    key: \"");
      text.append(HexFormat.of().formatHex(key)).append("\"\n    devices: [\"");
      text.append(device).append("\"]\n");
    }
    Secrets.create(file);
    Files.writeString(file, text);
  }

  /** The device's key; null: it has none. */
  @Nullable Key of(String device) {
    return byDevice.get(device);
  }

  /** Of these devices, those that have no key. */
  public List<String> missing(List<String> devices) {
    return devices.stream().filter(device -> !byDevice.containsKey(device)).toList();
  }
}
