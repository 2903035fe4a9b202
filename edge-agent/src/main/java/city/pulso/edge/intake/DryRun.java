package city.pulso.edge.intake;

import city.pulso.edge.decode.DecodeException;
import city.pulso.edge.decode.Decoders;
import city.pulso.edge.decode.Format;
import city.pulso.edge.decode.Message;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Reading;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges a message as an agent would, without one: nothing is stored, counted or logged. */
public final class DryRun {
  private static final List<Domain> DOMAINS = List.of(Domain.AIR, Domain.PARKING, Domain.HOMES);

  private DryRun() {}

  /**
   * What an agent would store.
   *
   * @param domain the one the devices were taken to be registered for
   * @param readings as they would be stored; empty: the message reports nothing
   */
  public record Verdict(Domain domain, List<Reading> readings) {
    public Verdict {
      readings = List.copyOf(readings);
    }
  }

  /**
   * Judges one message whose devices are all taken to be registered.
   *
   * @param topic Topic Name; empty: it came by CoAP
   * @param device device id as the topic names it; null: the payload names it
   * @param domain the domain the devices are registered for; null: the one in which most of the
   *     message has a typed place
   * @param receivedMs reception, Unix milliseconds
   * @throws Refusal saying what an agent would answer
   */
  public static Verdict judge(
      Format format,
      byte[] payload,
      String topic,
      @Nullable String device,
      @Nullable Domain domain,
      long receivedMs)
      throws Refusal {
    if (domain != null) {
      return new Verdict(domain, readings(format, payload, topic, device, domain, receivedMs));
    }
    Verdict best = null;
    Refusal refusal = null;
    for (Domain tried : DOMAINS) {
      try {
        Verdict verdict =
            new Verdict(tried, readings(format, payload, topic, device, tried, receivedMs));
        if (best == null || untyped(verdict) < untyped(best)) {
          best = verdict;
        }
      } catch (Refusal e) {
        // That a plug sends no air says nothing; what is wrong with its numbers does.
        if (refusal == null || refusal.reason() == Reason.WRONG_DOMAIN) {
          refusal = e;
        }
      }
    }
    // A domain that has a typed place for nothing takes anything: it must not hide what is wrong.
    boolean hides =
        best != null
            && refusal != null
            && refusal.reason() != Reason.WRONG_DOMAIN
            && best.readings().stream().allMatch(Reading::hasGeneric);
    if (best != null && !hides) {
      return best;
    }
    throw refusal == null ? new Refusal(Reason.MALFORMED, "the message reports nothing") : refusal;
  }

  /**
   * Judges one message as the gateway of a registry entry would.
   *
   * @param entry the gateway with its devices; any other device is refused
   * @throws Refusal saying what that gateway's agent would answer
   * @see #judge what the other parameters are
   */
  public static List<Reading> judgeAs(
      Format format,
      byte[] payload,
      String topic,
      @Nullable String device,
      Gateway entry,
      long receivedMs)
      throws Refusal {
    Devices devices = new Devices();
    devices.take(entry);
    Judge judge = new Judge(devices::domain, Identities.none(), entry.getId());
    return readings(format, payload, topic, device, devices::domain, judge, receivedMs);
  }

  private static List<Reading> readings(
      Format format,
      byte[] payload,
      String topic,
      @Nullable String device,
      Domain domain,
      long receivedMs)
      throws Refusal {
    Judge judge = new Judge(id -> domain, Identities.none(), "");
    return readings(format, payload, topic, device, id -> domain, judge, receivedMs);
  }

  private static List<Reading> readings(
      Format format,
      byte[] payload,
      String topic,
      @Nullable String device,
      Function<String, @Nullable Domain> domains,
      Judge judge,
      long receivedMs)
      throws Refusal {
    Message message = new Message(payload, topic, device, receivedMs, domains);
    Decoders decoders = new Decoders();
    try {
      return judge
          .judge(
              decoders.decode(format, message),
              new Speaker.Topic(topic, device),
              receivedMs,
              index -> decoders.where(format, payload, index),
              new String[1])
          .stream()
          .map(each -> each.incoming().reading())
          .toList();
    } catch (DecodeException e) {
      throw Refusal.of(e);
    }
  }

  private static int untyped(Verdict verdict) {
    return verdict.readings().stream()
        .mapToInt(reading -> reading.getGeneric().getQuantitiesCount())
        .sum();
  }
}
