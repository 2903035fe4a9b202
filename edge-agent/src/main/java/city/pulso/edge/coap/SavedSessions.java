package city.pulso.edge.coap;

import city.pulso.edge.identity.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.elements.util.PersistentComponentUtil;
import org.eclipse.californium.scandium.DTLSConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DTLS connections across an orderly restart, so that devices go on without a handshake. {@code
 * dtls.sessions} holds a random nonce and the connections, AES-256-GCM under {@code dtls.key}; both
 * are in the agent's directory with permission 0600.
 *
 * <p>The file is read once and deleted before the first record is sent: connections that came back
 * twice would use a nonce twice, which gives the key away (RFC 6655 section 3). So after a kill or
 * a power cut devices shake hands again. What was saved under other keys or certificates ({@code
 * context}) is not taken.
 */
final class SavedSessions {
  private static final Logger LOG = LoggerFactory.getLogger(SavedSessions.class);
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final Duration QUIET = Duration.ofHours(24);

  private final Path file;
  private final Path keyFile;
  private volatile byte[] context;
  private final SecureRandom random = new SecureRandom();

  SavedSessions(Path directory, byte[] context) {
    this.file = directory.resolve("dtls.sessions");
    this.keyFile = directory.resolve("dtls.key");
    this.context = context.clone();
  }

  /** What connections rest on from now on. */
  void context(byte[] next) {
    context = next.clone();
  }

  /**
   * Gives a connector, not started yet, the connections that were saved.
   *
   * @return how many; 0 as well when what was saved cannot be used, which is logged
   * @throws IOException when it could not be deleted: then it must not be used
   */
  int restore(DTLSConnector connector) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    byte[] sealed = SecretFile.read(file);
    Files.delete(file);
    try {
      byte[] plain = seal(Cipher.DECRYPT_MODE, sealed, sealed);
      int count = component(connector).loadComponents(new ByteArrayInputStream(plain));
      Arrays.fill(plain, (byte) 0);
      return Math.max(count, 0);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      LOG.warn("{}: not taken, devices shake hands again: {}", file, e.toString());
      return 0;
    }
  }

  /** Saves the connections of a stopped connector that were heard in the last day. */
  int save(DTLSConnector connector) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    int count = component(connector).saveComponents(plain, QUIET.toSeconds());
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] bytes = plain.toByteArray();
    try {
      byte[] sealed = seal(Cipher.ENCRYPT_MODE, nonce, bytes);
      byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
      write(file, whole);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": cannot be encrypted", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return count;
  }

  private static PersistentComponentUtil component(DTLSConnector connector) {
    PersistentComponentUtil component = new PersistentComponentUtil();
    component.add(connector);
    return component;
  }

  /**
   * @param nonced begins with the nonce
   * @param bytes to encrypt; to decrypt, behind the nonce
   */
  private byte[] seal(int mode, byte[] nonced, byte[] bytes)
      throws GeneralSecurityException, IOException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] key = key();
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonced, 0, NONCE));
    Arrays.fill(key, (byte) 0);
    cipher.updateAAD(context);
    int from = mode == Cipher.DECRYPT_MODE ? NONCE : 0;
    return cipher.doFinal(bytes, from, bytes.length - from);
  }

  private byte[] key() throws IOException {
    if (Files.exists(keyFile)) {
      byte[] key = SecretFile.read(keyFile);
      if (key.length == KEY) {
        return key;
      }
    }
    byte[] key = new byte[KEY];
    random.nextBytes(key);
    write(keyFile, key);
    return key;
  }

  /** Whole or not at all, never readable by others. */
  private static void write(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(next, ownerOnly(file));
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
