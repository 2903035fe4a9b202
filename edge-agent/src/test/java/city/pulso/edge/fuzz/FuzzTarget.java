package city.pulso.edge.fuzz;

import city.pulso.edge.coap.CoapFuzz;
import city.pulso.edge.decode.Format;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Something that takes bytes from strangers. {@link #run} throws when what must hold did not.
 *
 * @param name as the command line and the folders of inputs write it
 */
record FuzzTarget(String name, Consumer<byte[]> body) {
  /** All of them together: the first byte chooses. */
  static final String ALL = "all";

  void run(byte[] input) {
    body.accept(input);
  }

  /** Every decoder, the CoAP side, and the reader of problem details. */
  static List<FuzzTarget> each() {
    List<FuzzTarget> targets = new ArrayList<>();
    for (Format format : Format.values()) {
      targets.add(new FuzzTarget(format.label(), input -> DecoderFuzz.decode(format, input)));
    }
    targets.add(new FuzzTarget("coap", CoapFuzz::datagram));
    targets.add(new FuzzTarget("problem-details", CoapFuzz::problemDetails));
    return targets;
  }

  static FuzzTarget named(String name) {
    List<FuzzTarget> each = each();
    Map<String, FuzzTarget> known = new LinkedHashMap<>();
    each.forEach(target -> known.put(target.name(), target));
    known.put(
        ALL,
        new FuzzTarget(
            ALL,
            input -> {
              if (input.length > 0) {
                each.get((input[0] & 0xff) % each.size())
                    .run(Arrays.copyOfRange(input, 1, input.length));
              }
            }));
    FuzzTarget found = known.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no target '" + name + "'; use one of " + String.join(", ", known.keySet()));
    }
    return found;
  }

  /** Inputs that are kept: examples to start from, and whatever once went wrong. */
  List<Path> kept() throws IOException, URISyntaxException {
    URL folder = FuzzTarget.class.getResource("/fuzz/" + name);
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(folder).toURI()))) {
      return files.sorted().toList();
    }
  }
}
