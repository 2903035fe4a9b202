package city.pulso.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Bytes that an earlier release wrote into its savepoints, one file per type and version: they are
 * read for ever. A new version adds files; {@code -Dpulso.golden.write=true} writes missing ones.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  /** Fails unless the bytes in {@code NAME.hex} are read as the value. */
  public static <T> void check(String name, TypeInformation<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    Path file = FOLDER.resolve(name + ".hex");
    if (Boolean.getBoolean("pulso.golden.write") && !Files.exists(file)) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, HexFormat.of().formatHex(written(serializer, value)) + "\n");
    }
    byte[] golden =
        HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
    T read = serializer.deserialize(new DataInputDeserializer(golden));
    if (!read.equals(value)) {
      // Some of the values hold arrays, which know no equality; written again they do.
      assertThat(written(serializer, read))
          .as("%s read as %s", name, read)
          .isEqualTo(written(serializer, value));
    }
  }

  /** Fails unless a serializer can be restored from what a savepoint keeps of it. */
  public static void checkSnapshot(TypeInformation<?> type) throws IOException {
    TypeSerializer<?> serializer = type.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<?> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), Golden.class.getClassLoader());
    assertThat(read.restoreSerializer()).isEqualTo(serializer);
  }

  private static <T> byte[] written(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }
}
