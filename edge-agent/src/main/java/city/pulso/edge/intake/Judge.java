package city.pulso.edge.intake;

import city.pulso.edge.decode.Observation;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.edge.intake.Refusal.Wrong;
import city.pulso.edge.spool.Incoming;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether what was decoded may be stored: device, body, values, time. */
final class Judge {
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");

  private static final Pattern QUANTITY = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int QUANTITIES = 256;
  private static final int TEXT = 1024;
  private static final int UNIT = 32;

  private final Function<String, @Nullable Domain> domains;
  private final Identities identities;
  private final String gateway;
  private final Boots boots = new Boots();

  /**
   * @param domains domain of a device, null when it is not registered
   * @param identities who may speak for which device
   * @param gateway as refusals name it
   */
  Judge(Function<String, @Nullable Domain> domains, Identities identities, String gateway) {
    this.domains = domains;
    this.identities = identities;
    this.gateway = gateway;
  }

  /** A reading that may be stored, see {@link Observation}. */
  record Judged(Domain domain, Incoming incoming) {}

  /**
   * The readings, stamped.
   *
   * @param places where an observation begins in the message, by its index; see {@link
   *     city.pulso.edge.decode.Decoder#where}
   * @param named its first element becomes the device at hand, so that a refusal can be told of it
   */
  List<Judged> judge(
      List<Observation> observations,
      Speaker speaker,
      long receivedMs,
      IntFunction<String> places,
      String[] named)
      throws Refusal {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < observations.size(); i++) {
      Observation observation = observations.get(i);
      named[0] = observation.device().length() > 128 ? "" : observation.device();
      Domain domain = domain(observation.device());
      Optional<String> objection = identities.objection(speaker, observation.device());
      if (objection.isPresent()) {
        throw new Refusal(
            Reason.FOREIGN_DEVICE,
            objection.get(),
            new Wrong("device", observation.device(), "a device that the sender speaks for"));
      }
      try {
        checkBody(observation, domain);
      } catch (Refusal e) {
        throw e.at(places.apply(i));
      }
      Reading.Builder reading = observation.content().toBuilder().setDevice(observation.device());
      Stamp.put(reading, observation.at(), receivedMs, boots);
      judged.add(
          new Judged(
              domain,
              new Incoming(reading.build(), observation.bootId(), observation.messageId())));
    }
    return judged;
  }

  private Domain domain(String device) throws Refusal {
    if (!DEVICE.matcher(device).matches()) {
      throw new Refusal(
          Reason.UNKNOWN_DEVICE,
          "device id is not accepted; use " + DEVICE.pattern(),
          new Wrong("device", device, DEVICE.pattern()));
    }
    Domain domain = domains.apply(device);
    if (domain == null) {
      throw new Refusal(
          Reason.UNKNOWN_DEVICE,
          "device '"
              + device
              + "' is not registered at gateway '"
              + gateway
              + "'; register it, or correct the id",
          new Wrong("device", device, "a device of this gateway's registry entry"));
    }
    return domain;
  }

  private static void checkBody(Observation observation, Domain domain) throws Refusal {
    Reading content = observation.content();
    boolean fits =
        switch (content.getBodyCase()) {
          case AIR -> domain == Domain.AIR;
          case PARKING -> domain == Domain.PARKING;
          case PLUG -> domain == Domain.HOMES;
          case GENERIC -> true;
          case HEARTBEAT, BODY_NOT_SET -> false;
        };
    if (!fits) {
      throw new Refusal(
          Reason.WRONG_DOMAIN,
          "device '"
              + observation.device()
              + "' is registered for "
              + Topics.level(domain)
              + " and sent "
              + content.getBodyCase().name().toLowerCase(java.util.Locale.ROOT)
              + "; accepted are "
              + accepted(domain)
              + " and generic",
          new Wrong(
              "body", observation.content().getBodyCase().name(), accepted(domain) + ", generic"));
    }
    Optional<Finite.Violation> violation = Finite.violation(content);
    if (violation.isPresent()) {
      throw bad(
          violation.get().field(),
          String.valueOf(violation.get().value()),
          "a finite number, or leave the field out");
    }
    checkQuantities(content.getGeneric().getQuantitiesList());
    if (content.hasBatteryPercent()
        && Integer.compareUnsigned(content.getBatteryPercent(), 100) > 0) {
      throw bad(
          "battery_percent", Integer.toUnsignedString(content.getBatteryPercent()), "0 to 100");
    }
  }

  /** What a generic reading may hold: enough for any sensor, not enough to fill a store. */
  private static void checkQuantities(List<Quantity> quantities) throws Refusal {
    if (quantities.size() > QUANTITIES) {
      throw new Refusal(
          Reason.BAD_VALUE,
          quantities.size() + " quantities; at most " + QUANTITIES + " are accepted in a reading",
          new Wrong(
              "generic.quantities", String.valueOf(quantities.size()), "at most " + QUANTITIES));
    }
    for (int i = 0; i < quantities.size(); i++) {
      Quantity quantity = quantities.get(i);
      String at = "generic.quantities[" + i + "].";
      if (!QUANTITY.matcher(quantity.getName()).matches()) {
        throw new Refusal(
            Reason.BAD_VALUE,
            at + "name is not accepted; use " + QUANTITY.pattern(),
            new Wrong(at + "name", quantity.getName(), QUANTITY.pattern()));
      }
      if (quantity.getValueCase() == Quantity.ValueCase.VALUE_NOT_SET) {
        throw new Refusal(
            Reason.BAD_VALUE,
            at + "value is missing; use number, text or flag",
            new Wrong(at + "value", "", "number, text or flag"));
      }
      if (quantity.getText().length() > TEXT || quantity.getUnit().length() > UNIT) {
        throw new Refusal(
            Reason.BAD_VALUE,
            at + "text or unit is too long; use at most " + TEXT + " and " + UNIT + " characters",
            new Wrong(
                at + "text",
                quantity.getText().length() + " and " + quantity.getUnit().length() + " characters",
                "at most " + TEXT + " and " + UNIT));
      }
    }
  }

  private static Refusal bad(String field, String value, String accepted) {
    return new Refusal(
        Reason.BAD_VALUE,
        field + " is " + value + "; use " + accepted,
        new Wrong(field, value, accepted));
  }

  private static String accepted(Domain domain) {
    return switch (domain) {
      case AIR -> "air";
      case PARKING -> "parking";
      default -> "plug";
    };
  }
}
