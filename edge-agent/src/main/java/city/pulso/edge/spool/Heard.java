package city.pulso.edge.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which of its readings were heard from one device: of its present boot the last {@value #WINDOW}
 * sequences, of messages that a network named the last {@value #MESSAGES}. What lies further back
 * counts as not heard, so forgetting loses nothing. Immutable.
 */
public final class Heard {
  /** Sequences remembered, back from the highest. */
  public static final int WINDOW = 256;

  /** Messages remembered. */
  public static final int MESSAGES = 16;

  /** Of a device that was never heard. */
  public static final Heard NOTHING = new Heard(0, -1, new long[WINDOW / Long.SIZE], List.of());

  private static final int FIXED_BYTES = 2 * Long.BYTES + WINDOW / Byte.SIZE;

  private final long boot;
  private final long highest;

  /** A ring that ends at the highest sequence. */
  private final long[] bits;

  private final List<UUID> messages;

  private Heard(long boot, long highest, long[] bits, List<UUID> messages) {
    this.boot = boot;
    this.highest = highest;
    this.bits = bits;
    this.messages = messages;
  }

  /** Whether the reading of this name was heard, as far as is remembered. */
  public boolean has(ReadingName name) {
    if (!name.message().isEmpty()) {
      return messages.contains(key(name.message()));
    }
    long sequence = name.sequence();
    return name.boot() == boot
        && sequence <= highest
        && highest - sequence < WINDOW
        && (bits[word(sequence)] & bit(sequence)) != 0;
  }

  /** With one more. Another boot than the last takes its place. */
  public Heard with(ReadingName name) {
    return name.message().isEmpty()
        ? with(name.boot(), name.sequence())
        : with(key(name.message()));
  }

  Heard with(long ofBoot, long sequence) {
    boolean same = ofBoot == boot;
    long before = same ? highest : -1;
    long[] next = same ? bits.clone() : new long[WINDOW / Long.SIZE];
    long beyond = Math.min(sequence - before, WINDOW);
    for (long i = 0; i < beyond; i++) {
      next[word(sequence - i)] &= ~bit(sequence - i);
    }
    long top = Math.max(before, sequence);
    if (top - sequence < WINDOW) {
      next[word(sequence)] |= bit(sequence);
    }
    return new Heard(ofBoot, top, next, messages);
  }

  Heard with(UUID message) {
    if (messages.contains(message)) {
      return this;
    }
    List<UUID> next = new ArrayList<>(messages);
    next.add(message);
    return new Heard(
        boot,
        highest,
        bits,
        List.copyOf(next.subList(Math.max(0, next.size() - MESSAGES), next.size())));
  }

  /** A message's id in 16 bytes, however long it is. */
  static UUID key(String message) {
    return UUID.nameUUIDFromBytes(message.getBytes(StandardCharsets.UTF_8));
  }

  /** As it lies on disk: boot, highest sequence, ring, messages, CRC-32C. */
  byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(FIXED_BYTES + messages.size() * 2 * Long.BYTES + SpoolFile.SEAL_BYTES);
    bytes.putLong(boot).putLong(highest);
    for (long word : bits) {
      bytes.putLong(word);
    }
    for (UUID message : messages) {
      bytes.putLong(message.getMostSignificantBits()).putLong(message.getLeastSignificantBits());
    }
    return SpoolFile.sealed(bytes);
  }

  /**
   * What was on disk. Where it is not sound nothing was heard: a repetition may be stored twice.
   */
  static Heard of(byte[] stored) {
    ByteBuffer bytes = SpoolFile.unsealed(stored);
    if (bytes.remaining() < FIXED_BYTES) {
      return NOTHING;
    }
    long boot = bytes.getLong();
    long highest = bytes.getLong();
    long[] bits = new long[WINDOW / Long.SIZE];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = bytes.getLong();
    }
    List<UUID> messages = new ArrayList<>();
    while (bytes.remaining() >= 2 * Long.BYTES) {
      messages.add(new UUID(bytes.getLong(), bytes.getLong()));
    }
    return new Heard(boot, highest, bits, List.copyOf(messages));
  }

  private static int word(long sequence) {
    return Math.floorMod(sequence, WINDOW) / Long.SIZE;
  }

  private static long bit(long sequence) {
    return 1L << Math.floorMod(sequence, Long.SIZE);
  }
}
