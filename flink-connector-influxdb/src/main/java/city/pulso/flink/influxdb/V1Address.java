package city.pulso.flink.influxdb;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Turns the client's {@code /api/v2/write?org&bucket=b&precision=ms} into InfluxDB 1.x's {@code
 * /write?db=b&precision=ms}. A bucket {@code db/policy} names the retention policy too.
 *
 * @param authorization value of the Authorization header, null = none
 */
record V1Address(@Nullable String authorization) implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    HttpUrl url = request.url();
    String bucket = url.queryParameter("bucket");
    if (bucket == null) {
      return chain.proceed(request);
    }
    String[] databaseAndPolicy = bucket.split("/", 2);
    HttpUrl.Builder v1 =
        url.newBuilder()
            .encodedPath(url.encodedPath().replaceFirst("api/v2/write$", "write"))
            .query(null)
            .addQueryParameter("db", databaseAndPolicy[0])
            .addQueryParameter("precision", url.queryParameter("precision"));
    if (databaseAndPolicy.length == 2) {
      v1.addQueryParameter("rp", databaseAndPolicy[1]);
    }
    Request.Builder rewritten = request.newBuilder().url(v1.build());
    if (authorization != null) {
      rewritten.header("Authorization", authorization);
    }
    return chain.proceed(rewritten.build());
  }

  @Override
  public String toString() {
    return "V1Address[authorization=" + (authorization == null ? "none" : "****") + "]";
  }
}
