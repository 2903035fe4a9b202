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
 *
 * <p>Threads: any. Each question is answered from one file, before or after {@link #take}.
 */
public final class Identities {
  private volatile Table table;

  /**
   * @param psks by PSK identity
   * @param subjects devices by canonical distinguished name
   */
  Identities(Map<String, Psk> psks, Map<String, Set<String>> subjects, byte[] fingerprint) {
    Map<String, String> owners = new HashMap<>();
    psks.forEach(
        (identity, psk) ->
            psk.devices().forEach(device -> owners.put(device, "PSK identity '" + identity + "'")));
    subjects.forEach(
        (subject, devices) ->
            devices.forEach(device -> owners.put(device, "certificate '" + subject + "'")));
    this.table =
        new Table(
            new LinkedHashMap<>(psks), new LinkedHashMap<>(subjects), owners, fingerprint.clone());
  }

  /** A key and the devices its identity speaks for. */
  record Psk(Secret key, Set<String> devices) {}

  /** What one file says; never changed. */
  private record Table(
      Map<String, Psk> psks,
      Map<String, Set<String>> subjects,
      Map<String, String> owners,
      byte[] fingerprint) {}

  /** No identity is known: DTLS lets nobody in, and no device is bound. */
  public static Identities none() {
    return new Identities(Map.of(), Map.of(), new byte[0]);
  }

  /** Knows from now on what the other knows, all at once. */
  public void take(Identities other) {
    table = other.table;
  }

  /**
   * Whether a connection that this speaker made here would be made there just as well: its key is
   * the same, or its subject is named.
   */
  public boolean lastsIn(Identities other, Speaker speaker) {
    if (speaker instanceof Speaker.PskIdentity psk) {
      Optional<Secret> key = key(psk.identity());
      return key.isPresent() && key.equals(other.key(psk.identity()));
    }
    return !(speaker instanceof Speaker.CertificateSubject certificate)
        || other.table.subjects.containsKey(DistinguishedNames.canonical(certificate.subject()));
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
    return Optional.ofNullable(table.psks.get(identity)).map(Psk::key);
  }

  /** PSK identities and certificate subjects. */
  public int size() {
    Table now = table;
    return now.psks.size() + now.subjects.size();
  }

  /** Changes when the file changes. */
  public byte[] fingerprint() {
    return table.fingerprint.clone();
  }

  /**
   * Why this speaker may not speak for a device; empty: it may.
   *
   * @return what is wrong and what is accepted
   */
  public Optional<String> objection(Speaker speaker, String device) {
    Table now = table;
    if (speaker instanceof Speaker.PskIdentity psk) {
      Psk known = now.psks.get(psk.identity());
      return bound(
          "PSK identity '" + psk.identity() + "'", known == null ? null : known.devices(), device);
    }
    if (speaker instanceof Speaker.CertificateSubject certificate) {
      String subject = DistinguishedNames.canonical(certificate.subject());
      return bound(
          "certificate '" + certificate.subject() + "'", now.subjects.get(subject), device);
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
    String owner = now.owners.get(device);
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
