package city.pulso.edge.coap;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.californium.core.WebLink;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.LinkFormat;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's registration at a resource directory (RFC 9176 section 5): where to register is asked
 * for ({@code /.well-known/core?rt=core.rd}, section 4.3) unless configuration names the path. Made
 * at start, renewed after three quarters of its lifetime, made again, after having asked again,
 * when the directory does not know it any more, taken back at the end. It is sent from the port on
 * which the agent listens, so the directory learns the address from it. While the directory does
 * not answer it is tried again, ever more seldom, and at least once per lifetime. Threads: the
 * endpoint's; no thread waits.
 */
final class DirectoryEntry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryEntry.class);
  private static final String RESOURCE_TYPE = "core.rd";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  private final DirectoryConfig config;
  private final String gateway;
  private final Endpoint endpoint;
  private final ScheduledExecutorService timers;
  private final byte[] links;
  private @Nullable URI registration;
  private @Nullable URI location;
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

  /** Finds out where to register, registers, or renews the registration. */
  synchronized void refresh() {
    if (closed) {
      return;
    }
    URI known = location;
    URI path = config.path() ? config.uri() : registration;
    if (known != null) {
      Request request = Request.newPost();
      request.setURI(known);
      request.getOptions().addUriQuery("lt=" + config.lifetime().toSeconds());
      send(request, this::renewed);
    } else if (path != null) {
      Request request = Request.newPost();
      request.setURI(path);
      request.getOptions().addUriQuery("ep=" + gateway);
      request.getOptions().addUriQuery("lt=" + config.lifetime().toSeconds());
      request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
      request.setPayload(links);
      send(request, response -> registered(path, response));
    } else {
      Request request = Request.newGet();
      request.setURI(config.uri().resolve("/.well-known/core"));
      request.getOptions().addUriQuery("rt=" + RESOURCE_TYPE);
      send(request, this::discovered);
    }
  }

  private void send(Request request, Consumer<Response> answered) {
    request.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onResponse(Response response) {
            answered.accept(response);
          }

          @Override
          protected void failed() {
            later("does not answer");
          }
        });
    endpoint.sendRequest(request);
  }

  private synchronized void discovered(Response response) {
    if (response.getCode() != ResponseCode.CONTENT) {
      later("answers " + said(response) + " when asked where to register");
      return;
    }
    for (WebLink link : LinkFormat.parse(response.getPayloadString())) {
      if (link.getAttributes().getResourceTypes().contains(RESOURCE_TYPE)) {
        try {
          registration = config.uri().resolve(new URI(link.getURI()));
          refresh();
          return;
        } catch (URISyntaxException e) {
          LOG.warn("{}: {} offers a link that is no URI", gateway, config.uri());
        }
      }
    }
    later("is no resource directory: no link has rt=" + RESOURCE_TYPE);
  }

  private synchronized void registered(URI at, Response response) {
    String path = response.getOptions().getLocationPathString();
    if (response.getCode() == ResponseCode.CREATED && !path.isEmpty()) {
      location = at.resolve("/" + path);
      LOG.info("{}: registered at {} as /{}", gateway, at, path);
      renewLater();
    } else {
      registration = null; // the directory may have moved it
      later("answers " + said(response));
    }
  }

  private synchronized void renewed(Response response) {
    if (response.getCode() == ResponseCode.CHANGED) {
      renewLater();
    } else if (response.getCode().isClientError() && location != null) {
      location = null; // it has forgotten us, or does not renew
      registration = null;
      refresh();
    } else {
      later("answers " + said(response));
    }
  }

  private static String said(Response response) {
    return response.getCode() + " " + response.getPayloadString();
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
    URI known = location;
    if (known == null) {
      return false;
    }
    location = null;
    Request request = Request.newDelete();
    request.setType(CoAP.Type.NON);
    request.setURI(known);
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
}
