package city.pulso.alerting.console;

import city.pulso.alerting.text.Language;
import io.javalin.http.sse.SseClient;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes to every watching browser, once a second of real time, the sections that have changed
 * since it was last sent them, and the clock always. A browser that does not keep up misses
 * seconds, delays nobody else, and then gets the newest.
 */
final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final long PERIOD_MS = 1_000;

  private final LivePage page;
  private final int most;
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final ScheduledExecutorService ticker;
  private final ExecutorService senders;

  LiveFeed(LivePage page, int most) {
    this.page = page;
    this.most = most;
    this.ticker = Executors.newSingleThreadScheduledExecutor(daemon("alerting-live"));
    this.senders = Executors.newCachedThreadPool(daemon("alerting-live-send"));
  }

  void start() {
    ticker.scheduleAtFixedRate(this::tick, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** Whether every place is taken. */
  boolean isFull() {
    return count.get() >= most;
  }

  /** Begins to push to a browser, or closes its connection when every place is taken. */
  void watch(SseClient client, Language language) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      client.close();
      return;
    }
    Watcher watcher = new Watcher(client, language);
    watchers.add(watcher);
    client.keepAlive();
    client.onClose(() -> leave(watcher));
  }

  /** Browsers that watch now. */
  int watching() {
    return watchers.size();
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    watchers.forEach(
        watcher -> {
          watcher.client.close();
          leave(watcher);
        });
    senders.shutdownNow();
  }

  private void leave(Watcher watcher) {
    if (watchers.remove(watcher)) {
      count.decrementAndGet();
    }
  }

  private void tick() {
    try {
      Map<Language, Map<String, String>> written = new EnumMap<>(Language.class);
      for (Watcher watcher : watchers) {
        if (watcher.client.terminated()) {
          leave(watcher);
        } else if (watcher.busy.compareAndSet(false, true)) {
          Map<String, String> sections = written.computeIfAbsent(watcher.language, page::sections);
          senders.execute(() -> push(watcher, sections));
        }
      }
    } catch (RuntimeException failed) {
      LOG.warn("The live page cannot be written now: {}", failed.toString());
    }
  }

  private void push(Watcher watcher, Map<String, String> sections) {
    try {
      watcher.push(sections);
    } catch (RuntimeException gone) {
      LOG.debug("A browser has gone", gone);
      leave(watcher);
    } finally {
      watcher.busy.set(false);
    }
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** One browser. Pushed to by one thread at a time. */
  private static final class Watcher {
    private final SseClient client;
    private final Language language;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<String, String> sent = new HashMap<>();

    Watcher(SseClient client, Language language) {
      this.client = client;
      this.language = language;
    }

    void push(Map<String, String> sections) {
      sections.forEach(
          (name, html) -> {
            boolean news = name.equals(LivePage.CLOCK) || !html.equals(sent.get(name));
            if (news && !client.terminated()) {
              client.sendEvent(name, html);
              sent.put(name, html);
            }
          });
    }
  }
}
