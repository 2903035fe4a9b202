package city.pulso.edge.coap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite.CipherType;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite.KeyExchangeAlgorithm;
import org.eclipse.californium.scandium.dtls.cipher.PseudoRandomFunction;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 connection as who listens sees it: follows the handshake, finds the master secret
 * (RFC 5246 section 8.1, RFC 7627, RFC 4279).
 */
final class DtlsFlow {
  static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int CLIENT_KEY_EXCHANGE = 16;
  private static final int EXTENDED_MASTER_SECRET = 23;
  private static final int CONNECTION_ID = 54;
  private static final int RANDOM = 32;
  private static final String NOT_READY = "the handshake is not whole in the capture";

  private final String client;
  private final String server;
  private final HandshakeMessages fromClient = new HandshakeMessages();
  private final HandshakeMessages fromServer = new HandshakeMessages();
  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
  private byte[] clientRandom = new byte[0];
  private byte[] serverRandom = new byte[0];
  private byte[] sessionId = new byte[0];
  private byte[] toClient = new byte[0];
  private byte[] toServer = new byte[0];
  private boolean offersConnectionId;
  private boolean extendedMasterSecret;
  private int suiteCode;
  private @Nullable CipherSuite suite;
  private @Nullable RecordKeys keys;
  private String problem = NOT_READY;

  DtlsFlow(String client, String server) {
    this.client = client;
    this.server = server;
  }

  String client() {
    return client;
  }

  String server() {
    return server;
  }

  /** Connection ID of records to the client; empty: they carry none. */
  byte[] toClient() {
    return toClient.clone();
  }

  /** Connection ID of records to the server; empty: they carry none. */
  byte[] toServer() {
    return toServer.clone();
  }

  /** Why records cannot be opened; empty: they can. */
  String problem() {
    return problem;
  }

  /**
   * Hears a part of a handshake message.
   *
   * @return whether the keys are agreed on, be they known here or not
   */
  boolean hear(
      String from,
      HandshakeMessages.Fragment fragment,
      DtlsKeys known,
      Map<String, byte[]> sessions) {
    if (!fragment.acceptable()) {
      return false;
    }
    boolean byClient = from.equals(client);
    HandshakeMessages side = byClient ? fromClient : fromServer;
    boolean hello =
        fragment.type() == CLIENT_HELLO && byClient || fragment.type() == SERVER_HELLO && !byClient;
    if (hello
        && (side.next() < 0
            || byClient && fragment.sequence() >= side.next()
            || begins(fragment))) {
      side.expect(fragment.sequence());
    }
    if (fragment.sequence() < side.next() || side.put(fragment) == null || side.next() < 0) {
      return false;
    }
    boolean made = false;
    for (byte[] next = side.take(); next != null; next = side.take()) {
      made |= message(next, known, sessions);
    }
    return made;
  }

  /** Another handshake at the same addresses: numbers begin anew. */
  private boolean begins(HandshakeMessages.Fragment fragment) {
    return fragment.clientHello()
        && fragment.sequence() == 0
        && fragment.offset() == 0
        && fragment.part().length >= 2 + RANDOM
        && !Arrays.equals(Arrays.copyOfRange(fragment.part(), 2, 2 + RANDOM), clientRandom);
  }

  private boolean message(byte[] message, DtlsKeys known, Map<String, byte[]> sessions) {
    ByteBuffer body = ByteBuffer.wrap(message);
    body.position(HandshakeMessages.HEAD);
    switch (message[0]) {
      case CLIENT_HELLO -> {
        clientHello(body);
        transcript.writeBytes(message);
      }
      case SERVER_HELLO -> {
        serverHello(body);
        transcript.writeBytes(message);
      }
      case CLIENT_KEY_EXCHANGE -> {
        transcript.writeBytes(message);
        exchanged(body, known, sessions);
        return true;
      }
      default -> transcript.writeBytes(message);
    }
    return false;
  }

  private void clientHello(ByteBuffer body) {
    transcript.reset();
    fromServer.clear();
    body.getShort();
    clientRandom = new byte[RANDOM];
    body.get(clientRandom);
    skip(body, 1); // session id
    skip(body, 1); // cookie
    skip(body, 2); // cipher suites
    skip(body, 1); // compression
    offersConnectionId = false;
    toClient = new byte[0];
    extensions(body, true);
  }

