package city.pulso.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages as version 1 wrote them, still read as what they meant. A golden file is never
 * rewritten: {@code -Dpulso.golden.add=true} writes only those that do not exist yet.
 */
class GoldenMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Pattern MESSAGE = Pattern.compile("(?m)^message (\\w+)");

  @BeforeAll
  static void add_missing_files_when_asked() throws IOException {
    if (Boolean.getBoolean("pulso.golden.add")) {
      for (Map.Entry<String, Message> sample : GoldenSamples.all().entrySet()) {
        Path file = GOLDEN.resolve(sample.getKey() + ".bin");
        if (Files.notExists(file)) {
          Files.write(file, sample.getValue().toByteArray());
        }
      }
      for (Map.Entry<String, Message> sample : GoldenSamples.states().entrySet()) {
        Path file = GOLDEN.resolve(sample.getKey() + ".json");
        if (Files.notExists(file)) {
          Files.writeString(file, JsonFormat.printer().print(sample.getValue()) + "\n");
        }
      }
    }
  }

  static Stream<Map.Entry<String, Message>> binary() {
    return GoldenSamples.all().entrySet().stream();
  }

  static Stream<Map.Entry<String, Message>> states() {
    return GoldenSamples.states().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("binary")
  void a_message_written_by_version_1_means_the_same(Map.Entry<String, Message> sample)
      throws IOException {
    byte[] golden = Files.readAllBytes(GOLDEN.resolve(sample.getKey() + ".bin"));
    Message read = sample.getValue().getParserForType().parseFrom(golden);
    assertThat(read).isEqualTo(sample.getValue());
  }

  @ParameterizedTest
  @MethodSource("binary")
  void the_same_message_is_still_written_with_the_same_bytes(Map.Entry<String, Message> sample)
      throws IOException {
    byte[] golden = Files.readAllBytes(GOLDEN.resolve(sample.getKey() + ".bin"));
    assertThat(sample.getValue().toByteArray()).isEqualTo(golden);
  }

  @ParameterizedTest
  @MethodSource("states")
  void a_state_published_by_version_1_means_the_same(Map.Entry<String, Message> sample)
      throws IOException {
    Message.Builder read = sample.getValue().newBuilderForType();
    JsonFormat.parser().merge(Files.readString(GOLDEN.resolve(sample.getKey() + ".json")), read);
    assertThat(read.build()).isEqualTo(sample.getValue());
  }

  @Test
  void the_samples_set_every_field_of_every_message_they_contain() {
    Set<String> set = new LinkedHashSet<>();
    Set<String> declared = new TreeSet<>();
    Stream.concat(binary(), states()).forEach(s -> collect(s.getValue(), set, declared));
    declared.removeAll(set);
    assertThat(declared)
        .as(
            "fields that no golden file holds; give GoldenSamples a new sample that sets them and"
                + " run once with -Dpulso.golden.add=true")
        .isEmpty();
  }

  @Test
  void every_message_of_the_contract_has_a_golden_file() throws IOException {
    Set<String> held = new TreeSet<>();
    Stream.concat(binary(), states()).forEach(s -> messages(s.getValue(), held));
    Set<String> declared = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/protobuf"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".proto")).toList()) {
        Matcher message = MESSAGE.matcher(Files.readString(file));
        while (message.find()) {
          declared.add("pulso.v1." + message.group(1));
        }
      }
    }
    assertThat(declared).hasSizeGreaterThan(30);
    assertThat(held).as("give GoldenSamples a sample of each").containsAll(declared);
  }

  private static void messages(Message message, Set<String> held) {
    held.add(message.getDescriptorForType().getFullName());
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Iterable<?> values =
            field.getKey().isRepeated() ? (Iterable<?>) field.getValue() : Set.of(field.getValue());
        values.forEach(value -> messages((Message) value, held));
      }
    }
  }

  private static void collect(Message message, Set<String> set, Set<String> declared) {
    message.getDescriptorForType().getFields().forEach(f -> declared.add(f.getFullName()));
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      set.add(field.getKey().getFullName());
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Iterable<?> values =
            field.getKey().isRepeated() ? (Iterable<?>) field.getValue() : Set.of(field.getValue());
        values.forEach(value -> collect((Message) value, set, declared));
      }
    }
  }
}
