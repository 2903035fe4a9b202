package city.pulso.standalone.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One job manager's REST interface, as far as a city needs it.
 *
 * <p>Threads: any. Every method throws {@link IOException} when the job manager does not answer.
 */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 200_000_000L;
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private final URI address;
  private final String job;

  /**
   * @param job its id, 32 hexadecimal digits
   */
  public FlinkRest(URI address, String job) {
    this.address = address;
    this.job = job;
  }

  /**
   * How the job is.
   *
   * @param state Flink's word, or {@code DEPLOYING 3/12} while not all of its tasks run
   * @param restarts how often it was restarted since its job manager began
   */
  public record Standing(String state, long restarts) {}

  /**
   * The newest completed checkpoint.
   *
   * @param count completed since the job manager began
   * @param failed failed since then
   * @param durationMs of the newest, trigger to completion
   * @param bytes of the newest, shared files of incremental ones not counted again
   * @param fullBytes all that is needed to restore it
   */
  public record CheckpointFacts(
      long count, long failed, long durationMs, long bytes, long fullBytes) {}

  public Standing standing() throws IOException {
    JsonNode jobs = get("/jobs/overview").path("jobs");
    for (JsonNode each : jobs) {
      if (each.path("jid").asText().equals(job)) {
        int total = each.path("tasks").path("total").asInt();
        int running = each.path("tasks").path("running").asInt();
        String state = each.path("state").asText();
        return new Standing(
            state.equals("RUNNING") && running < total
                ? "DEPLOYING " + running + "/" + total
                : state,
            restarts());
      }
    }
    return new Standing("STARTING", 0);
  }

  private long restarts() throws IOException {
    for (JsonNode metric : get("/jobs/" + job + "/metrics?get=numRestarts")) {
      return metric.path("value").asLong();
    }
    return 0;
  }

  public CheckpointFacts checkpoints() throws IOException {
    JsonNode facts = get("/jobs/" + job + "/checkpoints");
    JsonNode newest = facts.path("latest").path("completed");
    return new CheckpointFacts(
        facts.path("counts").path("completed").asLong(),
        facts.path("counts").path("failed").asLong(),
        newest.path("end_to_end_duration").asLong(),
        newest.path("checkpointed_size").asLong(),
        newest.path("state_size").asLong());
  }

  public int taskManagers() throws IOException {
    return get("/taskmanagers").path("taskmanagers").size();
  }

  /** Makes a checkpoint and waits for it. */
  public void checkpoint(Duration limit) throws IOException {
    String path = "/jobs/" + job + "/checkpoints";
    JsonNode triggered = post(path, "{\"checkpointType\": \"CONFIGURED\"}");
    await(path, triggered, limit);
  }

  /**
   * Makes a savepoint while the job goes on.
   *
   * @return where it is
   */
  public String savepoint(URI directory, Duration limit) throws IOException {
    JsonNode triggered =
        post(
            "/jobs/" + job + "/savepoints",
            "{\"target-directory\": \"%s\", \"cancel-job\": false, \"formatType\": \"CANONICAL\"}"
                .formatted(directory));
    return await("/jobs/" + job + "/savepoints", triggered, limit).path("location").asText();
  }

  /**
   * Makes a savepoint and stops the job, with nothing processed in between.
   *
   * @return where the savepoint is
   */
  public String stop(URI directory, Duration limit) throws IOException {
    JsonNode triggered =
        post(
            "/jobs/" + job + "/stop",
            "{\"targetDirectory\": \"%s\", \"drain\": false, \"formatType\": \"CANONICAL\"}"
                .formatted(directory));
    return await("/jobs/" + job + "/savepoints", triggered, limit).path("location").asText();
  }

  private JsonNode await(String path, JsonNode triggered, Duration limit) throws IOException {
    String trigger = triggered.path("request-id").asText();
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = get(path + "/" + trigger);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode failure = answer.path("operation").path("failure-cause");
        if (!failure.isMissingNode() && !failure.isNull()) {
          throw new IOException(failure.path("class").asText() + ": " + firstLine(failure));
        }
        return answer.path("operation");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IOException("not completed within " + limit.toSeconds() + " s");
  }

  private static String firstLine(JsonNode failure) {
    return failure.path("stack-trace").asText().lines().limit(3).reduce("", (a, b) -> a + " " + b);
  }

  private JsonNode get(String path) throws IOException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  private JsonNode post(String path, String body) throws IOException {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer =
          HTTP.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException("status " + answer.statusCode() + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