  private void serverHello(ByteBuffer body) {
    body.getShort();
    serverRandom = new byte[RANDOM];
    body.get(serverRandom);
    sessionId = new byte[body.get() & 0xff];
    body.get(sessionId);
    suiteCode = body.getShort() & 0xffff;
    suite = CipherSuite.getTypeByCode(suiteCode);
    body.get();
    extendedMasterSecret = false;
    toServer = new byte[0];
    extensions(body, false);
  }

  private void extensions(ByteBuffer body, boolean ofClient) {
    byte[] connectionId = null;
    if (body.remaining() >= 2) {
      body.getShort();
      while (body.remaining() >= 4) {
        int type = body.getShort() & 0xffff;
        byte[] value = new byte[body.getShort() & 0xffff];
        body.get(value);
        if (type == EXTENDED_MASTER_SECRET && !ofClient) {
          extendedMasterSecret = true;
        } else if (type == CONNECTION_ID && value.length > 0) {
          connectionId = Arrays.copyOfRange(value, 1, value.length);
        }
      }
    }
    if (ofClient) {
      offersConnectionId = connectionId != null;
      toClient = connectionId == null ? new byte[0] : connectionId;
    } else if (connectionId != null && offersConnectionId) {
      toServer = connectionId;
    } else {
      toClient = new byte[0];
    }
  }

  private static void skip(ByteBuffer body, int lengthBytes) {
    int length = lengthBytes == 1 ? body.get() & 0xff : body.getShort() & 0xffff;
    body.position(body.position() + length);
  }

  private void exchanged(ByteBuffer body, DtlsKeys known, Map<String, byte[]> sessions) {
    CipherSuite chosen = suite;
    if (chosen == null || chosen.getCipherType() != CipherType.AEAD) {
      problem =
          String.format("cipher suite 0x%04x", suiteCode)
              + (chosen == null ? "" : " (" + chosen + ")")
              + " is not read; let the device use one with CCM or GCM";
      return;
    }
    Optional<byte[]> master = known.masterSecret(clientRandom);
    if (master.isEmpty() && chosen.getKeyExchange() == KeyExchangeAlgorithm.PSK) {
      byte[] name = new byte[body.getShort() & 0xffff];
      body.get(name);
      String identity = new String(name, StandardCharsets.UTF_8);
      master = known.presharedKey(identity).map(key -> master(chosen, key));
      if (master.isEmpty()) {
        problem =
            "no key for PSK identity '"
                + identity
                + "'; hand it in with --psk-identity and --psk-key-file, or with --keys";
        return;
      }
    }
    if (master.isEmpty()) {
      problem =
          "the key exchange "
              + chosen.getKeyExchange()
              + " hides its secret even from who has the keys; hand in the device's --key-log, or"
              + " let it use TLS_PSK_WITH_AES_128_CCM_8";
      return;
    }
    if (sessionId.length > 0) {
      sessions.put(HexFormat.of().formatHex(sessionId), master.get());
    }
    keys = new RecordKeys(chosen, master.get(), clientRandom, serverRandom);
    problem = "";
  }

  /** An abbreviated handshake has no key exchange: the session's secret is used again. */
  void resumed(Map<String, byte[]> sessions) {
    byte[] master = sessions.get(HexFormat.of().formatHex(sessionId));
    CipherSuite chosen = suite;
    if (master != null && chosen != null && !problem.isEmpty() && sessionId.length > 0) {
      keys = new RecordKeys(chosen, master, clientRandom, serverRandom);
      problem = "";
    }
  }

  private byte[] master(CipherSuite chosen, byte[] presharedKey) {
    SecretKey premaster =
        PseudoRandomFunction.generatePremasterSecretFromPSK(
            null, new SecretKeySpec(presharedKey, "PSK"));
    byte[] seed =
        extendedMasterSecret
            ? chosen
                .getThreadLocalPseudoRandomFunctionMessageDigest()
                .digest(transcript.toByteArray())
            : RecordKeys.both(clientRandom, serverRandom);
    SecretKey master =
        PseudoRandomFunction.generateMasterSecret(
            chosen.getThreadLocalPseudoRandomFunctionMac(), premaster, seed, extendedMasterSecret);
    return master.getEncoded();
  }

  /** Opens a record; empty: it holds no application data. */
  byte[] open(boolean byClient, RecordKeys.Sealed sealed) throws GeneralSecurityException {
    RecordKeys known = keys;
    if (known == null) {
      throw new GeneralSecurityException("no keys");
    }
    return known.open(byClient, sealed);
  }
}
