package city.pulso.flink.influxdb;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.WriteParameters;
import com.influxdb.exceptions.InfluxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Writes through influxdb-client-java's blocking API, which leaves every decision to us. */
final class InfluxLineClient implements LineClient {
  /** The client asks for one; only InfluxDB 2.x looks at it. */
  private static final String NO_ORG = "-";

  private final InfluxDBClient client;
  private final WriteApiBlocking api;
  private final WriteParameters parameters;
  private final AnswerRecorder answers = new AnswerRecorder();

  InfluxLineClient(InfluxSinkConfig config) throws IOException {
    var http =
        new OkHttpClient.Builder()
            .connectTimeout(config.requestTimeout())
            .readTimeout(config.requestTimeout())
            .writeTimeout(config.requestTimeout());
    if (config.api() == InfluxApi.V1) {
      http.addInterceptor(new V1Address(basicAuthentication(config)));
    }
    http.addInterceptor(answers);
    var options =
        InfluxDBClientOptions.builder()
            .url(config.url())
            .okHttpClient(http)
            .precision(WritePrecision.MS);
    if (config.tokenFile() != null) {
      options.authenticateToken(secret("tokenFile", config.tokenFile()).toCharArray());
    }
    this.client = InfluxDBClientFactory.create(options.build());
    if (config.gzip()) {
      client.enableGzip();
    }
    this.api = client.getWriteApiBlocking();
    this.parameters =
        new WriteParameters(
            config.bucket(), config.org().isEmpty() ? NO_ORG : config.org(), WritePrecision.MS);
  }

  @Override
  public WriteAnswer write(String lines) throws IOException, InterruptedException {
    answers.forget();
    try {
      api.writeRecord(lines, parameters);
    } catch (InfluxException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while writing");
      }
      if (answers.last() == null) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new IOException(
            cause.getMessage() == null ? cause.toString() : cause.getMessage(), e);
      }
    }
    WriteAnswer answer = answers.last();
    if (answer == null) {
      throw new IOException("no answer");
    }
    return answer;
  }

  @Override
  public void close() {
    client.close();
  }

  private static @Nullable String basicAuthentication(InfluxSinkConfig config) throws IOException {
    return config.username() == null || config.passwordFile() == null
        ? null
        : Credentials.basic(
            config.username(),
            secret("credentials", config.passwordFile()),
            StandardCharsets.UTF_8);
  }

  private static String secret(String setting, String file) throws IOException {
    try {
      return Files.readString(Path.of(file)).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException e) {
      throw new IOException(
          "InfluxSink: " + setting + ": cannot read " + file + "; look at its name and rights", e);
    }
  }
}
