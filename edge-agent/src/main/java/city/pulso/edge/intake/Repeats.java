package city.pulso.edge.intake;

import city.pulso.schemas.v1.Reading;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Recognises readings that a device sends again because an answer was lost: same device, same boot,
 * same sequence. Remembers the last {@value #WINDOW} sequences of the present boot of each device,
 * since this agent's start, and the last {@value #MESSAGES} messages that a network in between has
 * given an id; what lies below is taken for new, so nothing is ever lost by forgetting.
 *
 * <p>A reading that is still being stored is known already, and whoever repeats it gets the same
 * answer at the same time: never before it is on disk. Threads: any.
 */
final class Repeats {
  static final int WINDOW = 256;

  /** Devices remembered; the one heard least recently goes first. */
  private static final int DEVICES = 4096;

  /** Messages remembered by the id that a network gave them, of all devices together. */
  private static final int MESSAGES = 16_384;

  private final Map<Name, CompletableFuture<Void>> storing = new HashMap<>();
  private final Map<Name, Boolean> messages =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Boolean> eldest) {
          return size() > MESSAGES;
        }
      };
  private final Map<String, Boot> boots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boot> eldest) {
          return size() > DEVICES;
        }
      };

  /**
   * What names a reading once and for all.
   *
   * @param message id of its message; empty: boot and sequence are the name
   */
  record Name(String device, long boot, long sequence, String message) {
    Name(String device, long boot, long sequence) {
      this(device, boot, sequence, "");
    }

    /**
     * Empty when nothing names the message, and the device does not tell its boots apart or does
     * not count.
     */
    static Optional<Name> of(Judge.Judged judged) {
      Reading reading = judged.reading();
      if (!judged.messageId().isEmpty()) {
        return Optional.of(new Name(reading.getDevice(), 0, 0, judged.messageId()));
      }
      boolean named =
          judged.bootId() != 0 && reading.hasDeviceSequence() && reading.getDeviceSequence() >= 0;
      return named
          ? Optional.of(new Name(reading.getDevice(), judged.bootId(), reading.getDeviceSequence()))
          : Optional.empty();
    }
  }

  /**
   * Asks whether a reading is a repetition. If it is new, the caller must say how storing it ended.
   *
   * @param mine completes when the caller has stored the reading, or could not
   * @return empty: it is new. Otherwise completes when the first of its name is on disk
   */
  synchronized Optional<CompletableFuture<Void>> first(Name name, CompletableFuture<Void> mine) {
    if (messages.containsKey(name)) {
      return Optional.of(CompletableFuture.completedFuture(null));
    }
    Boot boot = boots.get(name.device());
    if (boot != null && boot.id == name.boot() && boot.has(name.sequence())) {
      return Optional.of(CompletableFuture.completedFuture(null));
    }
    return Optional.ofNullable(storing.putIfAbsent(name, mine));
  }

  /** They are on disk. */
  synchronized void stored(List<Name> names) {
    for (Name name : names) {
      storing.remove(name);
      if (!name.message().isEmpty()) {
        messages.put(name, Boolean.TRUE);
        continue;
      }
      Boot boot = boots.get(name.device());
      if (boot == null || boot.id != name.boot()) {
        boot = new Boot(name.boot());
        boots.put(name.device(), boot);
      }
      boot.add(name.sequence());
    }
  }

  /** They are not; a repetition is welcome. */
  synchronized void failed(List<Name> names) {
    names.forEach(storing::remove);
  }

  /** One boot of one device: a ring of bits that ends at the highest sequence. */
  private static final class Boot {
    private final long id;
    private final long[] bits = new long[WINDOW / Long.SIZE];
    private long highest = -1;

    Boot(long id) {
      this.id = id;
    }

    boolean has(long sequence) {
      return sequence <= highest
          && highest - sequence < WINDOW
          && (bits[word(sequence)] & bit(sequence)) != 0;
    }

    void add(long sequence) {
      long beyond = Math.min(sequence - highest, WINDOW);
      for (long i = 0; i < beyond; i++) {
        bits[word(sequence - i)] &= ~bit(sequence - i);
      }
      highest = Math.max(highest, sequence);
      if (highest - sequence < WINDOW) {
        bits[word(sequence)] |= bit(sequence);
      }
    }

    private static int word(long sequence) {
      return Math.floorMod(sequence, WINDOW) / Long.SIZE;
    }

    private static long bit(long sequence) {
      return 1L << Math.floorMod(sequence, Long.SIZE);
    }
  }
}
