package city.pulso.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a process listens for TCP, as the kernel sees it. */
final class Listeners {
  private static final String LISTEN = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** 127.0.0.1 and ::ffff:127.0.0.1 and ::1, as {@code /proc/net/tcp} writes them. */
  private static final List<String> LOOPBACK =
      List.of(
          "0100007F:", "0000000000000000FFFF00000100007F:", "00000000000000000000000001000000:");

  private Listeners() {}

  /** All listening sockets, {@code address:port} in hexadecimal as the kernel writes them. */
  static Set<String> of(long pid) throws IOException {
    Set<String> own = sockets(pid);
    Set<String> listening = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
        String[] field = line.strip().split("\\s+");
        if (field[STATE].equals(LISTEN) && own.contains("socket:[" + field[INODE] + "]")) {
          listening.add(field[ADDRESS]);
        }
      }
    }
    return listening;
  }

  /** Those that another machine could reach. */
  static Set<String> beyondThisMachine(Set<String> listening) {
    return listening.stream()
        .filter(address -> LOOPBACK.stream().noneMatch(address::startsWith))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> sockets(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.map(Listeners::target).collect(Collectors.toSet());
    }
  }

  /** Empty for one that was closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
