package city.pulso.alerting.console;

import city.pulso.alerting.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The console's key. A session is a random number signed with the token, so sessions outlive a
 * restart and none are stored; a new token ends them all.
 */
final class AccessToken {
  private static final int BYTES = 32;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final Path file;
  private final byte[] token;
  private final SecureRandom random;

  private AccessToken(Path file, byte[] token, SecureRandom random) {
    this.file = file;
    this.token = token;
    this.random = random;
  }

  /** Reads the token, or makes one that only the owner of the process can read. */
  static AccessToken load(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      create(file, random);
    }
    String token = SecretFile.read(file);
    if (token.length() < BYTES) {
      throw new IOException(file + " holds no access token; delete it and start again");
    }
    return new AccessToken(file, token.getBytes(StandardCharsets.UTF_8), random);
  }

  Path file() {
    return file.toAbsolutePath().normalize();
  }

  boolean matches(String offered) {
    return same(offered.getBytes(StandardCharsets.UTF_8), token);
  }

  /** A new session, as the value of its cookie. */
  String newSession() {
    byte[] nonce = new byte[BYTES];
    random.nextBytes(nonce);
    String session = TEXT.encodeToString(nonce);
    return session + "." + sign("session", session);
  }

  boolean isSession(String cookie) {
    int dot = cookie.indexOf('.');
    return dot > 0 && same(cookie.substring(dot + 1), sign("session", cookie.substring(0, dot)));
  }

  /** What a form of this session carries to prove that it is ours. */
  String formToken(String cookie) {
    return sign("form", cookie);
  }

  boolean isFormToken(String cookie, String offered) {
    return same(offered, formToken(cookie));
  }

  @Override
  public String toString() {
    return "AccessToken[****]";
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    byte[] line = (TEXT.encodeToString(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      channel.write(java.nio.ByteBuffer.wrap(line));
    } catch (FileAlreadyExistsException faster) {
      throw new IOException(file + " appeared while it was made; start again", faster);
    }
  }

  private String sign(String purpose, String what) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token, "HmacSHA256"));
      byte[] signed = mac.doFinal((purpose + ":" + what).getBytes(StandardCharsets.UTF_8));
      return TEXT.encodeToString(signed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  private static boolean same(String offered, String wanted) {
    return same(offered.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the same time wherever they differ. */
  private static boolean same(byte[] offered, byte[] wanted) {
    return MessageDigest.isEqual(offered, wanted);
  }
}
