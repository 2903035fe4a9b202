package city.pulso.standalone.flink;

/**
 * How a job is.
 *
 * @param name as submitted
 * @param state Flink's word for it, for example {@code RUNNING} or {@code RESTARTING}
 */
public record JobStanding(String name, String state) {
  /** Whether it does its work now. */
  public boolean running() {
    return state.equals("RUNNING");
  }
}
