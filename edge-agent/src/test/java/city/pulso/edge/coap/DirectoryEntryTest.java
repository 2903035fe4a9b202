package city.pulso.edge.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.identity.Identities;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration at a resource directory, which here is a small one by hand. */
class DirectoryEntryTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void an_agent_registers_its_resources_from_its_own_port(@TempDir Path directory)
      throws Exception {
    try (Directory rd = new Directory();
        Listening agent =
            new Listening(
                directory,
                CoapConfig.loopback()
                    .withDirectory(new DirectoryConfig(rd.uri(), Duration.ofHours(1))),
                Identities.none())) {
      await().atMost(SOON).until(() -> rd.seen.size() == 2);

      assertThat(rd.seen.get(0)).as("where to register").isEqualTo("asked rt=core.rd");
      assertThat(rd.seen.get(1))
          .startsWith("POST from " + agent.port() + " ep=lima-01&lt=3600 ")
          .contains("</t>;", "rt=\"city.telemetry\"", "</time>");
    }
  }

  @Test
  void a_registration_is_renewed_made_again_when_forgotten_and_taken_back(@TempDir Path directory)
      throws Exception {
    try (Directory rd = new Directory();
        Listening agent = new Listening(directory, CoapConfig.loopback(), Identities.none())) {
      DirectoryEntry entry =
          new DirectoryEntry(
              new DirectoryConfig(rd.uri(), Duration.ofHours(1)),
              "lima-01",
              agent.client,
              CoapThreads.TIMERS,
              new byte[0]);
      entry.refresh();
      await().atMost(SOON).until(entry::registered);

      entry.refresh();
      await().atMost(SOON).until(() -> rd.seen.contains("renewed 4521"));

      rd.registered = false;
      entry.refresh();
      await().atMost(SOON).until(() -> rd.seen.size() == 5);
      assertThat(rd.seen.get(3)).as("it may have moved").isEqualTo("asked rt=core.rd");
      assertThat(rd.seen.get(4)).startsWith("POST");
      await().atMost(SOON).until(entry::registered);

      entry.close();
      await().atMost(SOON).until(() -> rd.seen.contains("DELETE 4521"));
    }
  }

  @Test
  void a_path_that_is_configured_is_taken_and_nobody_is_asked(@TempDir Path directory)
      throws Exception {
    try (Directory rd = new Directory();
        Listening agent =
            new Listening(
                directory,
                CoapConfig.loopback()
                    .withDirectory(
                        new DirectoryConfig(
                            rd.uri().resolve("/registrations/here"), Duration.ofHours(1))),
                Identities.none())) {
      await().atMost(SOON).until(() -> rd.seen.size() == 1);
      assertThat(rd.seen.get(0)).startsWith("POST from " + agent.port());
    }
  }

  /** Gives every registration the same location; forgets it when told to. */
  private static final class Directory implements AutoCloseable {
    final List<String> seen = new CopyOnWriteArrayList<>();
    volatile boolean registered;
    private final CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConfiguration(Californium.client())
            .setInetSocketAddress(new InetSocketAddress("127.0.0.1", 0))
            .build();
    private final CoapServer server = new CoapServer(Californium.client());

    Directory() {
      server.add(
          new CoapResource("registrations").add(new Registry()),
          new CoapResource("rd").add(new Entry()));
      server.addEndpoint(endpoint);
      server.start();
      server.getRoot().delete(server.getRoot().getChild(".well-known"));
      server.add(new CoapResource(".well-known").add(new Core()));
    }

    URI uri() {
      return URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
    }

    @Override
    public void close() {
      server.destroy();
    }

    private final class Core extends CoapResource {
      Core() {
        super("core");
      }

      @Override
      public void handleGET(CoapExchange exchange) {
        seen.add("asked " + exchange.getRequestOptions().getUriQueryString());
        exchange.respond(
            ResponseCode.CONTENT,
            "</rd-lookup/ep>;rt=\"core.rd-lookup-ep\";ct=40,"
                + "</registrations/here>;rt=\"core.rd\";ct=40",
            MediaTypeRegistry.APPLICATION_LINK_FORMAT);
      }
    }

    private final class Registry extends CoapResource {
      Registry() {
        super("here");
      }

      @Override
      public void handlePOST(CoapExchange exchange) {
        seen.add(
            "POST from "
                + exchange.getSourcePort()
                + " "
                + exchange.getRequestOptions().getUriQueryString()
                + " "
                + exchange.getRequestText());
        registered = true;
        exchange.setLocationPath("/rd/4521");
        exchange.respond(ResponseCode.CREATED);
      }
    }

    private final class Entry extends CoapResource {
      Entry() {
        super("4521");
      }

      @Override
      public void handlePOST(CoapExchange exchange) {
        boolean known = registered; // the test may change it as soon as it sees the request
        if (known) {
          seen.add("renewed " + getName());
        }
        exchange.respond(known ? ResponseCode.CHANGED : ResponseCode.NOT_FOUND);
      }

      @Override
      public void handleDELETE(CoapExchange exchange) {
        seen.add("DELETE " + getName());
        exchange.respond(ResponseCode.DELETED);
      }
    }
  }
}
