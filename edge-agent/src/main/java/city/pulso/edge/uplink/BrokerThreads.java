package city.pulso.edge.uplink;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The network thread of this JVM's broker clients: there from the first client to the last, a
 * daemon. Left to itself the library gives a client a thread that outlives it: what was subscribed
 * without a connection, or in a session that outlives connections, keeps it, and the JVM with it.
 *
 * <p>Threads: any.
 */
final class BrokerThreads {
  /** Two clients at most in a gateway; one arena of buffers. */
  private static final int THREADS = 1;

  private static final long END_MS = 2000;

  private static @Nullable EventLoopGroup running;
  private static int clients;

  private BrokerThreads() {}

  /** For one client more. */
  static synchronized EventLoopGroup acquire() {
    EventLoopGroup group = running;
    if (group == null) {
      group = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("edge-mqtt", true));
      running = group;
    }
    clients++;
    return group;
  }

  /** One client less. With the last the thread has ended when this returns, or within seconds. */
  static void release() {
    @Nullable EventLoopGroup last;
    synchronized (BrokerThreads.class) {
      last = --clients == 0 ? running : null;
      if (last != null) {
        running = null;
      }
    }
    if (last != null) {
      last.shutdownGracefully(0, END_MS, TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(END_MS, TimeUnit.MILLISECONDS);
    }
  }
}
