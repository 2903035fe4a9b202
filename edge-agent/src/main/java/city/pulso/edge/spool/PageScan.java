package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds batches in a damaged spool page by page, without asking SQLite: no page leads to another
 * except the continuation of a long value, so a damaged page costs what lies on it and no more. A
 * batch proves itself: checksum, and the same domain and sequence inside as outside.
 *
 * <p>Of a page that is in the write-ahead log the newest image counts; older ones are looked at
 * only when the newest is damaged. Pages on the list of free ones hold deleted batches and are left
 * out.
 */
final class PageScan implements AutoCloseable {
  private static final int LEAF = 13;

  /** Bytes of a record; twice what the largest message makes. */
  private static final int LARGEST = 1 << 21;

  private static final int SIZE = SpoolFile.PAGE_BYTES;

  private final Map<Integer, List<Image>> pages = new HashMap<>();
  private final List<FileChannel> channels = new ArrayList<>();
  private final String gateway;
  private int highest;

  /** Bytes of one page in one of the files. */
  private record Image(FileChannel channel, long offset) {}

  /** Where a batch was found. */
  record Place(int page, int image, int cell) {}

  PageScan(Path file, Path log, String gateway) throws IOException {
    this.gateway = gateway;
    if (Files.exists(file)) {
      FileChannel channel = open(file);
      // The last page may be cut off: what is missing of it reads as zeros.
      highest = (int) ((channel.size() + SIZE - 1) / SIZE);
      for (int page = 1; page <= highest; page++) {
        add(page, new Image(channel, (page - 1L) * SIZE));
      }
    }
    if (Files.exists(log)) {
      FileChannel channel = open(log);
      for (WalFile.Frame frame : WalFile.read(log).frames()) {
        if (frame.page() > 0) {
          add(frame.page(), new Image(channel, frame.offset()));
          highest = Math.max(highest, frame.page());
        }
      }
    }
  }

  /** Places of every batch that can be read, by the id SQLite knew it by. */
  NavigableMap<Long, Place> batches() throws IOException {
    NavigableMap<Long, Place> found = new TreeMap<>();
    BitSet free = freePages();
    for (Map.Entry<Integer, List<Image>> entry : pages.entrySet()) {
      int page = entry.getKey();
      List<Image> images = entry.getValue();
      boolean sound = free.get(page);
      for (int i = images.size() - 1; i >= 0 && !sound; i--) {
        sound = batches(page, i, found);
      }
    }
    return found;
  }

  /** Reads a batch again where {@link #batches()} found it. */
  Optional<StoredBatch> read(Place place) throws IOException {
    ByteBuffer page = image(imagesOf(place.page()).get(place.image()));
    return batch(page, place.page() == 1 ? 100 : 0, place.cell());
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  private FileChannel open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    channels.add(channel);
    return channel;
  }

  private void add(int page, Image image) {
    pages.computeIfAbsent(page, p -> new ArrayList<>(1)).add(image);
  }

  private List<Image> imagesOf(int page) {
    return pages.getOrDefault(page, List.of());
  }

