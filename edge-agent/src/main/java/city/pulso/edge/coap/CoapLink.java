package city.pulso.edge.coap;

import city.pulso.edge.config.AgentAddress;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.relay.Relay;
import city.pulso.edge.uplink.Backoff;
import city.pulso.edge.uplink.Delivery;
import city.pulso.edge.uplink.Link;
import city.pulso.edge.uplink.Parcel;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RelayAnswer;
import city.pulso.schemas.v1.RelayRequest;
import city.pulso.schemas.v1.RelayedBatch;
import city.pulso.schemas.v1.RelayedEntry;
import city.pulso.schemas.v1.RelayedStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to another agent, where only CoAP passes: {@code POST /relay}, block-wise, one request at
 * a time (NSTART = 1, RFC 7252 section 4.7). What has been handed over and has no receipt yet is
 * asked for with every request; without batches to send one goes out every {@value #POLL_MS} ms
 * while receipts are awaited, and every {@value #IDLE_MS} ms otherwise. Threads: any.
 */
public final class CoapLink implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(CoapLink.class);
  private static final long POLL_MS = 1_000;
  private static final long IDLE_MS = 10_000;
  private static final long PATIENCE_MS = 120_000;

  /** A request is sent when it is this large; one batch may exceed it. */
  private static final int REQUEST_BYTES = 32 << 10;

  private final String gateway;
  private final AgentAddress address;
  private final Backoff backoff;
  private final CoapEndpoint endpoint;
  private final CoapClient client;
  private final Waiting waiting = new Waiting();
  private final Map<String, Integer> entries = new TreeMap<>();
  private @Nullable Events events;
  private @Nullable Future<?> next;
  private boolean busy;
  private boolean connected;
  private boolean closed;
  private volatile String problem = "not connected yet";

  /**
   * @throws IOException when a key or certificate cannot be read
   */
  public CoapLink(String gateway, AgentAddress address, Backoff backoff) throws IOException {
    this.gateway = gateway;
    this.address = address;
    this.backoff = backoff;
    this.endpoint = ClientEndpoint.of(credentials(address), RelayResource.MOST_BYTES);
    URI base = address.uri();
    this.client =
        new CoapClient(base.resolve("/relay")).setEndpoint(endpoint).setTimeout(PATIENCE_MS);
  }

  @Override
  public void start(Events to) {
    synchronized (this) {
      events = to;
      entries.put(gateway, 0);
    }
    try {
      endpoint.start();
      soon(0);
    } catch (IOException e) {
      problem = "no port for CoAP: " + e.getMessage();
      LOG.error("{}: uplink gave up: {}", gateway, problem);
    }
  }

  @Override
  public synchronized void follow(String other) {
    entries.putIfAbsent(other, 0);
  }

  @Override
  public CompletableFuture<Delivery> send(Parcel parcel) {
    CompletableFuture<Delivery> delivery = new CompletableFuture<>();
    synchronized (this) {
      if (!connected || closed) {
        delivery.completeExceptionally(new IOException("not connected"));
        return delivery;
      }
      waiting.add(parcel, delivery);
    }
    soon(0);
    return delivery;
  }

  @Override
  public String destination() {
    return address.uri().toString();
  }

  @Override
  public String problem() {
    return problem;
  }

  @Override
  public void close() {
    List<CompletableFuture<Delivery>> open;
    synchronized (this) {
      closed = true;
      connected = false;
      open = waiting.giveUp();
      Future<?> planned = next;
      if (planned != null) {
        planned.cancel(false);
      }
    }
    open.forEach(each -> each.completeExceptionally(new IOException("stopped")));
    client.shutdown();
    endpoint.destroy();
  }

  /** Plans the next request, unless one is under way: its end plans the next. */
  private synchronized void soon(long delayMs) {
    if (busy || closed) {
      return;
    }
    Future<?> planned = next;
    if (planned != null) {
      planned.cancel(false);
    }
    next = CoapThreads.TIMERS.schedule(this::ask, delayMs, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    Request request = Request.newPost();
    List<Waiting.Item> sent;
    synchronized (this) {
      if (busy || closed) {
        return;
      }
      busy = true;
      sent = connected ? waiting.take(REQUEST_BYTES) : List.of();
      request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      request.setPayload(request(sent).toByteArray());
    }
    client.advanced(
        new CoapHandler() {
          @Override
          public void onLoad(CoapResponse response) {
            answered(sent, response);
          }

          @Override
          public void onError() {
            failed(sent, reason(request));
          }
        },
        request);
  }

  private RelayRequest request(List<Waiting.Item> items) {
    RelayRequest.Builder request = RelayRequest.newBuilder().setGateway(gateway);
    for (Waiting.Item item : items) {
      request.addBatches(
          RelayedBatch.newBuilder()
              .setBatch(item.parcel().bytes())
              .addAllVia(item.parcel().via())
              .addVia(gateway));
    }
    waiting
        .awaited()
        .forEach(
            (key, lowest) ->
                request.addStreams(
                    RelayedStream.newBuilder()
                        .setGateway(key.gateway())
                        .setDomain(key.domain())
                        .setEpoch(key.epoch())
                        .setLowest(lowest)));
    entries.forEach(
        (of, known) ->
            request.addEntries(RelayedEntry.newBuilder().setGateway(of).setKnown(known)));
    return request.build();
  }

  private void answered(List<Waiting.Item> sent, CoapResponse response) {
    if (!response.isSuccess()) {
      refused(sent, response);
      return;
    }
    RelayAnswer answer;
    try {
      answer = RelayAnswer.parseFrom(response.getPayload());
    } catch (InvalidProtocolBufferException e) {
      failed(sent, "the answer is no pulso.v1.RelayAnswer: " + e.getMessage());
      return;
    }
    Events to = Objects.requireNonNull(events);
    boolean first;
    synchronized (this) {
      first = !connected && !closed;
      connected = !closed;
      problem = "";
      waiting.taken(sent);
      backoff.connected();
    }
    if (first) {
      LOG.info("{}: uplink connected to {}", gateway, address.uri());
      to.connected();
    }
    sent.forEach(item -> item.delivery().complete(Delivery.TAKEN));
    for (Receipt receipt : answer.getReceiptsList()) {
      synchronized (this) {
        waiting.receipted(receipt);
      }
      to.receipt(receipt);
    }
    for (Gateway entry : answer.getEntriesList()) {
      synchronized (this) {
        entries.replace(entry.getId(), Relay.checksum(entry));
      }
      to.entry(entry);
    }
    done(-1);
  }

  /** The other agent is there and says no: its disk is full, or it does not know us. */
  private void refused(List<Waiting.Item> sent, CoapResponse response) {
    String why =
        response.getCode() + " " + new String(response.getPayload(), StandardCharsets.UTF_8);
    if (response.getCode() == ResponseCode.SERVICE_UNAVAILABLE) {
      LOG.debug("{}: {} has no room: {}", gateway, address.uri(), why);
      sent.forEach(item -> item.delivery().complete(Delivery.NOT_HEARD));
      done(POLL_MS);
    } else {
      failed(sent, address.uri() + " refuses: " + why);
    }
  }

  private void failed(List<Waiting.Item> sent, String why) {
    boolean was;
    Duration delay;
    List<CompletableFuture<Delivery>> open;
    synchronized (this) {
      was = connected;
      connected = false;
      if (!why.equals(problem)) {
        LOG.warn("{}: no connection to {}: {}", gateway, address.uri(), why);
      }
      problem = why;
      open = new ArrayList<>(waiting.giveUp());
      delay = backoff.next();
    }
    sent.forEach(item -> open.add(item.delivery()));
    if (was && events != null) {
      events.disconnected();
    }
    open.forEach(each -> each.completeExceptionally(new IOException(why)));
    done(delay.toMillis());
  }

  /**
   * @param delayMs before the next request; negative: as what waits demands
   */
  private void done(long delayMs) {
    long wait;
    synchronized (this) {
      busy = false;
      wait =
          delayMs >= 0
              ? delayMs
              : waiting.isEmpty() ? (waiting.awaited().isEmpty() ? IDLE_MS : POLL_MS) : 0;
    }
    soon(wait);
  }

  private static String reason(Request request) {
    Throwable error = request.getSendError();
    if (error != null) {
      return String.valueOf(error.getMessage());
    }
    return request.isTimedOut() ? "no answer" : request.isRejected() ? "rejected" : "no answer";
  }

  private static CoapCredentials credentials(AgentAddress address) throws IOException {
    String identity = address.identity();
    Path keyFile = address.keyFile();
    TlsFiles files = address.tlsFiles();
    Path trust = files.ca();
    Path chain = files.certificate();
    Path key = files.key();
    if (identity != null && keyFile != null) {
      return CoapCredentials.Psk.read(identity, keyFile);
    } else if (trust != null && chain != null && key != null) {
      return new CoapCredentials.X509(chain, key, trust);
    }
    return new CoapCredentials.None();
  }
}
