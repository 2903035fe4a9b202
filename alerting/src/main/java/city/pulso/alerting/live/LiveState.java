package city.pulso.alerting.live;

import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.GatewayState;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.HomeState;
import city.pulso.schemas.v1.ParkingState;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * What was last heard of every station, site, zone, home and gateway stream. In memory only: after
 * a start it fills from the broker's retained messages. Homes are pseudonyms here as everywhere.
 *
 * <p>Threads: any.
 */
public final class LiveState {
  /** Largest payload taken, bytes. */
  public static final int LARGEST = 1 << 20;

  /** Most entries per kind. */
  public static final int MOST = 20_000;

  private static final JsonFormat.Parser JSON = JsonFormat.parser().ignoringUnknownFields();

  private final Map<String, AirState> stations = new ConcurrentSkipListMap<>();
  private final Map<String, AirState> sites = new ConcurrentSkipListMap<>();
  private final Map<String, ParkingState> zones = new ConcurrentSkipListMap<>();
  private final Map<String, HomeState> homes = new ConcurrentSkipListMap<>();
  private final Map<String, GatewayState> streams = new ConcurrentSkipListMap<>();
  private final Registered registered = new Registered();

  /**
   * Takes a retained message; an empty payload removes the entry.
   *
   * @param kind {@code air}, {@code parking}, {@code homes} or {@code gateway}; others are passed
   *     over, so that a newer publisher does no harm
   * @param id as the topic says
   */
  public void accept(String kind, String id, byte[] payload) throws MalformedStateException {
    switch (kind) {
      case "air" -> {
        AirState state = read(payload, AirState.newBuilder()).build();
        if (state.hasSite()) {
          put(sites, id, state.getSite().getSite(), state, payload);
        } else if (payload.length > 0 || !removed(sites, id)) {
          put(stations, id, state.getStation(), state, payload);
        }
      }
      case "parking" -> {
        ParkingState state = read(payload, ParkingState.newBuilder()).build();
        put(zones, id, state.getZone(), state, payload);
      }
      case "homes" -> {
        HomeState state = read(payload, HomeState.newBuilder()).build();
        put(homes, id, state.getHome(), state, payload);
      }
      case "gateway" -> {
        GatewayState state = read(payload, GatewayState.newBuilder()).build();
        put(streams, id, stream(state), state, payload);
      }
      default -> {}
    }
  }

  /** What the city consists of. */
  public Registered registered() {
    return registered;
  }

  /** By id; a registered one that has not been heard is without data. */
  public Collection<AirState> stations() {
    return with(stations, registered.stations(), Station::getId, Unheard::station);
  }

  /** Sensitive sites, by id; a registered one that has not been heard is without data. */
  public Collection<AirState> sites() {
    return with(sites, registered.sites(), Site::getId, Unheard::site);
  }

  /** By id; of a registered one that has not been heard every place is unknown. */
  public Collection<ParkingState> zones() {
    return with(zones, registered.zones(), Zone::getId, Unheard::zone);
  }

  /** By pseudonym; a registered one that has not been heard is unknown. */
  public Collection<HomeState> homes() {
    return with(homes, registered.homes(), Home::getId, Unheard::home);
  }

  /**
   * By gateway, then domain; for each domain a registered gateway has devices of, one that has not
   * been heard is unknown.
   */
  public Collection<GatewayState> streams() {
    List<GatewayState> expected =
        registered.gateways().stream().flatMap(g -> Unheard.streams(g).stream()).toList();
    return with(streams, expected, LiveState::stream, Function.identity());
  }

  private static String stream(GatewayState state) {
    return state.getGateway() + "." + state.getDomain();
  }

  private static <S, R> Collection<S> with(
      Map<String, S> heard,
      Collection<R> registered,
      Function<R, String> id,
      Function<R, S> unheard) {
    if (registered.isEmpty()) {
      return heard.values();
    }
    Map<String, S> all = new TreeMap<>(heard);
    for (R entry : registered) {
      all.computeIfAbsent(id.apply(entry), missing -> unheard.apply(entry));
    }
    return all.values();
  }

  private static boolean removed(Map<String, AirState> entries, String id) {
    return entries.remove(id) != null;
  }

  static <B extends Message.Builder> B read(byte[] payload, B message)
      throws MalformedStateException {
    if (payload.length > LARGEST) {
      throw new MalformedStateException(
          "payload: " + payload.length + " bytes is not accepted; use " + LARGEST + " or fewer");
    }
    if (payload.length == 0) {
      return message;
    }
    try {
      JSON.merge(new String(payload, StandardCharsets.UTF_8), message);
      return message;
    } catch (InvalidProtocolBufferException notJson) {
      throw new MalformedStateException(
          "payload: " + notJson.getMessage() + "; use the protobuf JSON of the topic's kind");
    }
  }

  static <S> void put(Map<String, S> entries, String id, String named, S state, byte[] payload)
      throws MalformedStateException {
    if (payload.length == 0) {
      entries.remove(id);
    } else if (!named.equals(id)) {
      throw new MalformedStateException(
          "id: the message names another than the topic; use " + id + ", as in the topic");
    } else if (entries.size() >= MOST && !entries.containsKey(id)) {
      throw new MalformedStateException(
          "id: more than " + MOST + " entries of a kind are not accepted");
    } else {
      entries.put(id, state);
    }
  }
}
