package city.pulso.jobs;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job needs to know, checked once, every problem at once. Immutable.
 *
 * @param brokerUri {@code mqtt://host:port} or {@code mqtts://host:port}
 * @param brokerUser user name at the broker; absent: none is sent
 * @param brokerPasswordFile file that holds the password; read on each connect
 * @param clientIdPrefix MQTT client ids start with it: two cities on one broker need two
 * @param sharedGroup name of the shared subscription of the telemetry
 * @param storeUrl {@code http://host:port} of the store
 * @param storeApi V1 (InfluxDB 1.x) or V2 (InfluxDB 2.x, 3.x, QuestDB)
 * @param storeOrg organisation, V2 only; may be empty
 * @param storeBucket bucket, or database with V1
 * @param storeTokenFile file that holds the token; absent: none is sent
 * @param checkpointInterval real time between checkpoints; a gateway's receipt waits for the next
 * @param parallelism subtasks of every keyed operator
 * @param maxParallelism key groups; fixed for the life of the state
 * @param tickInterval real time between looks at the clock, for what only silence can tell
 * @param restartGrace city time after a (re)start during which silence concludes nothing
 * @param gatewayOfflineAfter city time without a heartbeat, while others are heard
 * @param pipelineLateAfter city time without a heartbeat from anybody
 * @param silenceFloor real time that silence must last too, where city time runs faster
 * @param plugSilentAfter city time of heartbeats without a report of a plug whose interval the
 *     registry does not know
 * @param bayHold T_on and T_off: a bay's change counts when it lasted so long
 * @param registryPatience real time a reading waits for its device to appear in the registry
 * @param registryBuffer readings that wait per device; those beyond are stored as unassigned
 * @param maxHoles holes of a stream that may be open at once; a batch beyond must be sent again
 * @param airIndex tag of the index scheme the air job judges by
 */
public record JobConfig(
    String brokerUri,
    @Nullable String brokerUser,
    @Nullable String brokerPasswordFile,
    String clientIdPrefix,
    String sharedGroup,
    String storeUrl,
    StoreApi storeApi,
    String storeOrg,
    String storeBucket,
    @Nullable String storeTokenFile,
    Duration checkpointInterval,
    int parallelism,
    int maxParallelism,
    Duration tickInterval,
    Duration restartGrace,
    Duration gatewayOfflineAfter,
    Duration pipelineLateAfter,
    Duration silenceFloor,
    Duration plugSilentAfter,
    Duration bayHold,
    Duration registryPatience,
    int registryBuffer,
    int maxHoles,
    String airIndex)
    implements Serializable {

  /** How the store is spoken to. */
  public enum StoreApi {
    V1,
    V2
  }

  public JobConfig {
    List<String> problems = new ArrayList<>();
    uri(problems, "broker", brokerUri, List.of("mqtt", "mqtts"));
    uri(problems, "influx", storeUrl, List.of("http", "https"));
    check(problems, !clientIdPrefix.isBlank(), "client-id-prefix", clientIdPrefix, "a name");
    check(problems, !sharedGroup.isBlank(), "shared-group", sharedGroup, "a name");
    check(problems, !storeBucket.isBlank(), "bucket", storeBucket, "a name");
    positive(problems, "checkpoint-interval", checkpointInterval);
    positive(problems, "tick-interval", tickInterval);
    positive(problems, "gateway-offline-after", gatewayOfflineAfter);
    positive(problems, "pipeline-late-after", pipelineLateAfter);
    positive(problems, "plug-silent-after", plugSilentAfter);
    positive(problems, "registry-patience", registryPatience);
    check(problems, !silenceFloor.isNegative(), "silence-floor", silenceFloor, "PT0S or longer");
    check(problems, !restartGrace.isNegative(), "restart-grace", restartGrace, "PT0S or longer");
    check(problems, !bayHold.isNegative(), "bay-hold", bayHold, "PT0S or longer");
    check(
        problems,
        parallelism >= 1 && parallelism <= maxParallelism,
        "parallelism",
        parallelism,
        "1 to max-parallelism");
    check(
        problems,
        maxParallelism >= 1 && maxParallelism <= 32_768,
        "max-parallelism",
        maxParallelism,
        "1 to 32768");
    check(problems, registryBuffer >= 1, "registry-buffer", registryBuffer, "1 or more");
    check(problems, maxHoles >= 1, "max-holes", maxHoles, "1 or more");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** Starts from the defaults: a broker and a store on this machine. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts from this configuration. */
  public Builder toBuilder() {
    Builder copy = new Builder();
    copy.brokerUri = brokerUri;
    copy.brokerUser = brokerUser;
    copy.brokerPasswordFile = brokerPasswordFile;
    copy.clientIdPrefix = clientIdPrefix;
    copy.sharedGroup = sharedGroup;
    copy.storeUrl = storeUrl;
    copy.storeApi = storeApi;
    copy.storeOrg = storeOrg;
    copy.storeBucket = storeBucket;
    copy.storeTokenFile = storeTokenFile;
    copy.checkpointInterval = checkpointInterval;
    copy.parallelism = parallelism;
    copy.maxParallelism = maxParallelism;
    copy.tickInterval = tickInterval;
    copy.restartGrace = restartGrace;
    copy.gatewayOfflineAfter = gatewayOfflineAfter;
    copy.pipelineLateAfter = pipelineLateAfter;
    copy.silenceFloor = silenceFloor;
    copy.plugSilentAfter = plugSilentAfter;
    copy.bayHold = bayHold;
    copy.registryPatience = registryPatience;
    copy.registryBuffer = registryBuffer;
    copy.maxHoles = maxHoles;
    copy.airIndex = airIndex;
    return copy;
  }

  private static void uri(List<String> problems, String key, String value, List<String> schemes) {
    boolean good;
    try {
      URI uri = URI.create(value);
      good = uri.getHost() != null && schemes.contains(String.valueOf(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      good = false;
    }
    check(problems, good, key, value, schemes.get(0) + "://host:port");
  }

  private static void positive(List<String> problems, String key, Duration value) {
    check(problems, value.toMillis() >= 1, key, value, "PT0.001S or longer");
  }

  private static void check(
      List<String> problems, boolean good, String key, Object value, String accepted) {
    if (!good) {
      problems.add("jobs." + key + ": " + value + " is not accepted; use " + accepted);
    }
  }

  /** Collects the values; {@link #build()} checks them. */
  public static final class Builder {
    private String brokerUri = "mqtt://127.0.0.1:1883";
    private @Nullable String brokerUser;
    private @Nullable String brokerPasswordFile;
    private String clientIdPrefix = "pulso";
    private String sharedGroup = "pulso";
    private String storeUrl = "http://127.0.0.1:8086";
    private StoreApi storeApi = StoreApi.V2;
    private String storeOrg = "pulso";
    private String storeBucket = "pulso";
    private @Nullable String storeTokenFile;
    private Duration checkpointInterval = Duration.ofSeconds(10);
    private int parallelism = 1;
    private int maxParallelism = 128;
    private Duration tickInterval = Duration.ofSeconds(5);
    private Duration restartGrace = Duration.ofMinutes(5);
    private Duration gatewayOfflineAfter = Duration.ofMinutes(5);
    private Duration pipelineLateAfter = Duration.ofMinutes(5);
    private Duration silenceFloor = Duration.ofSeconds(30);
    private Duration plugSilentAfter = Duration.ofMinutes(30);
    private Duration bayHold = Duration.ofSeconds(15);
    private Duration registryPatience = Duration.ofSeconds(60);
    private int registryBuffer = 256;
    private int maxHoles = 1024;
    private String airIndex = "us-epa";

    private Builder() {}

    public Builder broker(String uri) {
      this.brokerUri = uri;
      return this;
    }

    public Builder brokerUser(String user, Path passwordFile) {
      this.brokerUser = user;
      this.brokerPasswordFile = passwordFile.toString();
      return this;
    }

    public Builder clientIdPrefix(String prefix) {
      this.clientIdPrefix = prefix;
      return this;
    }

    public Builder sharedGroup(String group) {
      this.sharedGroup = group;
      return this;
    }

    public Builder store(String url, StoreApi api) {
      this.storeUrl = url;
      this.storeApi = api;
      return this;
    }

    public Builder storeOrg(String org) {
      this.storeOrg = org;
      return this;
    }

    public Builder storeBucket(String bucket) {
      this.storeBucket = bucket;
      return this;
    }

    public Builder storeTokenFile(Path file) {
      this.storeTokenFile = file.toString();
      return this;
    }

    public Builder checkpointInterval(Duration interval) {
      this.checkpointInterval = interval;
      return this;
    }

    public Builder parallelism(int subtasks) {
      this.parallelism = subtasks;
      return this;
    }

    public Builder maxParallelism(int keyGroups) {
      this.maxParallelism = keyGroups;
      return this;
    }

    public Builder tickInterval(Duration interval) {
      this.tickInterval = interval;
      return this;
    }

    public Builder restartGrace(Duration grace) {
      this.restartGrace = grace;
      return this;
    }

    public Builder gatewayOfflineAfter(Duration limit) {
      this.gatewayOfflineAfter = limit;
      return this;
    }

    public Builder pipelineLateAfter(Duration limit) {
      this.pipelineLateAfter = limit;
      return this;
    }

    public Builder silenceFloor(Duration floor) {
      this.silenceFloor = floor;
      return this;
    }

    public Builder plugSilentAfter(Duration limit) {
      this.plugSilentAfter = limit;
      return this;
    }

    public Builder bayHold(Duration hold) {
      this.bayHold = hold;
      return this;
    }

    public Builder registryPatience(Duration patience) {
      this.registryPatience = patience;
      return this;
    }

    public Builder registryBuffer(int readings) {
      this.registryBuffer = readings;
      return this;
    }

    /** Tag of the index scheme: us-epa, pe-inca or kr-cai. */
    public Builder airIndex(String tag) {
      this.airIndex = tag;
      return this;
    }

    public Builder maxHoles(int holes) {
      this.maxHoles = holes;
      return this;
    }

    /**
     * @throws IllegalArgumentException with one line per problem
     */
    public JobConfig build() {
      return new JobConfig(
          brokerUri,
          brokerUser,
          brokerPasswordFile,
          clientIdPrefix,
          sharedGroup,
          storeUrl,
          storeApi,
          storeOrg,
          storeBucket,
          storeTokenFile,
          checkpointInterval,
          parallelism,
          maxParallelism,
          tickInterval,
          restartGrace,
          gatewayOfflineAfter,
          pipelineLateAfter,
          silenceFloor,
          plugSilentAfter,
          bayHold,
          registryPatience,
          registryBuffer,
          maxHoles,
          airIndex);
    }
  }
}
