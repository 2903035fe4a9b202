package city.pulso.simulator.device;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files with keys and passwords: their owner's alone. */
final class Secrets {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private Secrets() {}

  /**
   * Reads one.
   *
   * @throws IOException when there is none, or others than its owner may read it
   */
  static byte[] read(Path file) throws IOException {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IOException(file + " may be read by others; chmod 600 " + file);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (UnsupportedOperationException e) {
      // A file system without owners: there is nothing to check.
    }
    return Files.readAllBytes(file);
  }

  /** Makes an empty one. */
  static void create(Path file) throws IOException {
    boolean owners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        owners
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, attributes);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " exists already; keys are not overwritten", e);
    }
  }
}
