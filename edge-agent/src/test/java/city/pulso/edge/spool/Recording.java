package city.pulso.edge.spool;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file operations of a spool's process and its answers, in order, as strace wrote them. */
final class Recording {
  /** Options of strace that make a trace this class can read. */
  static final List<String> OPTIONS =
      List.of(
          "-f",
          "-y",
          "-xx",
          "-s",
          "2000000",
          "-e",
          "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,"
              + "renameat2");

  private static final Pattern UNFINISHED =
      Pattern.compile("^(\\d+) +(.*) <unfinished \\.\\.\\.>$");
  private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)$");
  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)\\) += (-?\\d+).*$");
  private static final Pattern FILE = Pattern.compile("^\\d+<([^>]*)>");

  private Recording() {}

  /** What was done. Names are those of files in the spool's directory; "" is the directory. */
  sealed interface Operation {
    String file();

    record Create(String file) implements Operation {}

    record Write(String file, long offset, byte[] bytes) implements Operation {}

    record Truncate(String file, long size) implements Operation {}

    record Sync(String file) implements Operation {}

    record Unlink(String file) implements Operation {}

    record Rename(String file, String to) implements Operation {}

    /** The process said that a command was carried out. */
    record Answer(String file, String text) implements Operation {}
  }

  /** Reads a trace. */
  static List<Operation> read(Path trace, Path directory) throws IOException {
    List<Operation> all = new ArrayList<>();
    Map<String, String> begun = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher unfinished = UNFINISHED.matcher(line);
        Matcher resumed = RESUMED.matcher(line);
        if (unfinished.matches()) {
          begun.put(unfinished.group(1), unfinished.group(2));
          // An answer counts from the moment it may be heard, everything else once it is done.
          operation(line.replace(" <unfinished ...>", ") = 0"), directory)
              .filter(Operation.Answer.class::isInstance)
              .ifPresent(all::add);
        } else {
          boolean again = resumed.matches();
          String whole =
              again
                  ? resumed.group(1) + " " + begun.remove(resumed.group(1)) + resumed.group(2)
                  : line;
          operation(whole, directory)
              .filter(each -> !again || !(each instanceof Operation.Answer))
              .ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static Optional<Operation> operation(String line, Path directory) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(4).startsWith("-")) {
      return Optional.empty();
    }
    String arguments = call.group(3);
    String name = call.group(2);
    if (name.equals("write") && arguments.startsWith("1<")) {
      String said = new String(text(arguments, 0), StandardCharsets.UTF_8);
      return said.matches("(ready|stored|deleted|reopened).*\n")
          ? Optional.of(new Operation.Answer("", said.strip()))
          : Optional.empty();
    }
    return switch (name) {
      case "openat" ->
          arguments.contains("O_CREAT")
              ? inside(string(arguments, 0), directory).map(Operation.Create::new)
              : Optional.empty();
      case "pwrite64" ->
          opened(arguments, directory)
              .map(
                  file ->
                      new Operation.Write(
                          file,
                          Long.parseLong(arguments.substring(arguments.lastIndexOf(' ') + 1)),
                          text(arguments, 0)));
      case "ftruncate" ->
          opened(arguments, directory)
              .map(
                  file ->
                      new Operation.Truncate(
                          file,
                          Long.parseLong(arguments.substring(arguments.lastIndexOf(' ') + 1))));
      case "fsync", "fdatasync" -> opened(arguments, directory).map(Operation.Sync::new);
      case "unlink", "unlinkat" ->
          inside(string(arguments, 0), directory).map(Operation.Unlink::new);
      case "rename", "renameat", "renameat2" ->
          inside(string(arguments, 0), directory)
              .flatMap(
                  from ->
                      inside(string(arguments, 1), directory)
                          .map(to -> new Operation.Rename(from, to)));
      default -> Optional.empty();
    };
  }

  private static Optional<String> opened(String arguments, Path directory) {
    Matcher file = FILE.matcher(arguments);
    return file.find()
        ? inside(new String(bytes(file.group(1)), StandardCharsets.UTF_8), directory)
        : Optional.empty();
  }

  private static Optional<String> inside(String path, Path directory) {
    if (path.equals(directory.toString())) {
      return Optional.of("");
    }
    return path.startsWith(directory + "/")
        ? Optional.of(path.substring(directory.toString().length() + 1))
        : Optional.empty();
  }

  private static String string(String arguments, int index) {
    return new String(text(arguments, index), StandardCharsets.UTF_8);
  }

  /** The bytes of a quoted argument, counted from 0. */
  private static byte[] text(String arguments, int index) {
    int from = -1;
    int to = -1;
    for (int i = 0; i <= index; i++) {
      from = arguments.indexOf('"', to + 1);
      to = arguments.indexOf('"', from + 1);
    }
    return bytes(arguments.substring(from + 1, to));
  }

  /** What {@code \x2f\x74} stands for; characters that are not escaped stand for themselves. */
  private static byte[] bytes(String escaped) {
    if (!escaped.startsWith("\\x")) {
      return escaped.getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[escaped.length() / 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (Character.digit(escaped.charAt(4 * i + 2), 16) << 4
                  | Character.digit(escaped.charAt(4 * i + 3), 16));
    }
    return bytes;
  }
}
