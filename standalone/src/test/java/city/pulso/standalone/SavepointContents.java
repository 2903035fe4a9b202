package city.pulso.standalone;

import java.io.DataInputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateSerializerProvider;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.BackendStateType;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.apache.flink.runtime.state.restore.FullSnapshotRestoreOperation;
import org.apache.flink.runtime.state.restore.KeyGroupEntry;
import org.apache.flink.runtime.state.restore.SavepointRestoreResult;
import org.apache.flink.runtime.state.restore.ThrowingIterator;

/** The keyed state in a savepoint in canonical format. */
final class SavepointContents {
  /** Entries by {@code operator/state}; 0: the state was registered and never written. */
  private final Map<String, Integer> entries = new TreeMap<>();

  /** How values were written, by {@code operator/state}. */
  private final Map<String, TypeSerializer<?>> written = new TreeMap<>();

  private SavepointContents() {}

  static SavepointContents read(Path savepoint) throws Exception {
    SavepointContents contents = new SavepointContents();
    ClassLoader classes = SavepointContents.class.getClassLoader();
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(savepoint.resolve("_metadata")))) {
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(in, classes, savepoint.toUri().toString())
              .getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
            contents.read(operator.getOperatorUid().orElseThrow(), handle, classes);
          }
        }
      }
    }
    return contents;
  }

  private void read(String operator, KeyedStateHandle handle, ClassLoader classes)
      throws Exception {
    ThrowingIterator<SavepointRestoreResult> results =
        new FullSnapshotRestoreOperation<String>(
                handle.getKeyGroupRange(),
                classes,
                List.of(handle),
                StateSerializerProvider.fromNewRegisteredSerializer(StringSerializer.INSTANCE))
            .restore();
    while (results.hasNext()) {
      SavepointRestoreResult result = results.next();
      List<StateMetaInfoSnapshot> states = result.getStateMetaInfoSnapshots();
      for (StateMetaInfoSnapshot state : states) {
        entries.putIfAbsent(operator + "/" + state.getName(), 0);
        TypeSerializerSnapshot<?> values =
            state.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER);
        if (state.getBackendStateType() == BackendStateType.KEY_VALUE && values != null) {
          written.put(operator + "/" + state.getName(), values.restoreSerializer());
        }
      }
      var groups = result.getRestoredKeyGroups();
      while (groups.hasNext()) {
        ThrowingIterator<KeyGroupEntry> group = groups.next().getKeyGroupEntries();
        while (group.hasNext()) {
          String state = states.get(group.next().getKvStateId()).getName();
          entries.merge(operator + "/" + state, 1, Integer::sum);
        }
      }
    }
  }

  /** States without an entry whose values are of a format of ours, none of Flink's basic types. */
  List<String> empty() {
    return written.entrySet().stream()
        .filter(state -> entries.getOrDefault(state.getKey(), 0) == 0)
        .filter(state -> !basic(value(state.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Components that were written and that today's classes do not have: Flink leaves them out. */
  List<String> lost() throws ReflectiveOperationException {
    List<String> lost = new ArrayList<>();
    for (Map.Entry<String, TypeSerializer<?>> state : written.entrySet()) {
      if (value(state.getValue()) instanceof PojoSerializer<?> components) {
        Field known = PojoSerializer.class.getDeclaredField("fields");
        known.setAccessible(true);
        Field[] fields = (Field[]) known.get(components);
        for (int i = 0; i < fields.length; i++) {
          if (fields[i] == null) {
            lost.add(state.getKey() + ": component " + i);
          }
        }
      }
    }
    return lost;
  }

  /** States whose values are written component by component, as Flink does with records. */
  List<String> ofComponents() {
    return written.entrySet().stream()
        .filter(state -> value(state.getValue()) instanceof PojoSerializer)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static TypeSerializer<?> value(TypeSerializer<?> serializer) {
    if (serializer instanceof MapSerializer<?, ?> map) {
      return map.getValueSerializer();
    }
    return serializer instanceof ListSerializer<?> list ? list.getElementSerializer() : serializer;
  }

  private static boolean basic(TypeSerializer<?> serializer) {
    return serializer.getClass().getName().startsWith("org.apache.flink.api.common.typeutils.base");
  }
}
