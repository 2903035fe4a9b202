package city.pulso.alerting.console;

import city.pulso.alerting.live.LiveState;
import city.pulso.schemas.v1.AgentPresence;
import city.pulso.schemas.v1.GatewayState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gateways, those that are not heard first, each with its streams. */
final class GatewaysSection {
  static final String ONLINE = "online";
  static final String OFFLINE = "offline";
  static final String UNCONNECTED = "unconnected";
  private static final String UNKNOWN = "unknown";
  private static final Duration OLD = Duration.ofHours(1);

  private GatewaysSection() {}

  /**
   * A gateway with what its streams say.
   *
   * @param agent what its agent says of itself; null: nothing
   */
  record Gateway(
      String id, String state, List<GatewayState> streams, @Nullable AgentPresence agent) {}

  static String render(View view, LiveState live) {
    Html html = new Html();
    List<Gateway> gateways = gateways(view, live);
    if (gateways.isEmpty()) {
      return html.element("p", "calm unheard", view.texts().say("ui.gateways.none")).toString();
    }
    html.raw("<ul class=\"gateways\">");
    gateways.stream()
        .sorted(
            Comparator.comparing((Gateway gateway) -> rank(gateway.state()))
                .thenComparing(Gateway::id))
        .forEach(gateway -> gateway(html, view, gateway));
    return html.raw("</ul>").toString();
  }

  /**
   * By id: those that are registered, and those that are heard. A gateway is as well as its worst
   * stream, and not online while its agent is not connected; one without devices has no stream, and
   * is as its agent says.
   */
  static List<Gateway> gateways(View view, LiveState live) {
    Map<String, List<GatewayState>> byGateway = new TreeMap<>();
    live.registered().gateways().forEach(g -> byGateway.put(g.getId(), new ArrayList<>()));
    for (GatewayState stream : live.streams()) {
      byGateway.computeIfAbsent(stream.getGateway(), id -> new ArrayList<>()).add(stream);
    }
    List<Gateway> gateways = new ArrayList<>();
    byGateway.forEach(
        (id, own) -> {
          AgentPresence agent = live.registered().agent(id);
          gateways.add(new Gateway(id, state(view, own, agent), own, agent));
        });
    return gateways;
  }

  private static String state(
      View view, List<GatewayState> streams, @Nullable AgentPresence agent) {
    if (streams.isEmpty()) {
      return agent == null ? UNKNOWN : gone(agent) ? OFFLINE : ONLINE;
    }
    return Stream.concat(
            streams.stream().map(stream -> state(view, stream)),
            Stream.of(gone(agent) ? UNCONNECTED : ONLINE))
        .min(Comparator.comparing(GatewaysSection::rank))
        .orElse(UNKNOWN);
  }

  /** Whether the agent has stopped, or the broker has lost it. */
  private static boolean gone(@Nullable AgentPresence agent) {
    return agent != null && !agent.getState().equals(ONLINE);
  }

  private static String state(View view, GatewayState stream) {
    if (stream.getState().equals(OFFLINE)) {
      return OFFLINE;
    }
    boolean heard = stream.getState().equals(ONLINE) && !view.isOld(stream.getHeartbeatMs(), OLD);
    return heard ? ONLINE : UNKNOWN;
  }

  private static void gateway(Html html, View view, Gateway gateway) {
    html.raw("<li class=\"gateway " + gateway.state() + "\"><div class=\"gateway-head\">");
    html.element("strong", "name", gateway.id());
    html.element("span", "what", view.texts().word("gateway", gateway.state()));
    html.raw("</div><ul class=\"streams\">");
    agent(html, view, gateway);
    for (GatewayState stream : gateway.streams()) {
      html.raw("<li>");
      html.element("span", "domain", view.texts().word("domain", stream.getDomain()));
      html.raw(" ").element("span", "fact", facts(view, stream)).raw("</li>");
    }
    html.raw("</ul></li>");
  }

  /** Said where it adds to the streams: there are none, or the connection is gone. */
  private static void agent(Html html, View view, Gateway gateway) {
    AgentPresence agent = gateway.agent();
    if (!gateway.streams().isEmpty() && !gone(agent)) {
      return;
    }
    List<String> facts = new ArrayList<>();
    if (gateway.streams().isEmpty()) {
      facts.add(view.texts().say("ui.gateway.no-devices"));
    }
    if (agent == null) {
      facts.add(view.texts().say("because.not-heard"));
    } else if (gone(agent)) {
      facts.add(view.texts().word("agent", agent.getState()));
    }
    html.raw("<li>").element("span", "fact", String.join(" · ", facts)).raw("</li>");
  }

  private static String facts(View view, GatewayState stream) {
    if (stream.getHeartbeatMs() == 0) {
      return view.texts().say("because.not-heard");
    }
    List<String> facts = new ArrayList<>();
    if (stream.getSpoolBatches() == 0) {
      facts.add(view.texts().say("ui.spool.empty"));
    } else {
      facts.add(
          view.texts()
              .say(
                  "ui.spool",
                  "batches",
                  Long.toUnsignedString(stream.getSpoolBatches()),
                  "age",
                  view.texts().duration(Duration.ofMillis(stream.getSpoolOldestAgeMs()))));
    }
    addIfAny(facts, view, "missing", stream.getMissing());
    addIfAny(facts, view, "evicted", stream.getEvicted());
    if (!state(view, stream).equals(ONLINE) && stream.getHeartbeatMs() > 0) {
      facts.add(view.texts().say("ui.heartbeat", "at", view.time(stream.getHeartbeatMs())));
    }
    return String.join(" · ", facts);
  }

  private static void addIfAny(List<String> facts, View view, String name, long count) {
    if (count != 0) {
      facts.add(view.texts().say("ui." + name, name, Long.toUnsignedString(count)));
    }
  }

  private static int rank(String state) {
    return switch (state) {
      case OFFLINE -> 0;
      case UNCONNECTED -> 1;
      case UNKNOWN -> 2;
      default -> 3;
    };
  }
}
