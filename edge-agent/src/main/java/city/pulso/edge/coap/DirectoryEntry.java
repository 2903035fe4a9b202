package city.pulso.edge.coap;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's registration at a resource directory (RFC 9176 section 5): made at start, renewed
 * after three quarters of its lifetime, made again when the directory does not know it any more,
 * taken back at the end. It is sent from the port on which the agent listens, so the directory
 * learns the address from it. While the directory does not answer it is tried again, ever more
 * seldom, and at least once per lifetime. Threads: the endpoint's; no thread waits.
 */
final class DirectoryEntry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryEntry.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  private final DirectoryConfig config;
  private final String gateway;
  private final Endpoint endpoint;
  private final ScheduledExecutorService timers;
  private final byte[] links;
  private @Nullable String location;
  private @Nullable ScheduledFuture<?> next;
  private Duration retry = FIRST_RETRY;
  private boolean closed;

  /**
   * @param links what is registered, link format (RFC 6690)
   */
  DirectoryEntry(
      DirectoryConfig config,
      String gateway,
      Endpoint endpoint,
      ScheduledExecutorService timers,
      byte[] links) {
    this.config = config;
    this.gateway = gateway;
    this.endpoint = endpoint;
    this.timers = timers;
    this.links = links.clone();
  }

  /** Registers, or renews the registration. */
  synchronized void refresh() {
    if (closed) {
      return;
    }
    Request request = Request.newPost();
    String known = location;
    if (known == null) {
      request.setURI(config.uri());
      request.getOptions().addUriQuery("ep=" + gateway);
      request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
      request.setPayload(links);
    } else {
      request.setURI(at(known));
    }
    request.getOptions().addUriQuery("lt=" + config.lifetime().toSeconds());
    send(request);
  }

  private void send(Request request) {
    request.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onResponse(Response response) {
            answered(response);
          }

          @Override
          protected void failed() {
            later("does not answer");
          }
        });
    endpoint.sendRequest(request);
  }

  private synchronized void answered(Response response) {
    if (response.getCode() == ResponseCode.CREATED
        && !response.getOptions().getLocationPathString().isEmpty()) {
      location = response.getOptions().getLocationPathString();
      LOG.info("{}: registered at {} as {}", gateway, config.uri(), location);
      renewLater();
    } else if (response.getCode() == ResponseCode.CHANGED) {
      renewLater();
    } else if (response.getCode() == ResponseCode.NOT_FOUND && location != null) {
      location = null; // it has forgotten us
      refresh();
    } else {
      later("answers " + response.getCode() + " " + response.getPayloadString());
    }
  }

  private void renewLater() {
    retry = FIRST_RETRY;
    schedule(config.lifetime().multipliedBy(3).dividedBy(4));
  }

  private synchronized void later(String why) {
    LOG.warn("{}: {} {}; trying again in {} s", gateway, config.uri(), why, retry.toSeconds());
    schedule(retry);
    Duration twice = retry.multipliedBy(2);
    retry = twice.compareTo(config.lifetime()) < 0 ? twice : config.lifetime();
  }

  private void schedule(Duration wait) {
    if (!closed) {
      next = timers.schedule(this::refresh, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whether the directory has said that it knows this agent. */
  synchronized boolean registered() {
    return location != null;
  }

  /** Takes the registration back: waits until that is sent, not for the answer. */
  @Override
  public void close() {
    CountDownLatch sent = new CountDownLatch(1);
    if (takeBack(sent)) {
      try {
        sent.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized boolean takeBack(CountDownLatch sent) {
    closed = true;
    ScheduledFuture<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
    String known = location;
    if (known == null) {
      return false;
    }
    location = null;
    Request request = Request.newDelete();
    request.setType(CoAP.Type.NON);
    request.setURI(at(known));
    request.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onSent(boolean retransmission) {
            sent.countDown();
          }
        });
    endpoint.sendRequest(request);
    return true;
  }

  private URI at(String path) {
    return config.uri().resolve("/" + path);
  }
}
