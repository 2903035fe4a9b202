package city.pulso.edge.coap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was said over DTLS 1.2 (RFC 6347, Connection ID by RFC 9146) in a capture that begins
 * before the handshake, with keys handed in. Plain pre-shared keys are enough where the key
 * exchange is PSK; everything else needs a key log, because such a key exchange hides its secret
 * from who only listens. Bounded: the last {@value #MOST_FLOWS} connections. One thread.
 */
public final class DtlsReader {
  static final int MOST_FLOWS = 10_000;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int WITH_CONNECTION_ID = 25;
  private static final int HEAD = 13;
  private static final String NO_HANDSHAKE =
      "the handshake is not in the capture; begin to capture before the device connects";

  private final DtlsKeys keys;
  private final Map<String, byte[]> sessions = new HashMap<>();
  private final Map<String, DtlsFlow> byConnectionId = new HashMap<>();
  private final Set<Integer> connectionIdLengths = new TreeSet<>();
  private final Map<String, Integer> unread = new TreeMap<>();
  private final Map<String, DtlsFlow> flows =
      new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DtlsFlow> eldest) {
          return size() > MOST_FLOWS;
        }
      };

  public DtlsReader(DtlsKeys keys) {
    this.keys = keys;
  }

  /**
   * A message that was encrypted.
   *
   * @param from the sender's address when it shook hands, also behind a NAT that changed it
   */
  public record Plain(String from, String to, byte[] bytes) {}

  /** What a datagram says; empty for handshakes, and where it cannot be read. */
  public List<Plain> read(String from, String to, byte[] datagram) {
    List<Plain> said = new ArrayList<>();
    ByteBuffer at = ByteBuffer.wrap(datagram);
    try {
      while (at.remaining() >= HEAD) {
        record(from, to, at, said);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      cannot("a record is damaged or cut short");
    }
    return said;
  }

  /** Why records could not be read, and how many each. */
  public Map<String, Integer> unread() {
    return Map.copyOf(unread);
  }

  private void record(String from, String to, ByteBuffer at, List<Plain> said) {
    int start = at.position();
    int type = at.get() & 0xff;
    short version = at.getShort();
    int epoch = at.getShort(start + 3) & 0xffff;
    byte[] number = Arrays.copyOfRange(at.array(), start + 3, start + 11);
    at.position(start + 11);
    byte[] connectionId = new byte[0];
    DtlsFlow flow = flows.get(from + " " + to);
    if (type == WITH_CONNECTION_ID) {
      DtlsFlow found = null;
      for (int length : connectionIdLengths) {
        byte[] candidate = Arrays.copyOfRange(at.array(), start + 11, start + 11 + length);
        DtlsFlow known = byConnectionId.get(to + " " + HexFormat.of().formatHex(candidate));
        if (known != null) {
          found = known;
          connectionId = candidate;
        }
      }
      if (found == null) {
        cannot(NO_HANDSHAKE);
        at.position(at.limit());
        return;
      }
      flow = found;
      at.position(start + 11 + connectionId.length);
    }
    byte[] body = new byte[at.getShort() & 0xffff];
    at.get(body);
    if (type == HANDSHAKE && epoch == 0) {
      handshake(from, to, body);
    } else if (type == CHANGE_CIPHER_SPEC && flow != null) {
      flow.resumed(sessions);
    } else if (type == APPLICATION_DATA || type == WITH_CONNECTION_ID) {
      open(from, flow, new RecordKeys.Sealed(type, version, number, connectionId, body), said);
    }
  }

  private void handshake(String from, String to, byte[] body) {
    ByteBuffer at = ByteBuffer.wrap(body);
    while (at.remaining() >= HandshakeMessages.HEAD) {
      HandshakeMessages.Fragment fragment = HandshakeMessages.Fragment.read(at);
      DtlsFlow flow = flows.get(from + " " + to);
      if (fragment.clientHello() && (flow == null || !flow.client().equals(from))) {
        flow = new DtlsFlow(from, to);
        flows.put(from + " " + to, flow);
        flows.put(to + " " + from, flow);
      }
      if (flow != null && flow.hear(from, fragment, keys, sessions)) {
        remember(flow.client(), flow.toClient(), flow);
        remember(flow.server(), flow.toServer(), flow);
      }
    }
  }

  private void remember(String receiver, byte[] connectionId, DtlsFlow flow) {
    if (connectionId.length > 0) {
      connectionIdLengths.add(connectionId.length);
      if (byConnectionId.size() >= 2 * MOST_FLOWS) {
        byConnectionId.clear(); // a flood of handshakes must not fill the memory
      }
      byConnectionId.put(receiver + " " + HexFormat.of().formatHex(connectionId), flow);
    }
  }

  private void open(
      String from, @Nullable DtlsFlow flow, RecordKeys.Sealed sealed, List<Plain> said) {
    if (flow == null) {
      cannot(NO_HANDSHAKE);
      return;
    }
    if (!flow.problem().isEmpty()) {
      cannot(flow.problem());
      return;
    }
    // Whoever is not the server is the client, at whatever address.
    boolean byClient = !from.equals(flow.server());
    try {
      byte[] plain = flow.open(byClient, sealed);
      if (plain.length > 0) {
        said.add(
            byClient
                ? new Plain(flow.client(), flow.server(), plain)
                : new Plain(flow.server(), flow.client(), plain));
      }
    } catch (GeneralSecurityException e) {
      cannot("the key does not fit");
    }
  }

  private void cannot(String why) {
    unread.merge(why, 1, Integer::sum);
  }
}
