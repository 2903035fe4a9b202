package city.pulso.flink.influxdb;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One point's values, as wild as a point can be built. */
record Sample(String label, String text, double number, long whole, boolean flag) {
  private static final MeasurementSpec.Builder COLUMNS =
      MeasurementSpec.named("unused")
          .tag("label")
          .field("text", FieldType.STRING, "")
          .field("number", FieldType.FLOAT, "1")
          .field("whole", FieldType.INTEGER, "1")
          .field("flag", FieldType.BOOLEAN, "");

  /** Of a measurement of this name. */
  Point point(String measurement, long timeMs) {
    var columns = COLUMNS.build();
    return new MeasurementSpec(measurement, columns.tags(), columns.fields())
        .at(timeMs)
        .tag("label", label)
        .field("text", text)
        .field("number", number)
        .field("whole", whole)
        .field("flag", flag)
        .build();
  }

  /**
   * @param textLetters what texts are made of, besides letters of many alphabets
   */
  static Arbitrary<List<Sample>> lists(String textLetters) {
    return Combinators.combine(
            words(" ,=\"'#/a", 1),
            words(textLetters, 0),
            Arbitraries.doubles().between(-1e300, 1e300),
            // The smallest long of all is how QuestDB says null.
            Arbitraries.longs().between(Long.MIN_VALUE + 1, Long.MAX_VALUE),
            Arbitraries.of(true, false))
        .as(Sample::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private static Arbitrary<String> words(String special, int shortest) {
    Arbitrary<String> specials =
        Arbitraries.of(special.codePoints().mapToObj(Character::toString).toList());
    Arbitrary<String> letters =
        Arbitraries.integers()
            .between(0xA1, 0x1FFFF)
            .filter(
                point ->
                    Character.isLetterOrDigit(point)
                        || Character.getType(point) == Character.OTHER_SYMBOL)
            .map(Character::toString);
    return Arbitraries.oneOf(specials, letters)
        .list()
        .ofMinSize(shortest)
        .ofMaxSize(12)
        .map(list -> String.join("", list));
  }
}
