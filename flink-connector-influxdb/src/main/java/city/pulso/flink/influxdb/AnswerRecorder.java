package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last answer as the server gave it: the client's exceptions lose the body when it is not
 * the JSON they expect. Threads: any; each has its own last answer, because the client calls its
 * interceptors on the thread that makes the request.
 */
final class AnswerRecorder implements Interceptor {
  private static final long LONGEST_BODY = 64 * 1024;

  private final ThreadLocal<@Nullable WriteAnswer> last = new ThreadLocal<>();

  @Nullable WriteAnswer last() {
    return last.get();
  }

  void forget() {
    last.remove();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    String body = response.isSuccessful() ? "" : response.peekBody(LONGEST_BODY).string();
    last.set(
        new WriteAnswer(
            response.code(),
            body,
            retryAfter(response.header("Retry-After"), response.header("Date"))));
    return response;
  }

  /** Seconds, or a date, which is compared with the server's own clock. */
  static @Nullable Duration retryAfter(@Nullable String header, @Nullable String date) {
    if (header == null) {
      return null;
    }
    try {
      if (header.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(header));
      }
      if (date == null) {
        return null;
      }
      var http = DateTimeFormatter.RFC_1123_DATE_TIME;
      Duration wait =
          Duration.between(ZonedDateTime.parse(date, http), ZonedDateTime.parse(header, http));
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}
