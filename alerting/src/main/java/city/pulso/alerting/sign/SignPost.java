package city.pulso.alerting.sign;

import city.pulso.alerting.notify.RetryPolicy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the latest states to one sign: {@code {"kind":"parking","id":"…","state":{…}}}, the state
 * as it stands on its topic.
 *
 * <p>Guarantee: each state is posted until the sign has taken it or a newer one of the same subject
 * has replaced it; 2xx is taken. What waits is bounded by the number of subjects. A restart begins
 * with the broker's retained states, so nothing needs to be kept.
 *
 * <p>Threads: {@link #changed} any, the posts one of its own.
 */
public final class SignPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignPost.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sign sign;
  private final RetryPolicy retry;
  private final HttpClient client;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final LongAdder posted = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final Thread thread;
  private boolean closed;

  private record Waiting(String kind, String id, String state) {}

  public SignPost(Sign sign, RetryPolicy retry) {
    this.sign = sign;
    this.retry = retry;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(sign.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.thread = new Thread(this::run, "alerting-sign-" + sign.name());
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /**
   * Takes a state that was accepted; kinds this sign is not told are passed over.
   *
   * @param state protobuf JSON as it stands on the topic; empty: the subject is gone, and nothing
   *     is posted any more
   */
  public synchronized void changed(String kind, String id, byte[] state) {
    if (!sign.kinds().contains(kind)) {
      return;
    }
    if (state.length == 0) {
      waiting.remove(kind + "/" + id);
    } else {
      waiting.put(
          kind + "/" + id, new Waiting(kind, id, new String(state, StandardCharsets.UTF_8)));
      notifyAll();
    }
  }

  /** States the sign has taken since the start. */
  public long posted() {
    return posted.sum();
  }

  /** Attempts that failed since the start; each is tried again. */
  public long retried() {
    return retried.sum();
  }

  private void run() {
    int failures = 0;
    try {
      for (Waiting next = take(); next != null; next = take()) {
        if (post(next)) {
          posted.increment();
          failures = 0;
        } else {
          retried.increment();
          failures++;
          putBack(next);
          pause(retry.after(failures).toNanos());
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Waiting take()
      throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (closed) {
      return null;
    }
    Iterator<Waiting> oldest = waiting.values().iterator();
    Waiting next = oldest.next();
    oldest.remove();
    return next;
  }

  /** Unless a newer one has come meanwhile. */
  private synchronized void putBack(Waiting failed) {
    waiting.putIfAbsent(failed.kind() + "/" + failed.id(), failed);
  }

  private synchronized void pause(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closed; left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private boolean post(Waiting next) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(sign.uri())
              .timeout(sign.timeout())
              .header("Content-Type", "application/json; charset=utf-8")
              .header("User-Agent", "Pulso-alerting")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body(next)))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        LOG.debug("Sign {} answers {}", sign.name(), status);
      }
      return status / 100 == 2;
    } catch (IOException unreachable) {
      LOG.debug("Sign {} does not answer", sign.name(), unreachable);
      return false;
    }
  }

  private static byte[] body(Waiting next) throws JsonProcessingException {
    return JSON.writeValueAsBytes(
        JSON.createObjectNode()
            .put("kind", next.kind())
            .put("id", next.id())
            .putRawValue("state", new RawValue(next.state())));
  }

  /** Stops posting. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
  }
}
