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
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration at a resource directory, which here is a small one by hand. */
class DirectoryEntryTest {
  private static final Duration SOON = Duration.ofSeconds(10);

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
      await().atMost(SOON).until(() -> rd.seen.size() == 1);

      assertThat(rd.seen.get(0))
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
      await().atMost(SOON).until(() -> rd.seen.size() == 3);
      assertThat(rd.seen.get(2)).startsWith("POST");
      await().atMost(SOON).until(entry::registered);

      entry.close();
      await().atMost(SOON).until(() -> rd.seen.contains("DELETE 4521"));
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
      server.add(new Registry().add(new Entry()));
      server.addEndpoint(endpoint);
      server.start();
    }

    URI uri() {
      return URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort() + "/rd");
    }

    @Override
    public void close() {
      server.destroy();
    }

    private final class Registry extends CoapResource {
      Registry() {
        super("rd");
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
        if (registered) {
          seen.add("renewed " + getName());
        }
        exchange.respond(registered ? ResponseCode.CHANGED : ResponseCode.NOT_FOUND);
      }

      @Override
      public void handleDELETE(CoapExchange exchange) {
        seen.add("DELETE " + getName());
        exchange.respond(ResponseCode.DELETED);
      }
    }
  }
}
