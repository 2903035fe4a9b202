package city.pulso.standalone.cluster;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves every job from one build to the next: stop with savepoint, start from it. A job that does
 * not run on the next build goes on with the one before, from the same savepoint; those already
 * moved stay moved.
 */
final class Upgrade {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

  private final List<JobCluster> jobs;
  private final Build before;
  private final Build next;
  private final Consumer<String> say;

  Upgrade(List<JobCluster> jobs, Build before, Build next, Consumer<String> say) {
    this.jobs = jobs;
    this.before = before;
    this.next = next;
    this.say = say;
  }

  void run() throws IOException {
    for (JobCluster job : jobs) {
      move(job);
    }
  }

  private void move(JobCluster job) throws IOException {
    String name = job.job().name();
    long began = System.nanoTime();
    say.accept(name + ": stopping with savepoint");
    String savepoint = job.stopWithSavepoint();
    say.accept(name + ": starting the new build from " + savepoint);
    try {
      job.startAndProve(next);
    } catch (IOException e) {
      LOG.error("{} does not run on the new build", name, e);
      say.accept(name + ": does not run on the new build; going back to the one before");
      job.end();
      job.startAndProve(before);
      throw new IOException(
          name + " goes on with the build before, from the same savepoint: " + e.getMessage(), e);
    }
    say.accept(
        "%s: runs on the new build; %.1f s without it"
            .formatted(name, (System.nanoTime() - began) / 1e9));
  }
}
