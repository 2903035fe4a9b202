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
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one thread that touches the file: gathers what waits, commits it together, answers. */
final class SpoolWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);

  /** Requests in one transaction. */
  private static final int GROUP = 2000;

  private static final String FULL = "the disk is full";

  /** Batches waiting for receipts above which larger batches are worth a longer wait. */
  private static final long MANY = 96;

  private final Spool spool;
  private final BlockingQueue<Request> queue;
  private final SpoolFiles files;
  private final SpoolConfig config;
  private final String gateway;
  private final Clock clock;
  private final Trouble trouble;
  private @Nullable SpoolFile file;
  private @Nullable String damage;
  private SpoolCounts counts = SpoolCounts.NONE;
  private long epoch;
  private Map<Domain, StreamStatus> streams = Map.of();
  private final Map<String, DeviceCount> devices = new HashMap<>();

  SpoolWriter(
      Spool spool,
      BlockingQueue<Request> queue,
      SpoolFiles files,
      SpoolConfig config,
      String gateway,
      Clock clock,
      Trouble trouble) {
    this.spool = spool;
    this.queue = queue;
    this.files = files;
    this.config = config;
    this.gateway = gateway;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** Opens the file and takes its state over. */
  void open() throws IOException {
    try {
      openOnce();
    } catch (SQLException e) {
      // SQLite opened it, and what stands in it cannot be: now it is known to be damaged.
      damage = String.valueOf(e.getMessage());
      try {
        openOnce();
      } catch (SQLException again) {
        throw Spool.failed(again);
      }
    }
  }

  /** Says {@link SQLException} for damage alone. */
  private void openOnce() throws IOException, SQLException {
    SpoolFiles.Opened opened = files.open(gateway, damage);
    damage = null;
    if (opened.setAside()) {
      counts = counts.damaged(opened.salvaged());
    }
    SpoolFile found = opened.file();
    boolean taken = false;
    try {
      takeOver(found);
      taken = true;
    } catch (SQLException e) {
      if (DamageException.isMeantBy(e)) {
        throw e;
      }
      throw Spool.failed(e);
    } finally {
      if (!taken) {
        close(found);
      }
    }
  }

  private void takeOver(SpoolFile found) throws SQLException, IOException {
    StoredState.Identity identity =
        found.state().identity(gateway, Spool.newEpoch(), clock.millis());
    if (!identity.gateway().equals(gateway)) {
      throw new SpoolException(
          "the spool belongs to gateway " + identity.gateway() + ", not to " + gateway);
    }
    Map<Domain, StreamStatus> stored = found.state().streams();
    devices.clear();
    devices.putAll(found.state().devices());
    found.rollback();
    files.opened();
    epoch = identity.epoch();
    streams = stored;
    file = found;
    spool.publish(epoch, streams, devices, counts);
    if (files.reserve().hold()) {
      trouble.healed();
    } else {
      failed(FULL);
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
      try {
        files.close(open);
      } catch (SQLException e) {
        LOG.warn("closing the spool of {} failed: {}", gateway, e.toString());
      }
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
    List<Request> served = group;
    try {
      if (file == null && !trouble.mayTry()) {
        fail(group, refusal());
        return;
      }
      SpoolFile open = opened();
      if (!mayStore()) {
        served = withoutStores(group, refusal());
      }
      try {
        write(open, served);
      } catch (SQLException e) {
        if (!outOfSpace(e)) {
          throw e;
        }
        makeRoom(open);
        served = withoutStores(served, refusal());
        write(open, served);
      }
    } catch (SQLException e) {
      if (DamageException.isMeantBy(e)) {
        damage = String.valueOf(e.getMessage());
      }
      failed(String.valueOf(e.getMessage()));
      abandon();
      fail(served, refusal());
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
      fail(served, refusal());
    } catch (RuntimeException e) {
      LOG.error("spool of {} failed unexpectedly", gateway, e);
      failed(e.toString());
      abandon();
      fail(served, refusal());
    }
  }

  /** What a device hears; the reason, with its paths, is for the operator. */
  private static SpoolException refusal() {
    return new SpoolException("the gateway cannot store anything now; try again in some seconds");
  }

  /** False on a full disk, until there is room for the reserve too. */
  private boolean mayStore() {
    if (files.reserve().held()) {
      return true;
    }
    if (!trouble.mayTry()) {
      return false;
    }
    if (files.reserve().hold()) {
      return true;
    }
    failed(FULL);
    return false;
  }

  /** The file is sound and stays open: receipts must still be able to make room. */
  private void makeRoom(SpoolFile open) throws SQLException {
    open.rollback();
    failed(FULL);
    files.reserve().release();
    try {
      files.empty(open);
      open.state().identity(gateway, epoch, clock.millis());
      files.opened();
    } catch (SQLException | IOException e) {
      LOG.debug("the log of {} cannot be emptied: {}", gateway, e.toString());
      open.rollback();
    }
  }

  private SpoolFile opened() throws IOException {
    SpoolFile open = file;
    if (open == null) {
      open();
      open = file;
    }
    if (open == null) {
      throw new SpoolException("the spool is not open");
    }
    return open;
  }

  private void write(SpoolFile open, List<Request> group) throws SQLException {
    GroupCommit commit =
        new GroupCommit(open, config, gateway, epoch, clock.millis(), streams, devices);
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
      streams = commit.streams();
      devices.putAll(commit.seen());
      counts = commit.counts(counts);
      spool.publish(epoch, streams, commit.seen(), counts);
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

  private void failed(String why) {
    trouble.failed(why);
    counts = counts.failed();
    spool.publish(epoch, streams, Map.of(), counts);
  }

  private static boolean outOfSpace(SQLException e) {
    return e instanceof SQLiteException known
        && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
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

  private void close(SpoolFile open) {
    try {
      files.abandon(open);
    } catch (SQLException e) {
      LOG.warn("closing the spool failed: {}", e.toString());
    }
  }
}
