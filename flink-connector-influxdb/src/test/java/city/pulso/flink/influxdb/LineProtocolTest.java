package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** Whatever can be built is read back by a reader that knows only the published grammar. */
class LineProtocolTest {
  private static final MeasurementSpec SPEC =
      MeasurementSpec.named("m")
          .tag("t")
          .field("text", FieldType.STRING, "")
          .field("number", FieldType.FLOAT, "1")
          .field("whole", FieldType.INTEGER, "1")
          .build();

  @Property
  void what_is_written_is_read_back(
      @ForAll("tagValues") String tag,
      @ForAll("texts") String text,
      @ForAll @DoubleRange(min = -1e300, max = 1e300) double number,
      @ForAll long whole,
      @ForAll long timeMs) {
    String line =
        SPEC.at(timeMs)
            .tag("t", tag)
            .field("text", text)
            .field("number", number)
            .field("whole", whole)
            .build()
            .line();
    var reader = new Reader(line);
    assertThat(reader.upTo(",")).isEqualTo("m");
    assertThat(reader.upTo("=")).isEqualTo("t");
    assertThat(reader.upTo(" ")).isEqualTo(tag);
    assertThat(reader.upTo("=")).isEqualTo("text");
    assertThat(reader.quoted()).isEqualTo(text);
    assertThat(reader.upTo("=")).isEqualTo("number");
    assertThat(Double.parseDouble(reader.upTo(","))).isEqualTo(number);
    assertThat(reader.upTo("=")).isEqualTo("whole");
    assertThat(reader.upTo(" ")).isEqualTo(whole + "i");
    assertThat(reader.rest()).isEqualTo(Long.toString(timeMs));
    var tagged = new StringBuilder("m,t=");
    LineProtocol.appendTagValue(tagged, tag);
    assertThat(LineProtocol.series(line)).isEqualTo(tagged.toString());
  }

  @Property
  void the_length_is_that_of_the_encoded_text(@ForAll("texts") String text) {
    assertThat(LineProtocol.utf8Length(text))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Provide
  Arbitrary<String> tagValues() {
    return Arbitraries.of(" ", ",", "=", "\"", "'", "a", "é", "€", "😀", "#")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(letters -> String.join("", letters));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(" ", ",", "=", "\"", "\\", "\n", "a", "é", "€", "😀", "#")
        .list()
        .ofMaxSize(12)
        .map(letters -> String.join("", letters));
  }

  /** Reads one line: a backslash takes the next character literally, quotes enclose text. */
  private static final class Reader {
    private final String line;
    private int at;

    Reader(String line) {
      this.line = line;
    }

    String upTo(String end) {
      var token = new StringBuilder();
      while (!line.startsWith(end, at)) {
        if (line.charAt(at) == '\\' && ",= ".indexOf(line.charAt(at + 1)) >= 0) {
          at++;
        }
        token.append(line.charAt(at++));
      }
      at += end.length();
      return token.toString();
    }

    String quoted() {
      var token = new StringBuilder();
      at++;
      while (line.charAt(at) != '"') {
        if (line.charAt(at) == '\\' && "\"\\".indexOf(line.charAt(at + 1)) >= 0) {
          at++;
        }
        token.append(line.charAt(at++));
      }
      at += 2;
      return token.toString();
    }

    String rest() {
      return line.substring(at);
    }
  }
}
