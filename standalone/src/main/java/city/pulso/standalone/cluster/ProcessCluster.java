package city.pulso.standalone.cluster;

import city.pulso.standalone.flink.JobStanding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of a city as processes: broker, store, and per job a job manager and its task
 * managers.
 *
 * <p>A watch starts again what has died, at most once a second each. It also looks for a wish to
 * upgrade ({@link UpgradeWish}).
 *
 * <p>Threads: one starts and ends; any may ask.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessCluster.class);
  private static final Duration TO_LISTEN = Duration.ofMinutes(1);

  /** They have nothing to lose: their last checkpoint is made. */
  private static final Duration JOBS_TO_END = Duration.ofSeconds(4);

  private static final Duration SERVERS_TO_END = Duration.ofSeconds(8);
  private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(15);
  private static final long WATCH_NANOS = 1_000_000_000L;
  private static final Part.Memory BROKER = new Part.Memory(256, 128, 128);
  private static final Part.Memory STORE = new Part.Memory(256, 128, 96);

  private final ClusterPlan plan;
  private final Path data;
  private final @Nullable Part broker;
  private final @Nullable Part store;
  private final List<JobCluster> jobs = new ArrayList<>();
  private final UpgradeWish wish;
  private Build build;
  private Runnable brokerIsNew = () -> {};
  private boolean jobsStarted;
  private volatile boolean ending;
  private volatile @Nullable String trouble;

  /**
   * @param data the city's directory
   * @param jobs in the order in which their web pages take ports
   * @throws IOException if there is no free port
   */
  public ProcessCluster(ClusterPlan plan, Path data, Build build, List<ClusterJob> jobs)
      throws IOException {
    this.plan = plan;
    this.data = data;
    this.build = build;
    this.wish = new UpgradeWish(data);
    Path logs = data.resolve("logs");
    broker =
        plan.ownBroker() ? new Part("broker", BROKER, BrokerMain.class.getName(), logs, 0) : null;
    store = plan.ownStore() ? new Part("store", STORE, StoreMain.class.getName(), logs, 0) : null;
    for (int i = 0; i < jobs.size(); i++) {
      this.jobs.add(
          new JobCluster(
              jobs.get(i),
              data.resolve("flink"),
              logs,
              plan.flinkPort() + i,
              freePort(),
              plan.metricsPort() + i * (plan.taskManagers() + 1),
              plan.taskManagers()));
    }
  }

  /**
   * Starts broker and store and returns when they listen.
   *
   * @param whenBrokerIsNew called when a broker had to be started again and holds nothing
   */
  public void startServers(Runnable whenBrokerIsNew) throws IOException {
    brokerIsNew = whenBrokerIsNew;
    Part ownBroker = broker;
    Part ownStore = store;
    if (ownBroker != null) {
      startBroker(ownBroker);
    }
    if (ownStore != null) {
      startStore(ownStore);
      awaitListening(ownStore, plan.storePort());
    }
    if (ownBroker != null) {
      awaitListening(ownBroker, plan.brokerPort());
    }
    Thread thread = new Thread(this::watch, "process-watch");
    thread.setDaemon(true);
    thread.start();
    note();
  }

  /**
   * Starts every job, each from its newest state.
   *
   * @param arguments of the jobs' main classes
   */
  public synchronized void startJobs(List<String> arguments) throws IOException {
    for (JobCluster job : jobs) {
      job.start(build, arguments);
    }
    jobsStarted = true;
    note();
  }

  public List<JobStanding> standings() {
    return jobsStarted ? jobs.stream().map(JobCluster::standing).toList() : List.of();
  }

  /** Makes a checkpoint of every job; false if one did not complete in time. */
  public boolean checkpoint() {
    if (!jobsStarted) {
      return false;
    }
    boolean all = true;
    for (JobCluster job : jobs) {
      try {
        job.rest().checkpoint(LAST_CHECKPOINT);
      } catch (IOException e) {
        LOG.info("{}: no last checkpoint", job.job().name(), e);
        all = false;
      }
    }
    return all;
  }

  /** Messages the own broker dropped since it was started; 0 for somebody else's. */
  public long dropped() {
    Path file = BrokerMain.droppedFile(data.resolve("broker"));
    try {
      return broker != null && Files.exists(file)
          ? Long.parseLong(Files.readString(file).strip())
          : 0;
    } catch (IOException | NumberFormatException e) {
      LOG.debug("what the broker dropped cannot be read", e);
      return 0;
    }
  }

  /** Every process: how often each was started again, and what could not be done. */
  public List<String> trouble() {
    List<String> words = new ArrayList<>();
    for (Part part : parts()) {
      if (part.restarts() > 0) {
        words.add(part.name() + " restarted" + times(part.restarts()));
      }
    }
    String more = trouble;
    if (more != null) {
      words.add(more);
    }
    return words;
  }

  private static String times(int count) {
    return count == 1 ? "" : " " + count + "×";
  }

  /** Web page of each job manager, in the order of the jobs. */
  public List<URI> webPages() {
    return jobs.stream().map(JobCluster::web).toList();
  }

  /** Processes beside this one. */
  public int processes() {
    return parts().size();
  }

  /** Ends job managers and task managers as they are. */
  public void endJobs() {
    ending = true;
    synchronized (this) {
      if (jobsStarted) {
        Part.end(jobs.stream().flatMap(job -> job.parts().stream()).toList(), JOBS_TO_END);
      }
    }
  }

  /** Ends everything that still runs. */
  @Override
  public void close() {
    endJobs();
    List<Part> servers = new ArrayList<>();
    for (Part part : new Part[] {store, broker}) {
      if (part != null) {
        servers.add(part);
      }
    }
    Part.end(servers, SERVERS_TO_END);
    try {
      ClusterRecord.remove(data);
    } catch (IOException e) {
      LOG.warn("the record of the cluster stays behind", e);
    }
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (Part part : new Part[] {broker, store}) {
      if (part != null) {
        parts.add(part);
      }
    }
    jobs.forEach(job -> parts.addAll(job.parts()));
    return parts;
  }

  private void watch() {
    while (!ending) {
      LockSupport.parkNanos(WATCH_NANOS);
      try {
        look();
        trouble = null;
      } catch (IOException | RuntimeException e) {
        LOG.error("a process could not be started again", e);
        trouble = "a process could not be started again: " + e.getMessage();
      }
    }
  }

  private synchronized void look() throws IOException {
    if (ending) {
      return;
    }
    List<Long> before = parts().stream().map(Part::pid).toList();
    Part ownBroker = broker;
    Part ownStore = store;
    if (ownBroker != null && !ownBroker.alive()) {
      LOG.warn("the broker died: started again");
      startBroker(ownBroker);
      awaitListening(ownBroker, plan.brokerPort());
      brokerIsNew.run();
    }
    if (ownStore != null && !ownStore.alive()) {
      LOG.warn("the store died: started again");
      startStore(ownStore);
      awaitListening(ownStore, plan.storePort());
    }
    if (jobsStarted) {
      for (JobCluster job : jobs) {
        job.supervise(build);
      }
      upgradeIfAsked();
    }
    if (!before.equals(parts().stream().map(Part::pid).toList())) {
      note();
    }
  }

  private void upgradeIfAsked() throws IOException {
    Path next = wish.take();
    if (next == null) {
      return;
    }
    Consumer<String> say = wish::say;
    try {
      new Upgrade(jobs, build, Build.in(next), say).run();
      build = Build.in(next);
      wish.succeeded();
    } catch (IOException e) {
      LOG.error("upgrade to {} failed", next, e);
      wish.failed(String.valueOf(e.getMessage()));
    }
    note();
  }

  private void startBroker(Part part) throws IOException {
    part.start(
        build,
        false,
        List.of(data.resolve("broker").toString(), Integer.toString(plan.brokerPort())));
  }

  private void startStore(Part part) throws IOException {
    part.start(
        build,
        false,
        List.of(data.resolve("store").toString(), Integer.toString(plan.storePort())));
  }

  private void awaitListening(Part part, int port) throws IOException {
    long deadline = System.nanoTime() + TO_LISTEN.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (!part.alive() || System.nanoTime() > deadline) {
          throw new IOException(part.name() + " did not start: " + part.lastWords(), e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void note() throws IOException {
    List<ClusterRecord.Process> processes =
        parts().stream()
            .map(
                part ->
                    new ClusterRecord.Process(
                        part.name(), part.pid(), part.restarts(), part.metricsPort()))
            .toList();
    List<ClusterRecord.Job> noted =
        jobs.stream()
            .map(
                each ->
                    new ClusterRecord.Job(
                        each.job().name(), each.job().label(), each.id().toHexString(), each.web()))
            .toList();
    new ClusterRecord(ProcessHandle.current().pid(), processes, noted).write(data);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
