package city.pulso.grafana;

import city.pulso.schemas.Measurement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template variable that offers the values of one tag.
 *
 * @param name name in the queries, without the dollar sign; also the label
 * @param source measurement whose tag values are offered
 * @param within variable that narrows the offer, {@code null} = none
 */
record Variable(String name, Measurement source, String tag, @Nullable Variable within) {
  Variable {
    if (!source.tags().contains(tag)) {
      throw new IllegalArgumentException(source.name() + " has no tag '" + tag + "'");
    }
    if (within != null && !source.tags().contains(within.tag())) {
      throw new IllegalArgumentException(source.name() + " has no tag '" + within.tag() + "'");
    }
  }

  static Variable of(Measurement source, String tag) {
    return new Variable(tag, source, tag, null);
  }

  static Variable within(Variable outer, Measurement source, String tag) {
    return new Variable(tag, source, tag, outer);
  }

  String query() {
    return "SHOW TAG VALUES FROM \""
        + source.name()
        + "\" WITH KEY = \""
        + tag
        + "\""
        + (within == null ? "" : " WHERE \"" + within.tag() + "\" =~ /^$" + within.name() + "$/");
  }

  Map<String, @Nullable Object> json() {
    return Json.object(
        "type",
        "query",
        "name",
        name,
        "label",
        name,
        "datasource",
        Dashboard.datasource(),
        "query",
        query(),
        "definition",
        query(),
        "refresh",
        2,
        "sort",
        1,
        "multi",
        true,
        "includeAll",
        true,
        "allValue",
        ".*",
        "current",
        Json.object("selected", true, "text", List.of("All"), "value", List.of("$__all")),
        "options",
        List.of(),
        "regex",
        "",
        "hide",
        0,
        "skipUrlSync",
        false);
  }
}
