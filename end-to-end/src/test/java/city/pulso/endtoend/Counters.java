package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the jobs counted, asked of Flink's REST interface. */
final class Counters {
  /** Each counts something that should have been a result and is none. */
  private static final Set<String> DROPPED =
      Set.of(
          "dead-letters",
          "registry-messages-refused",
          "readings-unassigned",
          "batches-over-hole-limit",
          "batches-given-up-by-gateways",
          "spools-lost",
          "readings-beyond-the-ledger",
          "air-readings-foreign",
          "air-readings-too-late",
          "air-readings-overfull");

  /** The same, of the connectors: known to Flink as metrics only. */
  private static final Set<String> DROPPED_BY_CONNECTORS = Set.of("pointsRejected", "deadLetters");

  private static final Duration FLINK_KNOWS = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Counters() {}

  static void assertNothingDropped(String flink) {
    Map<String, Long> counted = new TreeMap<>();
    // Flink asks its task managers for metrics now and then: a new one is not known at once.
    await()
        .atMost(FLINK_KNOWS)
        .untilAsserted(
            () -> {
              Set<String> seen = count(flink, counted);
              assertThat(seen).as("counters the jobs have").containsAll(DROPPED);
              assertThat(seen)
                  .as("counters the connectors have")
                  .containsAll(DROPPED_BY_CONNECTORS);
            });
    assertThat(counted).as("what was dropped").isEmpty();
  }

  /**
   * @param counted gets what is not zero, by job and counter
   * @return the names of all counters that Flink knows
   */
  private static Set<String> count(String flink, Map<String, Long> counted) throws IOException {
    counted.clear();
    Set<String> seen = new TreeSet<>();
    for (JsonNode job : get(flink + "/jobs/overview").get("jobs")) {
      String address = flink + "/jobs/" + job.get("jid").asText();
      for (JsonNode each : get(address + "/accumulators").get("user-task-accumulators")) {
        seen.add(each.get("name").asText());
        if (DROPPED.contains(each.get("name").asText())) {
          add(counted, job, each.get("name").asText(), each.get("value").asLong());
        }
      }
      for (JsonNode vertex : get(address).get("vertices")) {
        String metrics = address + "/vertices/" + vertex.get("id").asText() + "/subtasks/metrics";
        for (JsonNode known : get(metrics)) {
          String id = known.get("id").asText();
          String name = id.substring(id.lastIndexOf('.') + 1);
          if (DROPPED_BY_CONNECTORS.contains(name)) {
            seen.add(name);
            for (JsonNode value : get(metrics + "?get=" + id.replace(" ", "%20"))) {
              add(counted, job, name, value.get("sum").asLong());
            }
          }
        }
      }
    }
    return seen;
  }

  private static void add(Map<String, Long> counted, JsonNode job, String name, long count) {
    if (count != 0) {
      counted.merge(job.get("name").asText() + " " + name, count, Long::sum);
    }
  }

  private static JsonNode get(String uri) throws IOException {
    return JSON.readTree(URI.create(uri).toURL());
  }
}
