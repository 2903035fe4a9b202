package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that touches the file: gathers what waits, commits it together, answers. */
final class SpoolWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);

  /** Requests in one transaction. */
  private static final int GROUP = 2000;

  /** Batches waiting for receipts above which larger batches are worth a longer wait. */
  private static final long MANY = 96;

  private final Spool spool;
  private final BlockingQueue<Request> queue;
  private final SpoolFiles files;
  private final SpoolConfig config;
  private final String gateway;
  private final Clock clock;
  private @Nullable SpoolFile file;
  private long epoch;
  private Map<Domain, StreamStatus> streams = Map.of();
  private final Map<String, DeviceCount> devices = new HashMap<>();

  SpoolWriter(
      Spool spool,
      BlockingQueue<Request> queue,
      SpoolFiles files,
      SpoolConfig config,
      String gateway,
      Clock clock) {
    this.spool = spool;
    this.queue = queue;
    this.files = files;
    this.config = config;
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Opens the file and takes its state over. */
  void open() throws IOException {
    SpoolFile opened = files.open();
    try {
      SpoolFile.Identity identity = opened.identity(gateway, Spool.newEpoch());
      if (!identity.gateway().equals(gateway)) {
        throw new SpoolException(
            "the spool belongs to gateway " + identity.gateway() + ", not to " + gateway);
      }
      Map<Domain, StreamStatus> found = opened.streams();
      devices.clear();
      devices.putAll(opened.devices());
      opened.rollback();
      epoch = identity.epoch();
      Map<Domain, StreamStatus> before = streams;
      found.replaceAll(
          (domain, status) ->
              status.withReceipted(before.getOrDefault(domain, StreamStatus.EMPTY).receipted()));
      streams = found;
      file = opened;
      spool.publish(epoch, streams, devices);
    } catch (SQLException e) {
      close(opened);
      throw Spool.failed(e);
    } catch (IOException e) {
      close(opened);
      throw e;
    }
  }

  @Override
  public void run() {
    List<Request> group = new ArrayList<>();
    boolean running = true;
    while (running) {
      group.clear();
      try {
        gather(group);
      } catch (InterruptedException e) {
        running = false;
      }
      running &= group.stream().noneMatch(Request.Stop.class::isInstance);
      serve(group);
    }
    fail(drained(), new SpoolException("the agent is stopping; try again later"));
    SpoolFile open = file;
    if (open != null) {
      close(open);
    }
  }

  private void gather(List<Request> group) throws InterruptedException {
    group.add(queue.take());
    boolean stores = group.get(0) instanceof Request.Append;
    long patience = stores ? config.linger().toNanos() : 0;
    if (patience > 0) {
      boolean many = streams.values().stream().anyMatch(stream -> stream.batches() > MANY);
      long deadline = System.nanoTime() + (many ? patience * 10 : patience);
      long left;
      while (group.size() < GROUP && (left = deadline - System.nanoTime()) > 0) {
        Request next = queue.poll(left, TimeUnit.NANOSECONDS);
        if (next == null || next instanceof Request.Stop) {
          if (next != null) {
            group.add(next);
          }
          break;
        }
        group.add(next);
      }
    }
    queue.drainTo(group, Math.max(0, GROUP - group.size()));
  }

  private void serve(List<Request> group) {
    try {
      SpoolFile open = file;
      if (open == null) {
        open();
        open = file;
      }
      if (open != null) {
        write(open, group);
      }
    } catch (SQLException e) {
      LOG.error(
          "spool of {} failed, nothing of this group is acknowledged: {}", gateway, e.toString());
      abandon();
      fail(group, Spool.failed(e));
    } catch (IOException e) {
      LOG.error("spool of {} cannot be opened: {}", gateway, e.getMessage());
      fail(group, e);
    } catch (RuntimeException e) {
      LOG.error(
          "spool of {} failed unexpectedly, nothing of this group is acknowledged", gateway, e);
      abandon();
      fail(group, new SpoolException("the spool failed: " + e, e));
    }
  }

  private void write(SpoolFile open, List<Request> group) throws SQLException {
    GroupCommit commit =
        new GroupCommit(open, config, gateway, epoch, clock.millis(), streams, devices);
    List<Runnable> answers = new ArrayList<>();
    boolean dirty = false;
    for (Request request : group) {
      if (request instanceof Request.Append append) {
        try {
          commit.append(append.domain(), append.readings());
          answers.add(() -> append.done().complete(null));
          dirty = true;
        } catch (SpoolFullException e) {
          answers.add(() -> append.done().completeExceptionally(e));
        }
      } else if (request instanceof Request.Delete delete) {
        long deleted = commit.delete(delete.domain(), delete.ranges());
        answers.add(() -> delete.done().complete(deleted));
        dirty |= deleted > 0;
      }
    }
    for (Request request : group) {
      if (request instanceof Request.Author author) {
        commit.author(author);
        answers.add(() -> author.done().complete(null));
        dirty = true;
      }
    }
    if (dirty) {
      commit.commit();
      streams = commit.streams();
      devices.putAll(commit.seen());
      spool.publish(epoch, streams, commit.seen());
    }
    answers.forEach(this::answer);
    if (dirty) {
      answer(spool::committed);
    }
    read(open, group);
  }

  private void read(SpoolFile open, List<Request> group) throws SQLException {
    for (Request request : group) {
      if (request instanceof Request.Read read) {
        List<StoredBatch> found = open.read(read.domain(), read.first(), read.last(), read.limit());
        answer(() -> read.done().complete(found));
      } else if (request instanceof Request.Stop stop) {
        answer(() -> stop.done().complete(null));
      }
    }
    open.rollback();
  }

  /** What hangs on a future must not be able to stop the writer. */
  private void answer(Runnable completion) {
    try {
      completion.run();
    } catch (RuntimeException e) {
      LOG.warn("answering a request failed", e);
    }
  }

  /** Rolls back and closes; the next group opens anew and reads what is really there. */
  private void abandon() {
    SpoolFile open = file;
    file = null;
    if (open != null) {
      try {
        open.rollback();
      } catch (SQLException e) {
        LOG.debug("rollback failed", e);
      }
      close(open);
    }
  }

  private void fail(List<Request> requests, IOException why) {
    for (Request request : requests) {
      answer(() -> request.done().completeExceptionally(why));
    }
  }

  private List<Request> drained() {
    List<Request> rest = new ArrayList<>();
    queue.drainTo(rest);
    return rest;
  }

  private static void close(SpoolFile open) {
    try {
      open.close();
    } catch (SQLException e) {
      LOG.warn("closing the spool failed: {}", e.toString());
    }
  }
}
