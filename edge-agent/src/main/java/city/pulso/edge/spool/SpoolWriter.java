package city.pulso.edge.spool;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one thread that touches the file: commits together what waits, and answers. */
final class SpoolWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);

  private final Spool spool;
  private final BlockingQueue<Request> queue;
  private final Gathering gathering;
  private final SpoolDoor door;
  private final SpoolConfig config;
  private final String gateway;
  private final Clock clock;
  private final Trouble trouble;

  SpoolWriter(
      Spool spool,
      BlockingQueue<Request> queue,
      SpoolDoor door,
      SpoolConfig config,
      String gateway,
      Clock clock,
      Trouble trouble) {
    this.spool = spool;
    this.queue = queue;
    this.gathering = new Gathering(queue, config.linger().toNanos());
    this.door = door;
    this.config = config;
    this.gateway = gateway;
    this.clock = clock;
    this.trouble = trouble;
  }

  @Override
  public void run() {
    boolean running = true;
    while (running) {
      try {
        List<Request> group = gathering.next();
        running = group.stream().noneMatch(Request.Stop.class::isInstance);
        serve(group);
      } catch (InterruptedException e) {
        running = false;
      }
    }
    fail(drained(), new SpoolException("the agent is stopping; try again later"));
    door.close();
  }

  private void serve(List<Request> group) {
    List<Request> served = group;
    try {
      if (!door.mayTry()) {
        fail(group, refusal());
        return;
      }
      SpoolFile open = door.opened();
      if (!door.mayStore()) {
        served = withoutStores(group, refusal());
      }
      try {
        write(open, served);
      } catch (SQLException e) {
        if (!outOfSpace(e)) {
          throw e;
        }
        door.makeRoom(open);
        served = withoutStores(served, refusal());
        write(open, served);
      }
    } catch (SQLException e) {
      door.failed(String.valueOf(e.getMessage()));
      door.abandon(e);
      fail(served, refusal());
    } catch (IOException e) {
      door.failed(String.valueOf(e.getMessage()));
      fail(served, refusal());
    } catch (RuntimeException e) {
      LOG.error("spool of {} failed unexpectedly", gateway, e);
      door.failed(e.toString());
      door.abandon(null);
      fail(served, refusal());
    }
  }

  /** What a device hears; the reason, with its paths, is for the operator. */
  private static SpoolException refusal() {
    return new SpoolException("the gateway cannot store anything now; try again in some seconds");
  }

  private void write(SpoolFile open, List<Request> group) throws SQLException {
    GroupCommit commit = new GroupCommit(open, config, gateway, clock.millis(), door.standing());
    List<Runnable> answers = new ArrayList<>();
    boolean stores = false;
    boolean deletes = false;
    for (Request request : group) {
      if (request instanceof Request.Append append) {
        stores |= append(commit, append, answers);
      } else if (request instanceof Request.Delete delete) {
        long deleted = commit.delete(delete.domain(), delete.ranges());
        answers.add(() -> delete.done().complete(deleted));
        deletes |= deleted > 0;
      }
    }
    for (Request request : group) {
      if (request instanceof Request.Author author) {
        stores |= author(commit, author, answers);
      }
    }
    if (stores || deletes) {
      commit.commit();
      door.committed(commit);
      if (stores) {
        trouble.healed();
      }
    }
    answers.forEach(this::answer);
    if (stores || deletes) {
      answer(spool::committed);
    }
    read(open, group);
  }

  private boolean append(GroupCommit commit, Request.Append append, List<Runnable> answers)
      throws SQLException {
    try {
      commit.append(append.domain(), append.readings());
      trouble.full(append.domain(), false);
      answers.add(() -> append.done().complete(null));
      return true;
    } catch (SpoolFullException e) {
      trouble.full(append.domain(), true);
      answers.add(() -> append.done().completeExceptionally(e));
      return false;
    }
  }

  private boolean author(GroupCommit commit, Request.Author author, List<Runnable> answers)
      throws SQLException {
    try {
      commit.author(author);
      answers.add(() -> author.done().complete(null));
      return true;
    } catch (SpoolFullException e) {
      answers.add(() -> author.done().completeExceptionally(e));
      return false;
    }
  }

  /** Refuses what would be stored and returns the rest. */
  private List<Request> withoutStores(List<Request> group, SpoolException why) {
    List<Request> rest = new ArrayList<>();
    for (Request request : group) {
      if (request instanceof Request.Append || request instanceof Request.Author) {
        answer(() -> request.done().completeExceptionally(why));
      } else {
        rest.add(request);
      }
    }
    return rest;
  }

  private static boolean outOfSpace(SQLException e) {
    return e instanceof SQLiteException known
        && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
  }

  private void read(SpoolFile open, List<Request> group) throws SQLException {
    for (Request request : group) {
      if (request instanceof Request.Read read) {
        List<StoredBatch> found = open.read(read.domain(), read.first(), read.last(), read.limit());
        door.standing().shown(read.domain(), found);
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
}
