package city.pulso.edge.coap;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.scandium.dtls.cipher.AeadBlockCipher;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.PseudoRandomFunction;

/**
 * What both sides of a DTLS 1.2 connection encrypt with (RFC 5246 section 6.3), and how records are
 * opened (RFC 5288, RFC 6655, RFC 9146 section 5).
 */
final class RecordKeys {
  private static final int APPLICATION_DATA = 23;

  private final CipherSuite suite;
  private final SecretKey clientKey;
  private final SecretKey serverKey;
  private final byte[] clientIv;
  private final byte[] serverIv;

  /** An encrypted record, its number being epoch and sequence. */
  record Sealed(int type, short version, byte[] number, byte[] connectionId, byte[] body) {}

  RecordKeys(CipherSuite suite, byte[] master, byte[] clientRandom, byte[] serverRandom) {
    this.suite = suite;
    int key = suite.getEncKeyLength();
    int iv = suite.getFixedIvLength();
    byte[] block =
        PseudoRandomFunction.doPRF(
            suite.getThreadLocalPseudoRandomFunctionMac(),
            new SecretKeySpec(master, "MAC"),
            PseudoRandomFunction.Label.KEY_EXPANSION_LABEL,
            both(serverRandom, clientRandom),
            2 * (key + iv));
    this.clientKey = new SecretKeySpec(block, 0, key, "AES");
    this.serverKey = new SecretKeySpec(block, key, key, "AES");
    this.clientIv = Arrays.copyOfRange(block, 2 * key, 2 * key + iv);
    this.serverIv = Arrays.copyOfRange(block, 2 * key + iv, 2 * (key + iv));
  }

  /** Opens a record; empty: it holds no application data. */
  byte[] open(boolean byClient, Sealed sealed) throws GeneralSecurityException {
    int explicit = suite.getRecordIvLength();
    int length = sealed.body().length - explicit - suite.getMacLength();
    if (length < 0) {
      throw new GeneralSecurityException("too short");
    }
    byte[] nonce = both(byClient ? clientIv : serverIv, Arrays.copyOf(sealed.body(), explicit));
    byte[] plain =
        AeadBlockCipher.decrypt(
            suite,
            byClient ? clientKey : serverKey,
            nonce,
            authenticated(sealed, length),
            sealed.body(),
            explicit,
            sealed.body().length - explicit);
    return sealed.type() == APPLICATION_DATA ? plain : inner(plain);
  }

  private static byte[] authenticated(Sealed sealed, int length) {
    byte[] id = sealed.connectionId();
    ByteBuffer data = ByteBuffer.allocate(64 + id.length);
    if (sealed.type() == APPLICATION_DATA) {
      data.put(sealed.number()).put((byte) sealed.type()).putShort(sealed.version());
    } else {
      data.putLong(-1).put((byte) sealed.type()).put((byte) id.length).put((byte) sealed.type());
      data.putShort(sealed.version()).put(sealed.number()).put(id);
    }
    data.putShort((short) length);
    return Arrays.copyOf(data.array(), data.position());
  }

  /** Behind the content stand its type and zeros (RFC 9146 section 4). */
  private static byte[] inner(byte[] plain) {
    int end = plain.length - 1;
    while (end >= 0 && plain[end] == 0) {
      end--;
    }
    return end >= 0 && plain[end] == APPLICATION_DATA ? Arrays.copyOf(plain, end) : new byte[0];
  }

  static byte[] both(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
