package city.pulso.edge.spool;

import city.pulso.edge.spool.Recording.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A directory as a disk may show it after the power was cut. What was synced is there. Of what was
 * not, each write may be there, or not, or in part: halves of pages, in any combination. Names are
 * made, moved and deleted in order, but how far is as uncertain until the directory was synced.
 */
final class CutDisk {
  private static final int HALF = 2048;

  private final Map<String, Content> durableNames = new LinkedHashMap<>();
  private final Map<String, Content> names = new LinkedHashMap<>();
  private final List<Operation> pendingNames = new ArrayList<>();
  private final List<Content> made = new ArrayList<>();

  /** What becomes of what was not synced. */
  enum Fate {
    KEPT,
    DROPPED,
    TORN
  }

  private static final class Content {
    private byte[] durable = new byte[0];
    private final List<Operation> pending = new ArrayList<>();
  }

  void apply(Operation operation) {
    if (operation instanceof Operation.Create create) {
      if (!names.containsKey(create.file())) {
        Content content = new Content();
        made.add(content);
        names.put(create.file(), content);
        pendingNames.add(create);
      }
    } else if (operation instanceof Operation.Unlink unlink) {
      if (names.remove(unlink.file()) != null) {
        pendingNames.add(unlink);
      }
    } else if (operation instanceof Operation.Rename rename) {
      Content moved = names.remove(rename.file());
      if (moved != null) {
        names.put(rename.to(), moved);
        pendingNames.add(rename);
      }
    } else if (operation instanceof Operation.Sync sync) {
      if (sync.file().isEmpty()) {
        durableNames.clear();
        durableNames.putAll(names);
        pendingNames.clear();
      } else {
        Content content = names.get(sync.file());
        if (content != null) {
          content.durable = content(content, Fate.KEPT, new Random(0));
          content.pending.clear();
        }
      }
    } else {
      Content content = names.get(operation.file());
      if (content != null) {
        content.pending.add(operation);
      }
    }
  }

  /** Writes the directory down as the power cut leaves it. */
  void write(Path directory, Fate fate, Random chance) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, Content> entry : namesAfter(fate, chance).entrySet()) {
      Files.write(directory.resolve(entry.getKey()), content(entry.getValue(), fate, chance));
    }
  }

  private Map<String, Content> namesAfter(Fate fate, Random chance) {
    int kept =
        switch (fate) {
          case KEPT -> pendingNames.size();
          case DROPPED -> 0;
          case TORN -> chance.nextInt(pendingNames.size() + 1);
        };
    if (kept == pendingNames.size()) {
      return names;
    }
    // Whoever made a name knows what it stood for: contents are made in the order of creations.
    Map<String, Content> after = new LinkedHashMap<>(durableNames);
    int creations = (int) pendingNames.stream().filter(Operation.Create.class::isInstance).count();
    int next = made.size() - creations;
    for (Operation operation : pendingNames.subList(0, kept)) {
      if (operation instanceof Operation.Create create) {
        after.put(create.file(), made.get(next++));
      } else if (operation instanceof Operation.Rename rename) {
        Content moved = after.remove(rename.file());
        if (moved != null) {
          after.put(rename.to(), moved);
        }
      } else {
        after.remove(operation.file());
      }
    }
    return after;
  }

  private static byte[] content(Content content, Fate fate, Random chance) {
    byte[] bytes = content.durable.clone();
    for (Operation operation : content.pending) {
      if (operation instanceof Operation.Truncate truncate) {
        if (fate == Fate.KEPT || (fate == Fate.TORN && chance.nextBoolean())) {
          bytes = Arrays.copyOf(bytes, (int) truncate.size());
        }
      } else if (operation instanceof Operation.Write write && fate != Fate.DROPPED) {
        bytes = written(bytes, write, fate, chance);
      }
    }
    return bytes;
  }

  private static byte[] written(byte[] before, Operation.Write write, Fate fate, Random chance) {
    byte[] bytes = before;
    int offset = (int) write.offset();
    int end = offset + write.bytes().length;
    for (int from = offset; from < end; ) {
      int to = Math.min(end, (from / HALF + 1) * HALF);
      if (fate == Fate.KEPT || chance.nextBoolean()) {
        if (to > bytes.length) {
          bytes = Arrays.copyOf(bytes, to);
        }
        System.arraycopy(write.bytes(), from - offset, bytes, from, to - from);
      }
      from = to;
    }
    return bytes;
  }
}
