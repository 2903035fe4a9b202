package city.pulso.edge.coap;

import city.pulso.edge.coap.LiveCertificates.Loaded;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.util.Filter;
import org.eclipse.californium.scandium.DTLSConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS half of a {@link CoapIngress}: who is let in, whose connections go on, and what of that
 * is replaced while it runs.
 */
final class DtlsSide {
  private static final Logger LOG = LoggerFactory.getLogger(DtlsSide.class);

  private final String gateway;
  private final DtlsConfig config;
  private final Identities identities;
  private final Handshakes handshakes;
  private final @Nullable LiveCertificates certificates;
  private final SavedSessions sessions;
  private final DTLSConnector connector;

  /**
   * @param directory the agent's own: connections are kept there across a restart
   * @param identities whose keys are known; {@link #reread} replaces what is in it
   * @throws IOException when a certificate cannot be read; names it
   */
  DtlsSide(
      DtlsConfig config,
      Configuration californium,
      InetSocketAddress address,
      Path directory,
      Identities identities,
      Intake intake,
      String gateway)
      throws IOException {
    this.gateway = gateway;
    this.config = config;
    this.identities = identities;
    this.handshakes =
        new Handshakes(
            californium,
            config.maxHandshakes(),
            (peer, why) -> intake.refuse(Refusal.Reason.HANDSHAKE, why, peer));
    DtlsConfig.Certificate files = config.certificate();
    this.certificates = files == null ? null : new LiveCertificates(Loaded.read(files));
    this.sessions = new SavedSessions(directory, context(identities, certificates));
    this.connector =
        DtlsListener.connector(
            californium, address, identities, certificates, handshakes, gateway + ":");
    int restored = sessions.restore(connector);
    if (restored > 0) {
      LOG.info("{}: {} DTLS connections go on", gateway, restored);
    }
  }

  DTLSConnector connector() {
    return connector;
  }

  /** ClientHellos that were not read because too many handshakes were under way. */
  long handshakesTurnedAway() {
    return handshakes.turnedAway();
  }

  /**
   * Reads keys file and certificates again; nothing changes yet.
   *
   * @return takes what was read over, and says in one line each what changed. Connections go on,
   *     but for those that could not be made any more: their key was changed or taken out, or who
   *     signs devices' certificates is another
   * @throws IOException when one cannot be used; says which, and never what is in it
   */
  Supplier<List<String>> reread() throws IOException {
    Identities next = Identities.read(config.keysFile());
    DtlsConfig.Certificate files = config.certificate();
    LiveCertificates live = certificates;
    if (files == null || live == null) {
      return () -> take(next, null);
    }
    Loaded loaded = Loaded.read(files);
    if (!loaded.kind().equals(live.now().kind())) {
      throw new IOException(
          files.privateKey()
              + ": a key of another kind ("
              + loaded.kind()
              + " instead of "
              + live.now().kind()
              + "); that needs a restart");
    }
    return () -> take(next, loaded);
  }

  private List<String> take(Identities next, @Nullable Loaded loaded) {
    List<String> lines = new ArrayList<>();
    Identities before = Identities.none();
    before.take(identities);
    boolean keys = !Arrays.equals(before.fingerprint(), next.fingerprint());
    if (keys) {
      identities.take(next);
      lines.add("coap.dtls.keys-file: " + next.size() + " identities, from now on");
    }
    boolean trust = false;
    LiveCertificates live = certificates;
    if (loaded != null && live != null) {
      trust = !loaded.trusted().equals(live.now().trusted());
      if (!loaded.chain().equals(live.now().chain())) {
        lines.add("coap.dtls.certificate.chain: another certificate, from now on");
      }
      if (trust) {
        lines.add("coap.dtls.certificate.trust: other authorities, from now on");
      }
      live.take(loaded);
    }
    if (keys || trust) {
      sessions.context(context(identities, live));
      boolean everyCertificate = trust;
      connector.startTerminateConnectionsForPrincipal(
          (Filter<Principal>) principal -> ends(principal, before, everyCertificate));
    }
    return lines;
  }

  private boolean ends(@Nullable Principal principal, Identities before, boolean everyCertificate) {
    if (principal == null) {
      return false;
    }
    Speaker speaker = Peers.speaker(principal, "");
    return speaker instanceof Speaker.CertificateSubject && everyCertificate
        || !before.lastsIn(identities, speaker);
  }

  /** Saves the connections of the stopped connector. */
  void save() {
    try {
      int saved = sessions.save(connector);
      LOG.info("{}: {} DTLS connections saved", gateway, saved);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: DTLS connections not saved: {}", gateway, e.toString());
    }
  }

  private static byte[] context(Identities identities, @Nullable LiveCertificates certificates) {
    return certificates == null
        ? SessionContext.of(identities, List.of())
        : SessionContext.of(identities, certificates.now().everything());
  }
}
