package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Secret;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/** The keys of {@link Identities}, as the DTLS library asks for them. */
final class BoundKeys implements AdvancedPskStore {
  private final Identities identities;

  BoundKeys(Identities identities) {
    this.identities = identities;
  }

  @Override
  public boolean hasEcdhePskSupported() {
    return true;
  }

  @Override
  public PskSecretResult requestPskSecretResult(
      ConnectionId connection,
      @Nullable ServerNames serverNames,
      PskPublicInformation identity,
      String hmacAlgorithm,
      @Nullable SecretKey otherSecret,
      byte[] seed,
      boolean useExtendedMasterSecret) {
    Optional<Secret> known = identities.key(identity.getPublicInfoAsString());
    SecretKey key = null;
    if (known.isPresent()) {
      byte[] bytes = known.get().copy();
      key = SecretUtil.create(bytes, "PSK");
      Arrays.fill(bytes, (byte) 0);
    }
    return new PskSecretResult(connection, identity, key);
  }

  @Override
  public @Nullable PskPublicInformation getIdentity(
      InetSocketAddress peerAddress, @Nullable ServerNames virtualHost) {
    return null; // a server has none to show
  }

  @Override
  public void setResultHandler(HandshakeResultHandler resultHandler) {
    // Answered at once; nothing comes later.
  }
}
