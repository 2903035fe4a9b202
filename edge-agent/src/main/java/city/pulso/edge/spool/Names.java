package city.pulso.edge.spool;

import city.pulso.schemas.v1.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What names the readings of one batch and does not stand in it, in the batch's order: a byte 0
 * where nothing does, a byte 1 and the device's boot (the sequence stands in the batch), or a byte
 * 2 and the message's key of 16 bytes. Nothing at the end: nothing names the rest.
 */
final class Names {
  private static final byte UNNAMED = 0;
  private static final byte BOOT = 1;
  private static final byte MESSAGE = 2;

  private final List<One> all = new ArrayList<>();
  private int named;

  /** What names one reading; boot 0 and no message: nothing. */
  private record One(long boot, @Nullable UUID message) {
    private static final One NONE = new One(0, null);
  }

  /** Adds those of a batch that is continued. */
  void addAll(Names others) {
    others.all.forEach(this::add);
  }

  /** Adds what names the next reading. */
  void add(Incoming incoming) {
    if (incoming.name().isEmpty()) {
      add(One.NONE);
    } else if (incoming.messageId().isEmpty()) {
      add(new One(incoming.bootId(), null));
    } else {
      add(new One(0, Heard.key(incoming.messageId())));
    }
  }

  private void add(One one) {
    all.add(one);
    if (!one.equals(One.NONE)) {
      named = all.size();
    }
  }

  /** What was heard of a device once a reading of the batch is counted in. */
  Heard heard(Heard before, int index, Reading reading) {
    One one = index < all.size() ? all.get(index) : One.NONE;
    UUID message = one.message();
    if (message != null) {
      return before.with(message);
    }
    return one.boot() == 0 ? before : before.with(one.boot(), reading.getDeviceSequence());
  }

  /** As they lie on disk; null when nothing names any of them. */
  byte @Nullable [] toBytes() {
    if (named == 0) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(named * (1 + 2 * Long.BYTES) + SpoolFile.SEAL_BYTES);
    for (One one : all.subList(0, named)) {
      UUID message = one.message();
      if (message != null) {
        bytes.put(MESSAGE).putLong(message.getMostSignificantBits());
        bytes.putLong(message.getLeastSignificantBits());
      } else if (one.boot() != 0) {
        bytes.put(BOOT).putLong(one.boot());
      } else {
        bytes.put(UNNAMED);
      }
    }
    return SpoolFile.sealed(bytes);
  }

  /** What was on disk. Where it is not sound nothing is named: a repetition may be stored twice. */
  static Names of(byte @Nullable [] stored) {
    Names names = new Names();
    ByteBuffer bytes = SpoolFile.unsealed(stored == null ? new byte[0] : stored);
    while (bytes.hasRemaining()) {
      switch (bytes.get()) {
        case BOOT -> names.add(new One(bytes.getLong(), null));
        case MESSAGE -> names.add(new One(0, new UUID(bytes.getLong(), bytes.getLong())));
        default -> names.add(One.NONE);
      }
    }
    return names;
  }
}
