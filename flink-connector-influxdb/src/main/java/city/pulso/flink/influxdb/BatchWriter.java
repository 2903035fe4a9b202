package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch until the fate of each of its lines is known: stored, or refused when sent alone.
 * Returns only then, so the caller may forget the batch. Lines are sent in their order, also when a
 * batch is taken apart, so of two points of one series and time the later stays.
 *
 * <p>Threads: any, several at once; each call has one request under way.
 */
final class BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  /** Does the waiting, so that tests need not. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final LineClient client;
  private final Backoff backoff;
  private final int maxRetries;
  private final Pause pause;
  private final SinkMetrics metrics;

  /**
   * @param maxRetries retries of one request, 0 = no end
   */
  BatchWriter(
      LineClient client, Backoff backoff, int maxRetries, Pause pause, SinkMetrics metrics) {
    this.client = client;
    this.backoff = backoff;
    this.maxRetries = maxRetries;
    this.pause = pause;
    this.metrics = metrics;
  }

  /**
   * @return what the server refuses for good; it is not counted yet
   * @throws IOException if only a person can mend it, or the retries are used up
   */
  List<RejectedPoint> write(List<String> batch) throws IOException, InterruptedException {
    List<RejectedPoint> rejections = new ArrayList<>();
    Deque<List<String>> todo = new ArrayDeque<>();
    todo.push(batch);
    while (!todo.isEmpty()) {
      List<String> part = todo.pop();
      Verdict verdict = decide(part);
      if (verdict instanceof Verdict.Written) {
        metrics.written(part.size());
      } else if (verdict instanceof Verdict.Rejected rejected) {
        if (part.size() == 1) {
          rejections.add(new RejectedPoint(part.get(0), rejected.reason()));
        } else {
          pushInOrder(isolate(part, rejected.suspects()), todo);
        }
      } else if (verdict instanceof Verdict.TooLarge tooLarge) {
        if (part.size() == 1) {
          rejections.add(new RejectedPoint(part.get(0), tooLarge.reason()));
        } else {
          pushInOrder(halves(part), todo);
        }
      } else if (verdict instanceof Verdict.Fatal fatal) {
        throw new IOException(
            "InfluxSink: the server refuses to write (" + fatal.reason() + "); " + fatal.advice());
      }
    }
    return rejections;
  }

  /** Tries until the answer is anything but "later". */
  private Verdict decide(List<String> part) throws IOException, InterruptedException {
    String body = String.join("\n", part);
    for (int retry = 0; ; retry++) {
      Verdict verdict = attempt(part.size(), body);
      if (!(verdict instanceof Verdict.Retry later)) {
        return verdict;
      }
      if (maxRetries > 0 && retry >= maxRetries) {
        throw new IOException(
            "InfluxSink: gave up after " + maxRetries + " retries: " + later.reason());
      }
      Duration wait = backoff.before(retry, later.after());
      if (retry < 4 || Integer.bitCount(retry) == 1) {
        LOG.warn(
            "{} points wait: {}; retry {} in {} ms",
            part.size(),
            later.reason(),
            retry + 1,
            wait.toMillis());
      }
      metrics.retry();
      pause.sleep(wait);
    }
  }

  private Verdict attempt(int points, String body) throws InterruptedException {
    long started = System.nanoTime();
    try {
      return WriteAnswerClassifier.classify(client.write(body));
    } catch (IOException noAnswer) {
      return new Verdict.Retry(noAnswer.toString(), null);
    } finally {
      metrics.request(
          points, LineProtocol.utf8Length(body), Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /**
   * Splits off what the server named, so that it is asked about each alone; without names, halves.
   * Only a line refused when sent alone is given up, whatever the server says about it before.
   */
  private static List<List<String>> isolate(List<String> part, List<Integer> suspects) {
    List<List<String>> parts = new ArrayList<>();
    int next = 0;
    for (int suspect : suspects) {
      if (suspect >= next && suspect < part.size()) {
        if (suspect > next) {
          parts.add(part.subList(next, suspect));
        }
        parts.add(part.subList(suspect, suspect + 1));
        next = suspect + 1;
      }
    }
    if (parts.isEmpty()) {
      return halves(part);
    }
    if (next < part.size()) {
      parts.add(part.subList(next, part.size()));
    }
    return parts;
  }

  private static List<List<String>> halves(List<String> part) {
    int middle = part.size() / 2;
    return List.of(part.subList(0, middle), part.subList(middle, part.size()));
  }

  private static void pushInOrder(List<List<String>> parts, Deque<List<String>> todo) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      todo.push(parts.get(i));
    }
  }
}
