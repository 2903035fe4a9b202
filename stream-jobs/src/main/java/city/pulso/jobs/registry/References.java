package city.pulso.jobs.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who is called what, and who refers to whom: checked when everything has been read. */
final class References {
  private final Findings findings;
  private final Map<String, Map<String, Integer>> declared = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();

  private record Reference(int line, String where, String kind, String id) {}

  References(Findings findings) {
    this.findings = findings;
  }

  /** Notes an id of a kind; an id that stands elsewhere already is a problem. */
  void declare(String kind, String id, Section where) {
    if (id.isEmpty()) {
      return; // said already
    }
    Integer first =
        declared.computeIfAbsent(kind, k -> new TreeMap<>()).putIfAbsent(id, where.line());
    if (first != null) {
      findings.add(
          where.line(),
          where.path() + ": " + kind + " '" + id + "' stands already in line " + first);
    }
  }

  /** Notes that something needs a thing of that kind and id. */
  void need(String kind, String id, Section where, String key) {
    if (!id.isEmpty()) {
      references.add(new Reference(where.line(key), where.path() + "." + key, kind, id));
    }
  }

  void check() {
    for (Reference each : references) {
      Map<String, Integer> known = declared.getOrDefault(each.kind(), Map.of());
      if (!known.containsKey(each.id())) {
        findings.add(
            each.line(),
            each.where()
                + ": "
                + each.kind()
                + " '"
                + each.id()
                + "' is not known"
                + Findings.nearest(each.id(), known.keySet()));
      }
    }
  }
}
