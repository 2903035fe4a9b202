package city.pulso.edge.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with secrets: its owner alone may read or write it. */
public final class SecretFile {
  private static final Set<PosixFilePermission> ACCEPTED =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretFile() {}

  /**
   * Reads it.
   *
   * @throws IOException when it cannot be read, or others than its owner could; says what to do.
   *     Never contains anything of the file
   */
  public static byte[] read(Path file) throws IOException {
    check(file);
    return Files.readAllBytes(file);
  }

  private static void check(Path file) throws IOException {
    Set<PosixFilePermission> found;
    try {
      found = Files.getPosixFilePermissions(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (UnsupportedOperationException e) {
      return; // a file system without owners
    }
    if (!ACCEPTED.containsAll(found)) {
      throw new IOException(
          file
              + ": permissions "
              + PosixFilePermissions.toString(found)
              + " let others at its secrets; use rw------- (chmod 600 "
              + file
              + ")");
    }
  }
}
