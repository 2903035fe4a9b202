package city.pulso.alerting.live;

import city.pulso.schemas.v1.AgentPresence;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What the city consists of, by the registry, and what agents say of themselves: so that what has
 * not been heard is known to be missing. In memory only; homes are pseudonyms.
 *
 * <p>Threads: any.
 */
public final class Registered {
  private final Map<String, Station> stations = new ConcurrentSkipListMap<>();
  private final Map<String, Site> sites = new ConcurrentSkipListMap<>();
  private final Map<String, Zone> zones = new ConcurrentSkipListMap<>();
  private final Map<String, Home> homes = new ConcurrentSkipListMap<>();
  private final Map<String, Gateway> gateways = new ConcurrentSkipListMap<>();
  private final Map<String, AgentPresence> agents = new ConcurrentSkipListMap<>();

  /**
   * Takes a retained registry entry; an empty payload removes it.
   *
   * @param kind as the topic says; kinds that nothing is shown of are passed over
   * @param id as the topic says
   */
  public void accept(String kind, String id, byte[] payload) throws MalformedStateException {
    RegistryEntry entry = entry(payload);
    switch (kind) {
      case "station" -> put(stations, id, entry.getStation().getId(), entry.getStation(), payload);
      case "site" -> put(sites, id, entry.getSite().getId(), entry.getSite(), payload);
      case "zone" -> put(zones, id, entry.getZone().getId(), entry.getZone(), payload);
      case "home" -> put(homes, id, entry.getHome().getId(), entry.getHome(), payload);
      case "gateway" -> put(gateways, id, entry.getGateway().getId(), entry.getGateway(), payload);
      default -> {}
    }
  }

  /** Takes what an agent, or the broker in its name, says of it; an empty payload removes it. */
  public void presence(String gateway, byte[] payload) throws MalformedStateException {
    AgentPresence said = LiveState.read(payload, AgentPresence.newBuilder()).build();
    put(agents, gateway, said.getGateway(), said, payload);
  }

  /** By id; empty while the registry has not been heard. */
  public Collection<Gateway> gateways() {
    return gateways.values();
  }

  /** What a gateway's agent says of itself; null: nothing. */
  public @Nullable AgentPresence agent(String gateway) {
    return agents.get(gateway);
  }

  Collection<Station> stations() {
    return stations.values();
  }

  Collection<Site> sites() {
    return sites.values();
  }

  Collection<Zone> zones() {
    return zones.values();
  }

  Collection<Home> homes() {
    return homes.values();
  }

  private static RegistryEntry entry(byte[] payload) throws MalformedStateException {
    if (payload.length > LiveState.LARGEST) {
      throw new MalformedStateException(
          "payload: "
              + payload.length
              + " bytes is not accepted; use "
              + LiveState.LARGEST
              + " or fewer");
    }
    try {
      return RegistryEntry.parseFrom(payload);
    } catch (InvalidProtocolBufferException notProtobuf) {
      throw new MalformedStateException(
          "payload: " + notProtobuf.getMessage() + "; use protobuf pulso.v1.RegistryEntry");
    }
  }

  private static <S> void put(
      Map<String, S> entries, String id, String named, S entry, byte[] payload)
      throws MalformedStateException {
    LiveState.put(entries, id, named, entry, payload);
  }
}
