package city.pulso.edge.relay;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that touches the store: what waits shares a commit and its sync. */
final class RelayWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayWriter.class);
  private static final int WAITING = 1000;
  private static final int GROUP = 100;

  /** Something to do with the open store. */
  interface Work<T> {
    T with(RelayStore store) throws SQLException;
  }

  private final RelayStore store;
  private final BlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean closed;
  private volatile String problem = "";

  RelayWriter(RelayStore store, String gateway) {
    this.store = store;
    this.thread = new Thread(this::run, "relay-" + gateway);
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes after the commit that contains the work; fails when nothing of it may be assumed. */
  <T> CompletableFuture<T> submit(Work<T> work) {
    Task<T> task = new Task<>(work, new CompletableFuture<>());
    if (closed || !queue.offer(task)) {
      task.done().completeExceptionally(new IOException("the relay is busy or stopping"));
    }
    return task.done();
  }

  /** Why the last commit failed; empty: it did not. */
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Task<?>> group = new ArrayList<>();
    while (!closed) {
      group.clear();
      try {
        group.add(queue.take());
      } catch (InterruptedException e) {
        break;
      }
      queue.drainTo(group, GROUP);
      serve(group);
    }
    queue.drainTo(group);
    serve(group);
    store.abandon();
  }

  private void serve(List<Task<?>> group) {
    try {
      store.open();
      for (Task<?> task : group) {
        task.work(store);
      }
      store.commit();
      problem = "";
      group.forEach(Task::succeed);
    } catch (SQLException | IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
      LOG.error("relay: nothing of this group is acknowledged: {}", e.toString());
      store.abandon();
      group.forEach(task -> task.done().completeExceptionally(e));
    }
  }

  private static final class Task<T> {
    private final Work<T> work;
    private final CompletableFuture<T> done;
    private @Nullable Runnable success;

    Task(Work<T> work, CompletableFuture<T> done) {
      this.work = work;
      this.done = done;
    }

    CompletableFuture<T> done() {
      return done;
    }

    void work(RelayStore store) throws SQLException {
      T result = work.with(store);
      success = () -> done.complete(result);
    }

    void succeed() {
      Runnable complete = success;
      if (complete != null) {
        complete.run();
      }
    }
  }
}
