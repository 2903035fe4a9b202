package city.pulso.alerting.console;

/**
 * Where the web console listens.
 *
 * @param bind address; anything but loopback belongs behind a proxy that speaks TLS
 * @param port 0: any free port
 * @param liveClients browsers that may watch at once; more are answered 503
 */
public record ConsoleConfig(String bind, int port, int liveClients) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int PORT = 8088;
  public static final int LIVE_CLIENTS = 32;

  /** On loopback. */
  public static ConsoleConfig local(int port) {
    return new ConsoleConfig(LOOPBACK, port, LIVE_CLIENTS);
  }
}
