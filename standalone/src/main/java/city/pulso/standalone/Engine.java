package city.pulso.standalone;

import city.pulso.standalone.flink.JobStanding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a city runs on: a broker, a store and Flink with the three jobs, in this process or in
 * others.
 *
 * <p>Threads: one starts and ends; any may ask in between, also before the start and after the end.
 */
interface Engine extends AutoCloseable {
  /**
   * Starts broker, store and what the jobs will run on.
   *
   * @param external the user's own store; null: one of our own
   * @return the store the jobs write to
   */
  Store startServers(@Nullable Store external) throws Exception;

  /** Where the broker listens, {@code mqtt://host:port}. */
  String broker();

  /** Starts the jobs, each from where it stood; they need not run yet when this returns. */
  void startJobs(Store store) throws Exception;

  /** How each job is; empty before they were started. */
  List<JobStanding> standings();

  /**
   * Makes a last checkpoint of every job and waits some seconds for it: what was in flight is
   * receipted.
   *
   * @return whether all of them completed in time
   */
  boolean checkpoint();

  /** Messages the broker has dropped since it was started. */
  long dropped();

  /** Where to look, one line each. */
  List<String> addresses();

  /** What is not as it should be beside the jobs, a few words each. */
  List<String> trouble();

  /** Ends the jobs as they are and what they run on; checkpoints stay. */
  void endJobs();

  /** Ends the broker and the store. */
  @Override
  void close();
}
