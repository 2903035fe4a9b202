package city.pulso.edge.coap;

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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.network.CoapEndpoint;

/** A gateway's CoAP side by itself, and a client beside it. */
final class Listening implements AutoCloseable {
  static final String AIR = "air-1";

  final AtomicLong aheadMs = new AtomicLong();
  final Devices devices = new Devices();
  final Refusals refusals = new Refusals("lima-01", System::nanoTime);
  final Intake intake;
  final CoapEndpoint client;
  private final Spool spool;
  private final CoapIngress ingress;

  Listening(Path directory, CoapConfig config, Identities identities) throws IOException {
    Clock clock = new Ahead(Clock.systemUTC());
    take(60);
    spool = Spool.open(directory, SpoolConfig.defaults(), "lima-01", clock);
    intake = new Intake("lima-01", spool, devices, identities, refusals, 0, clock);
    ingress =
        CoapIngress.start(
            config,
            directory,
            "lima-01",
            devices,
            identities,
            intake,
            clock,
            () -> "{\"accepted\":" + intake.accepted() + "}",
            null);
    client = ClientEndpoint.of(new CoapCredentials.None());
    client.start();
  }

  /** The registry entry: one air module that is to report so often. */
  void take(int intervalS) {
    devices.take(
        Gateway.newBuilder()
            .setId("lima-01")
            .addDevices(
                Device.newBuilder().setId(AIR).setDomain(Domain.AIR).setReportIntervalS(intervalS))
            .build());
  }

  int port() {
    return ingress.address().orElseThrow().getPort();
  }

  CoapClient at(String path) {
    CoapClient to = new CoapClient("coap://127.0.0.1:" + port() + "/" + path).setEndpoint(client);
    to.setTimeout(60_000L);
    return to;
  }

  @Override
  public void close() throws Exception {
    client.destroy();
    ingress.close();
    spool.close();
  }

  /** The machine's clock, set forward by hand. */
  private final class Ahead extends Clock {
    private final Clock real;

    Ahead(Clock real) {
      this.real = real;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return real.instant().plusMillis(aheadMs.get());
    }
  }
}
