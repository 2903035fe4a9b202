package city.pulso.edge.identity;

import city.pulso.edge.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which devices a PSK identity, a certificate or a topic may speak for. A device that is bound here
 * is spoken for by its identity alone: neither plain CoAP nor the local broker is accepted for it.
 * Immutable.
 */
public final class Identities {
  private static final Identities NONE = new Identities(Map.of(), Map.of(), new byte[0]);

  private final Map<String, Psk> psks;
  private final Map<String, Set<String>> subjects;
  private final Map<String, String> owners = new HashMap<>();
  private final byte[] fingerprint;

  /**
   * @param psks by PSK identity
   * @param subjects devices by canonical distinguished name
   */
  Identities(Map<String, Psk> psks, Map<String, Set<String>> subjects, byte[] fingerprint) {
    this.psks = new LinkedHashMap<>(psks);
    this.subjects = new LinkedHashMap<>(subjects);
    this.fingerprint = fingerprint.clone();
    psks.forEach(
        (identity, psk) ->
            psk.devices().forEach(device -> owners.put(device, "PSK identity '" + identity + "'")));
    subjects.forEach(
        (subject, devices) ->
            devices.forEach(device -> owners.put(device, "certificate '" + subject + "'")));
  }

  /** A key and the devices its identity speaks for. */
  record Psk(Secret key, Set<String> devices) {}

  /** No identity is known: DTLS lets nobody in, and no device is bound. */
  public static Identities none() {
    return NONE;
  }

  /**
   * Reads a keys file; {@code config/keys.sample.yaml} shows every key.
   *
   * @throws IOException when it cannot be read, or others than its owner could read it
   * @throws ConfigException naming every problem with key path and line, and no key
   */
  public static Identities read(Path file) throws IOException {
    byte[] bytes = SecretFile.read(file);
    try {
      return KeysFile.parse(new String(bytes, StandardCharsets.UTF_8), sha256(bytes));
    } catch (ConfigException e) {
      throw new ConfigException(
          e.problems().stream().map(problem -> file + ": " + problem).toList());
    }
  }

  /** Key of a PSK identity; empty when it is not known. */
  public Optional<Secret> key(String identity) {
    return Optional.ofNullable(psks.get(identity)).map(Psk::key);
  }

  /** PSK identities and certificate subjects. */
  public int size() {
    return psks.size() + subjects.size();
  }

  /** Changes when the file changes. */
  public byte[] fingerprint() {
    return fingerprint.clone();
  }

  /**
   * Why this speaker may not speak for a device; empty: it may.
   *
   * @return what is wrong and what is accepted
   */
  public Optional<String> objection(Speaker speaker, String device) {
    if (speaker instanceof Speaker.PskIdentity psk) {
      Psk known = psks.get(psk.identity());
      return bound(
          "PSK identity '" + psk.identity() + "'", known == null ? null : known.devices(), device);
    }
    if (speaker instanceof Speaker.CertificateSubject certificate) {
      String subject = DistinguishedNames.canonical(certificate.subject());
      return bound("certificate '" + certificate.subject() + "'", subjects.get(subject), device);
    }
    if (speaker instanceof Speaker.Topic topic) {
      String named = topic.device();
      if (named != null && !named.equals(device)) {
        return Optional.of(
            "topic '"
                + topic.source()
                + "' speaks for device '"
                + named
                + "', not for '"
                + device
                + "'");
      }
    }
    String owner = owners.get(device);
    return owner == null
        ? Optional.empty()
        : Optional.of(
            "device '" + device + "' is bound to " + owner + "; send over coaps with its key");
  }

  private static Optional<String> bound(String who, @Nullable Set<String> devices, String device) {
    if (devices == null) {
      return Optional.of(who + " is not in the keys file");
    }
    return devices.contains(device)
        ? Optional.empty()
        : Optional.of(
            who
                + " does not speak for device '"
                + device
                + "'; it speaks for "
                + String.join(", ", devices));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