  private static ByteBuffer image(Image image) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    while (bytes.hasRemaining()
        && image.channel().read(bytes, image.offset() + bytes.position()) > 0) {
      // Reads on until the page is whole or the file ends.
    }
    return bytes.clear();
  }

  /**
   * Notes the batches of one image of a page.
   *
   * @return whether the image shows no damage
   */
  private boolean batches(int number, int image, Map<Long, Place> found) throws IOException {
    ByteBuffer page = image(imagesOf(number).get(image));
    int head = number == 1 ? 100 : 0;
    int type = page.get(head);
    int cells = Short.toUnsignedInt(page.getShort(head + 3));
    int most = (SIZE - head - 8) / 4;
    boolean sound = type == LEAF || type == 2 || type == 5 || type == 10;
    // The type byte may be the damaged one, so whatever looks like a leaf is tried as one.
    for (int cell = 0; cell < Math.min(cells, most); cell++) {
      Optional<StoredBatch> batch = batch(page, head, cell);
      if (batch.isPresent()) {
        StoredBatch stored = batch.get();
        found.putIfAbsent(
            SpoolFile.id(stored.domain(), stored.sequence()), new Place(number, image, cell));
      } else if (type == LEAF) {
        sound = sound && !looksLikeBatch(page, head, cell);
      }
    }
    return sound && cells <= most;
  }

  private boolean looksLikeBatch(ByteBuffer page, int head, int cell) {
    try {
      Cell at = new Cell(page, head, cell);
      return at.types.length >= 4 && at.types[3] >= 12 && at.types[3] % 2 == 0;
    } catch (RuntimeException e) {
      return true; // not even a cell: damaged
    }
  }

  private Optional<StoredBatch> batch(ByteBuffer page, int head, int cell) throws IOException {
    try {
      Cell at = new Cell(page, head, cell);
      int columns = at.types.length;
      if (columns < 4 || columns > 6 || at.types[3] < 12 || at.types[3] % 2 != 0) {
        return Optional.empty();
      }
      ByteBuffer payload = payload(page, at);
      payload.position(at.headerBytes + Cell.width(at.types[0]));
      long acceptedMs = Cell.number(payload, at.types[1]);
      int readings = (int) Cell.number(payload, at.types[2]);
      if ((at.types[3] - 12) / 2 > payload.remaining()) {
        return Optional.empty();
      }
      byte[] bytes = new byte[(int) ((at.types[3] - 12) / 2)];
      payload.get(bytes);
      if (columns >= 5 && at.types[4] != 0) {
        long crc = Cell.number(payload, at.types[4]);
        if (crc != SpoolFile.crc(at.rowId, bytes)) {
          return Optional.empty();
        }
      }
      return proven(at.rowId, acceptedMs, readings, bytes);
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      return Optional.empty(); // whatever this was, it is no batch
    }
  }

  private Optional<StoredBatch> proven(long id, long acceptedMs, int readings, byte[] bytes)
      throws InvalidProtocolBufferException {
    TelemetryBatch batch = TelemetryBatch.parseFrom(bytes);
    Domain domain = batch.getDomain();
    boolean itself =
        Spool.DOMAINS.contains(domain)
            && SpoolFile.id(domain, batch.getSequence()) == id
            && batch.getGateway().equals(gateway);
    return itself
        ? Optional.of(
            new StoredBatch(
                domain, batch.getSequence(), acceptedMs, readings, ByteString.copyFrom(bytes)))
        : Optional.empty();
  }

  /** The whole record, continuation pages included. File format, section 1.6. */
  private ByteBuffer payload(ByteBuffer page, Cell cell) throws IOException {
    if (cell.payloadBytes > LARGEST) {
      throw new IllegalArgumentException("no batch is so large");
    }
    ByteBuffer whole = ByteBuffer.allocate((int) cell.payloadBytes);
    int local = Cell.local(cell.payloadBytes);
    whole.put(page.slice(cell.payloadAt, local));
    if (local < cell.payloadBytes) {
      int next = page.getInt(cell.payloadAt + local);
      while (whole.hasRemaining()) {
        List<Image> images = imagesOf(next);
        if (images.isEmpty()) {
          throw new IllegalArgumentException("page " + next + " is missing");
        }
        ByteBuffer more = image(images.get(images.size() - 1));
        whole.put(more.slice(4, Math.min(SIZE - 4, whole.remaining())));
        next = more.getInt(0);
      }
    }
    return whole.flip();
  }

  private BitSet freePages() throws IOException {
    BitSet free = new BitSet();
    if (imagesOf(1).isEmpty()) {
      return free;
    }
    int trunk = newest(1).getInt(32);
    while (trunk > 0 && trunk <= highest && !free.get(trunk) && !imagesOf(trunk).isEmpty()) {
      free.set(trunk);
      ByteBuffer list = newest(trunk);
      int count = list.getInt(4);
      for (int i = 0; i < count && i < SIZE / 4 - 2; i++) {
        int page = list.getInt(8 + 4 * i);
        if (page > 0 && page <= highest) {
          free.set(page);
        }
      }
      trunk = list.getInt(0);
    }
    return free;
  }

  private ByteBuffer newest(int page) throws IOException {
    List<Image> images = imagesOf(page);
    return image(images.get(images.size() - 1));
  }

  /** One cell of a table leaf: payload size, row id, record header. Sections 1.6 and 2.1. */
  private static final class Cell {
    private final long payloadBytes;
    private final long rowId;
    private final int payloadAt;
    private final int headerBytes;
    private final long[] types;

    Cell(ByteBuffer page, int head, int index) {
      int at = Short.toUnsignedInt(page.getShort(head + 8 + 2 * index));
      ByteBuffer bytes = page.duplicate().position(at);
      payloadBytes = varint(bytes);
      rowId = varint(bytes);
      payloadAt = bytes.position();
      headerBytes = (int) varint(bytes);
      int end = payloadAt + headerBytes;
      types =
          Stream.generate(() -> bytes.position() < end ? varint(bytes) : -1L)
              .takeWhile(type -> type >= 0)
              .limit(16)
              .mapToLong(Long::longValue)
              .toArray();
    }

    static int local(long payload) {
      int most = SIZE - 35;
      if (payload <= most) {
        return (int) payload;
      }
      int least = (SIZE - 12) * 32 / 255 - 23;
      int kept = (int) (least + (payload - least) % (SIZE - 4));
      return kept <= most ? kept : least;
    }

    static int width(long type) {
      return switch ((int) Math.min(type, 12)) {
        case 0, 8, 9 -> 0;
        case 1, 2, 3, 4 -> (int) type;
        case 5 -> 6;
        case 6, 7 -> 8;
        default -> (int) ((type - 12) / 2);
      };
    }

    static long number(ByteBuffer bytes, long type) {
      if (type == 8 || type == 9) {
        return type - 8;
      }
      int width = width(type);
      if (type == 0 || type > 6) {
        throw new IllegalArgumentException("no number");
      }
      long value = bytes.get();
      for (int i = 1; i < width; i++) {
        value = value << 8 | Byte.toUnsignedLong(bytes.get());
      }
      return value;
    }

    private static long varint(ByteBuffer bytes) {
      long value = 0;
      for (int i = 0; i < 8; i++) {
        byte next = bytes.get();
        value = value << 7 | (next & 0x7f);
        if (next >= 0) {
          return value;
        }
      }
      return value << 8 | Byte.toUnsignedLong(bytes.get());
    }
  }
}
