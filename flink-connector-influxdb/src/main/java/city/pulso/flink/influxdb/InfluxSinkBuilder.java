package city.pulso.flink.influxdb;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link InfluxSink}; {@link #build()} names every problem at once. */
public final class InfluxSinkBuilder<T> {
  private static final int MOST_REQUESTS = 64;

  private @Nullable String url;
  private InfluxApi api = InfluxApi.V2;
  private String org = "";
  private @Nullable String bucket;
  private @Nullable String tokenFile;
  private @Nullable String username;
  private @Nullable String passwordFile;
  private @Nullable PointConverter<T> converter;
  private int maxBatchPoints = 5_000;
  private int maxBatchBytes = 1 << 20;
  private int maxConcurrentRequests = 1;
  private Duration flushInterval = Duration.ofSeconds(1);
  private Duration requestTimeout = Duration.ofSeconds(30);
  private Duration minBackoff = Duration.ofMillis(200);
  private Duration maxBackoff = Duration.ofSeconds(30);
  private int maxRetries;
  private boolean gzip;
  private RejectedPointHandler rejected = point -> {};
  private WriteObserver<T> observer = WriteObserver.nothing();

  InfluxSinkBuilder() {}

  /** {@code http://host:port} or {@code https://host:port}, without credentials. */
  public InfluxSinkBuilder<T> url(String newUrl) {
    this.url = newUrl;
    return this;
  }

  /** Default: {@link InfluxApi#V2}. */
  public InfluxSinkBuilder<T> api(InfluxApi newApi) {
    this.api = newApi;
    return this;
  }

  /** Organisation; only InfluxDB 2.x asks for it. */
  public InfluxSinkBuilder<T> org(String newOrg) {
    this.org = newOrg;
    return this;
  }

  /** Bucket (2.x) or database (1.x, 3.x). */
  public InfluxSinkBuilder<T> bucket(String newBucket) {
    this.bucket = newBucket;
    return this;
  }

  /**
   * File with the token, read where the sink runs whenever a writer starts; one line break at its
   * end is not part of the token. Default and null: no token.
   */
  public InfluxSinkBuilder<T> tokenFile(@Nullable Path file) {
    this.tokenFile = file == null ? null : file.toString();
    return this;
  }

  /** User name and password file, for {@link InfluxApi#V1} with authentication. */
  public InfluxSinkBuilder<T> credentials(String newUsername, Path newPasswordFile) {
    this.username = newUsername;
    this.passwordFile = newPasswordFile.toString();
    return this;
  }

  public InfluxSinkBuilder<T> converter(PointConverter<T> newConverter) {
    this.converter = newConverter;
    return this;
  }

  /** A batch is written when it has that many points; default 5000. */
  public InfluxSinkBuilder<T> maxBatchPoints(int points) {
    this.maxBatchPoints = points;
    return this;
  }

  /** A batch is written before it gets larger than that, uncompressed; default 1 MiB. */
  public InfluxSinkBuilder<T> maxBatchBytes(int bytes) {
    this.maxBatchBytes = bytes;
    return this;
  }

  /**
   * Most requests under way at once, per subtask; 1 to {@value #MOST_REQUESTS}, default 1. Points
   * of one series (measurement and tags) always follow each other in their order; points of
   * different series may overtake each other when there are more than one. Memory: two batches
   * each.
   */
  public InfluxSinkBuilder<T> maxConcurrentRequests(int requests) {
    this.maxConcurrentRequests = requests;
    return this;
  }

  /** Longest time a point waits for its batch to fill; default 1 s. */
  public InfluxSinkBuilder<T> flushInterval(Duration interval) {
    this.flushInterval = interval;
    return this;
  }

  /** Longest time to connect, and to wait for an answer; default 30 s. Then it is tried again. */
  public InfluxSinkBuilder<T> requestTimeout(Duration timeout) {
    this.requestTimeout = timeout;
    return this;
  }

  /** Pause before the first and longest pause before a later retry; default 200 ms and 30 s. */
  public InfluxSinkBuilder<T> backoff(Duration first, Duration longest) {
    this.minBackoff = first;
    this.maxBackoff = longest;
    return this;
  }

  /** Retries of one request before the job fails. Default 0: until it succeeds. */
  public InfluxSinkBuilder<T> maxRetries(int retries) {
    this.maxRetries = retries;
    return this;
  }

  /**
   * Compresses requests. Default: off, since not every server that speaks the protocol reads it.
   */
  public InfluxSinkBuilder<T> gzip(boolean on) {
    this.gzip = on;
    return this;
  }

  /** Who gets what the server refuses for good; it is counted and logged in any case. */
  public InfluxSinkBuilder<T> rejected(RejectedPointHandler handler) {
    this.rejected = handler;
    return this;
  }

  /** Who learns which elements the server has answered for. Default: nobody. */
  public InfluxSinkBuilder<T> observer(WriteObserver<T> newObserver) {
    this.observer = newObserver;
    return this;
  }

  /**
   * @throws IllegalArgumentException naming every setting that is missing or not accepted
   */
  public InfluxSink<T> build() {
    var problems = new ArrayList<String>();
    if (maxBatchPoints < 1) {
      problems.add("maxBatchPoints: " + maxBatchPoints + " is not accepted; use 1 or more");
    }
    if (maxBatchBytes < 1024) {
      problems.add("maxBatchBytes: " + maxBatchBytes + " is not accepted; use 1024 or more");
    }
    if (maxConcurrentRequests < 1 || maxConcurrentRequests > MOST_REQUESTS) {
      problems.add(
          "maxConcurrentRequests: " + maxConcurrentRequests + " is not accepted; use 1 to 64");
    }
    if (maxRetries < 0) {
      problems.add("maxRetries: " + maxRetries + " is not accepted; use 0 (no end) or more");
    }
    if (username != null && api != InfluxApi.V1) {
      problems.add("credentials: only with api(V1); use tokenFile");
    }
    positive("flushInterval", flushInterval, problems);
    positive("requestTimeout", requestTimeout, problems);
    positive("backoff", minBackoff, problems);
    if (maxBackoff.compareTo(minBackoff) < 0) {
      problems.add(
          "backoff: the longest, " + maxBackoff + ", is shorter than the first, " + minBackoff);
    }
    String checkedUrl = present("url", url, problems);
    if (checkedUrl != null) {
      checkUrl(checkedUrl, problems);
    }
    String checkedBucket = present("bucket", bucket, problems);
    PointConverter<T> checkedConverter = present("converter", converter, problems);
    if (!problems.isEmpty()
        || checkedUrl == null
        || checkedBucket == null
        || checkedConverter == null) {
      throw new IllegalArgumentException("InfluxSink: " + String.join("\n", problems));
    }
    return new InfluxSink<>(
        new InfluxSinkConfig(
            checkedUrl,
            api,
            org,
            checkedBucket,
            tokenFile,
            username,
            passwordFile,
            maxBatchPoints,
            maxBatchBytes,
            maxConcurrentRequests,
            flushInterval,
            requestTimeout,
            minBackoff,
            maxBackoff,
            maxRetries,
            gzip,
            rejected),
        checkedConverter,
        observer);
  }

  private static void positive(String name, Duration value, List<String> problems) {
    if (value.toMillis() < 1) {
      problems.add(name + ": " + value + " is not accepted; use 1 ms or more");
    }
  }

  private static void checkUrl(String url, List<String> problems) {
    try {
      URI uri = URI.create(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null) {
        return;
      }
    } catch (IllegalArgumentException notAUri) {
      // reported below, without the text, which may hold a password
    }
    problems.add(
        "url: not accepted; use http://host:port or https://host:port without credentials");
  }

  private static <V> @Nullable V present(String name, @Nullable V value, List<String> problems) {
    if (value == null) {
      problems.add(name + ": missing");
    }
    return value;
  }
}
