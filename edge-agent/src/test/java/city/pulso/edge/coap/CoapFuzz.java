package city.pulso.edge.coap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusals;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The agent's CoAP side, fed with datagrams without a socket. Whatever comes in, nothing is logged
 * as an error, and a message that asks for an answer gets one that is no 5.00.
 */
public final class CoapFuzz {
  private static final int CONFIRMABLE_POST = 0x40;
  private static final byte[] FORMATS = {110, 112, 42, 60};

  private static @Nullable CoapFuzz instance;

  private final Memory connector = new Memory();
  private final AtomicReference<String> error = new AtomicReference<>();
  private int mid;

  private CoapFuzz() throws IOException {
    Devices devices = new Devices();
    devices.take(
        Gateway.newBuilder()
            .addDevices(Device.newBuilder().setId("a").setDomain(Domain.AIR))
            .build());
    Clock clock = Clock.systemUTC();
    SpoolConfig defaults = SpoolConfig.defaults();
    Spool spool =
        Spool.open(
            Files.createTempDirectory("fuzz"),
            new SpoolConfig(
                1 << 20, java.time.Duration.ZERO, false, defaults.budget(), defaults.evict()),
            "lima-01",
            clock);
    Refusals refusals = new Refusals("lima-01", System::nanoTime);
    Intake intake = new Intake("lima-01", spool, devices, Identities.none(), refusals, 0, clock);
    city.pulso.edge.coap.CoapConfig config = city.pulso.edge.coap.CoapConfig.loopback();
    Configuration californium =
        Californium.server(config)
            .set(CoapConfig.DEDUPLICATOR, CoapConfig.NO_DEDUPLICATOR)
            .set(CoapConfig.MAX_ACTIVE_PEERS, 10);
    CoapServer server = new CoapServer(californium);
    server.setExecutors(new Direct(), CoapThreads.TIMERS, true);
    server.addEndpoint(
        CoapEndpoint.builder()
            .setConfiguration(californium)
            .setConnector(connector)
            .setDataSerializerAndParser(new UdpDataSerializer(), new PatientParser())
            .setCoapStackFactory(InternalAnswers.stack(exchange -> {}))
            .build());
    server.add(
        new TelemetryResource(intake, config.maxPayload()),
        new TimeResource(clock, System::nanoTime),
        new StatusResource(() -> "{}"),
        new DeviceConfigs(devices, Identities.none()));
    listenForErrors();
    server.start();
  }

  /**
   * An input's first byte says whether what follows is a whole datagram or the inside of a POST.
   */
  public static synchronized void datagram(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 2, input.length);
    try {
      CoapFuzz agent = instance;
      if (agent == null) {
        agent = new CoapFuzz();
        instance = agent;
      }
      if ((input[0] & 1) == 0) {
        agent.receive(rest);
      } else {
        agent.post(FORMATS[(input[1] & 0xff) % FORMATS.length], (input[0] & 2) != 0, rest);
      }
      agent.check();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Any bytes as problem details. */
  public static void problemDetails(byte[] input) {
    ProblemReader.detail(input);
  }

  private void receive(byte[] datagram) {
    connector.answers.clear();
    connector.receive(datagram);
  }

  /** A well-formed POST /t, with the rest as options and payload, or as payload alone. */
  private void post(byte contentFormat, boolean options, byte[] rest) throws InterruptedException {
    mid = (mid + 1) & 0xffff;
    ByteBuffer datagram = ByteBuffer.allocate(rest.length + 16);
    datagram.put((byte) CONFIRMABLE_POST).put((byte) 2).putShort((short) mid);
    datagram.put((byte) 0xb1).put((byte) 't').put((byte) 0x11).put(contentFormat);
    if (!options) {
      datagram.put((byte) 0xff);
    }
    datagram.put(rest);
    connector.answers.clear();
    connector.receive(Arrays.copyOf(datagram.array(), datagram.position()));
    if (!options && rest.length > 0) {
      byte[] answer = connector.answers.poll(60, TimeUnit.SECONDS);
      if (answer == null || answer.length < 4) {
        throw new AssertionError("no answer");
      }
      if ((answer[1] & 0xff) == 0xa0) {
        throw new AssertionError("answered 5.00");
      }
    }
  }

  private void check() {
    String found = error.getAndSet(null);
    if (found != null) {
      throw new AssertionError(found);
    }
  }

  private void listenForErrors() {
    AppenderBase<ILoggingEvent> errors =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
              error.set(
                  event.getFormattedMessage()
                      + "\n"
                      + (event.getThrowableProxy() == null
                          ? ""
                          : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
          }
        };
    errors.start();
    for (String name : List.of("org.eclipse.californium", "city.pulso")) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.ERROR);
        logger.addAppender(errors);
        logger.setAdditive(false);
      }
    }
  }

  /** Does the protocol's work at once, on the thread that brings it. */
  private static final class Direct extends ScheduledThreadPoolExecutor {
    Direct() {
      super(1);
    }

    @Override
    public void execute(Runnable command) {
      command.run();
    }
  }

  /** A network of two, in memory. */
  private static final class Memory implements Connector {
    final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>(1000);
    private final InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 5683);
    private final InetSocketAddress peer =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    private RawDataChannel receiver = raw -> {};
    private volatile boolean running;

    void receive(byte[] datagram) {
      receiver.receiveData(
          RawData.inbound(
              datagram, new UdpEndpointContext(peer), false, System.nanoTime(), address));
    }

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public void destroy() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public void send(RawData message) {
      message.onContextEstablished(new UdpEndpointContext(peer));
      message.onSent();
      answers.offer(message.getBytes());
    }

    @Override
    public void processDatagram(DatagramPacket datagram) {}

    @Override
    public void setRawDataReceiver(RawDataChannel channel) {
      receiver = channel;
    }

    @Override
    public void setEndpointContextMatcher(EndpointContextMatcher matcher) {}

    @Override
    public InetSocketAddress getAddress() {
      return address;
    }

    @Override
    public String getProtocol() {
      return "UDP";
    }
  }
}
