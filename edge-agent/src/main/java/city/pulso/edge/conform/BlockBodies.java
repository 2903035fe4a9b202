package city.pulso.edge.conform;

import city.pulso.edge.conform.Seen.Coap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the blocks of requests together (RFC 7959). Bounded: 1 MiB each, of 1,000 senders. */
final class BlockBodies {
  private static final int LARGEST_BODY = 1 << 20;
  private static final int MOST = 1000;

  private final Map<String, byte[]> bodies = new HashMap<>();

  /** The whole body once its last block is there; null before. */
  byte @Nullable [] take(Seen seen, Coap coap) {
    Seen.Block block = coap.block1();
    if (block == null) {
      return coap.payload();
    }
    byte[] before =
        block.number() == 0 ? new byte[0] : bodies.getOrDefault(seen.from(), new byte[0]);
    if (before.length != block.number() * block.size() || before.length > LARGEST_BODY) {
      bodies.remove(seen.from()); // a block is missing: what there is cannot be judged
      return null;
    }
    byte[] now = Arrays.copyOf(before, before.length + coap.payload().length);
    System.arraycopy(coap.payload(), 0, now, before.length, coap.payload().length);
    if (block.more()) {
      if (bodies.size() >= MOST) {
        bodies.clear();
      }
      bodies.put(seen.from(), now);
      return null;
    }
    bodies.remove(seen.from());
    return now;
  }
}
