package city.pulso.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which colour a value has, and which word stands for it. Absent values are always grey and say so.
 */
record Scale(List<Step> steps, List<Word> words) {
  static final String GREY = "#8e8e8e";
  static final String GREEN = "#00E400";
  static final String ORANGE = "#FF7E00";
  static final String RED = "#FF0000";

  /**
   * @param from lowest value of the step, {@code null} = everything below the next step
   */
  record Step(@Nullable Double from, String colour) {}

  record Word(int value, String text, String colour) {}

  static final Scale PLAIN = new Scale(List.of(new Step(null, "#5794F2")), List.of());

  /** 0 is as it should be, anything more is not. */
  static final Scale ZERO_IS_GOOD =
      new Scale(List.of(new Step(null, GREEN), new Step(1.0, RED)), List.of());

  /** Times a guideline level: up to it, and above. */
  static final Scale TIMES_GUIDELINE =
      new Scale(List.of(new Step(null, GREEN), new Step(1.01, RED)), List.of());

  /** US EPA AQI, table in force since 6 May 2024. */
  static final Scale US_AQI = ofBreakpoints(51, 101, 151, 201, 301);

  /** PM2.5 breakpoints of the same table, ug/m3; they judge 24 h means and the NowCast. */
  static final Scale US_PM2_5 = ofBreakpoints(9.1, 35.5, 55.5, 125.5, 225.5);

  /** PM10 breakpoints of the same table, ug/m3. */
  static final Scale US_PM10 = ofBreakpoints(55, 155, 255, 355, 425);

  /** The categories of the US AQI by rank; 0 = no data. */
  static final Scale US_CATEGORY =
      ofWords(
          new Word(0, "no data", GREY),
          new Word(1, "good", "#00E400"),
          new Word(2, "moderate", "#FFFF00"),
          new Word(3, "unhealthy for sensitive groups", "#FF7E00"),
          new Word(4, "unhealthy", "#FF0000"),
          new Word(5, "very unhealthy", "#8F3F97"),
          new Word(6, "hazardous", "#7E0023"));

  static final Scale HOME_STATE =
      ofWords(
          new Word(0, "unknown", GREY), new Word(1, "normal", GREEN), new Word(2, "inactive", RED));

  static final Scale BAY_STATE =
      ofWords(
          new Word(0, "unknown", GREY),
          new Word(1, "free", GREEN),
          new Word(2, "occupied", "#5794F2"));

  static Scale ofWords(Word... words) {
    List<Step> steps = new ArrayList<>();
    for (Word word : words) {
      steps.add(new Step(steps.isEmpty() ? null : (double) word.value(), word.colour()));
    }
    return new Scale(steps, List.of(words));
  }

  private static Scale ofBreakpoints(double... from) {
    String[] colours = {"#FFFF00", "#FF7E00", "#FF0000", "#8F3F97", "#7E0023"};
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(null, "#00E400"));
    for (int i = 0; i < from.length; i++) {
      steps.add(new Step(from[i], colours[i]));
    }
    return new Scale(steps, List.of());
  }

  Map<String, @Nullable Object> thresholds() {
    return Json.object(
        "mode",
        "absolute",
        "steps",
        steps.stream().map(s -> Json.object("color", s.colour(), "value", s.from())).toList());
  }

  List<Map<String, @Nullable Object>> mappings(String noValue) {
    List<Map<String, @Nullable Object>> mappings = new ArrayList<>();
    mappings.add(
        Json.object(
            "type",
            "special",
            "options",
            Json.object(
                "match", "null+nan", "result", Json.object("text", noValue, "color", GREY))));
    if (!words.isEmpty()) {
      Map<String, @Nullable Object> options = Json.object();
      for (Word word : words) {
        options.put(
            Integer.toString(word.value()),
            Json.object("text", word.text(), "color", word.colour(), "index", word.value()));
      }
      mappings.add(Json.object("type", "value", "options", options));
    }
    return mappings;
  }
}
