package city.pulso.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;

/** One gateway's agent. Threads: any may call any method. */
public final class EdgeAgent implements AutoCloseable {
  private EdgeAgent() {}

  /**
   * Starts an agent: opens its spool, listens for devices, connects upwards. Returns when devices
   * can be served; it does not wait for the broker.
   *
   * @throws IOException when the spool cannot be opened or the CoAP port cannot be bound
   */
  public static EdgeAgent start(EdgeAgentConfig config, Clock clock) throws IOException {
    throw new IOException("not wired for " + config + " at " + clock);
  }

  /** Where devices post, with the port that was really bound. */
  public InetSocketAddress coapAddress() {
    throw new IllegalStateException("not started");
  }

  /** What it has done and holds. */
  public AgentStatus status() {
    throw new IllegalStateException("not started");
  }

  /** Metrics in Prometheus text format. */
  public String metrics() {
    throw new IllegalStateException("not started");
  }

  /**
   * Stops taking messages, waits for what is being committed, disconnects. Loses nothing accepted.
   */
  @Override
  public void close() {}
}
