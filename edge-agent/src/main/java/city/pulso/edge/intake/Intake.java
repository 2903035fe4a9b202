package city.pulso.edge.intake;

import city.pulso.edge.decode.DecodeException;
import city.pulso.edge.decode.Decoders;
import city.pulso.edge.decode.Format;
import city.pulso.edge.decode.Message;
import city.pulso.edge.decode.Observation;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolFullException;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a device's message or refuses it, whole.
 *
 * <p>Threads: any; never waits for the disk.
 */
public final class Intake {
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");

  private static final Pattern QUANTITY = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int QUANTITIES = 256;
  private static final int TEXT = 1024;
  private static final int UNIT = 32;

  private final Spool spool;
  private final Devices devices;
  private final Refusals refusals;
  private final Clock clock;
  private final Decoders decoders = new Decoders();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong future = new AtomicLong();
  private final AtomicLong farPast = new AtomicLong();

  public Intake(Spool spool, Devices devices, Refusals refusals, Clock clock) {
    this.spool = spool;
    this.devices = devices;
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * Offers a message.
   *
   * @param topic Topic Name; empty: it came by CoAP
   * @param device device id as the topic names it; null: the payload names it
   * @param source where it came from, for the log: an address or a topic
   * @return completes with the number of readings once they are synced to disk; fails with {@link
   *     Refusal}, which is counted and logged already, and then nothing of it may be taken for
   *     stored
   */
  public CompletableFuture<Integer> offer(
      Format format, byte[] payload, String topic, @Nullable String device, String source) {
    long receivedMs = clock.millis();
    String[] named = {device == null ? "" : device};
    try {
      Message message = new Message(payload, topic, device, receivedMs, devices::domain);
      Map<Domain, List<Reading>> judged =
          judge(decoders.decode(format, message), receivedMs, named);
      return store(judged, named[0], source);
    } catch (DecodeException e) {
      return refused(
          new Refusal(Reason.MALFORMED, String.valueOf(e.getMessage())), named[0], source);
    } catch (Refusal e) {
      return refused(e, named[0], source);
    }
  }

  /** Counts a refusal that was decided before the message could be offered. */
  public Refusal refuse(Reason reason, String text, String source) {
    Refusal refusal = new Refusal(reason, text);
    refusals.note(refusal, "", source);
    return refusal;
  }

  /** Readings stored and acknowledged since start. */
  public long accepted() {
    return accepted.get();
  }

  /** Readings marked FROM_THE_FUTURE since start. */
  public long fromTheFuture() {
    return future.get();
  }

  /** Readings marked FROM_THE_FAR_PAST since start. */
  public long fromTheFarPast() {
    return farPast.get();
  }

  private Map<Domain, List<Reading>> judge(
      List<Observation> observations, long receivedMs, String[] named) throws Refusal {
    Map<Domain, List<Reading>> judged = new EnumMap<>(Domain.class);
    for (Observation observation : observations) {
      named[0] = observation.device().length() > 128 ? "" : observation.device();
      Domain domain = domain(observation.device());
      checkBody(observation, domain);
      Reading.Builder reading = observation.content().toBuilder().setDevice(observation.device());
      Stamp.put(reading, observation.at(), receivedMs);
      judged.computeIfAbsent(domain, d -> new ArrayList<>()).add(reading.build());
    }
    return judged;
  }

  private Domain domain(String device) throws Refusal {
    if (!DEVICE.matcher(device).matches()) {
      throw new Refusal(
          Reason.UNKNOWN_DEVICE, "device id is not accepted; use " + DEVICE.pattern());
    }
    Domain domain = devices.domain(device);
    if (domain == null) {
      throw new Refusal(
          Reason.UNKNOWN_DEVICE,
          "device '"
              + device
              + "' is not in this gateway's registry entry, which names "
              + devices.size()
              + " devices; register it, or correct the id");
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
              + " and generic");
    }
    Optional<String> violation = Finite.violation(content);
    if (violation.isPresent()) {
      throw new Refusal(
          Reason.BAD_VALUE, violation.get() + "; use a finite number, or leave the field out");
    }
    checkQuantities(content.getGeneric().getQuantitiesList());
    if (content.hasBatteryPercent()
        && Integer.compareUnsigned(content.getBatteryPercent(), 100) > 0) {
      throw new Refusal(
          Reason.BAD_VALUE,
          "battery_percent is "
              + Integer.toUnsignedString(content.getBatteryPercent())
              + "; use 0 to 100");
    }
  }

  /** What a generic reading may hold: enough for any sensor, not enough to fill a store. */
  private static void checkQuantities(List<Quantity> quantities) throws Refusal {
    if (quantities.size() > QUANTITIES) {
      throw new Refusal(
          Reason.BAD_VALUE,
          quantities.size() + " quantities; at most " + QUANTITIES + " are accepted in a reading");
    }
    for (int i = 0; i < quantities.size(); i++) {
      Quantity quantity = quantities.get(i);
      String at = "generic.quantities[" + i + "].";
      if (!QUANTITY.matcher(quantity.getName()).matches()) {
        throw new Refusal(Reason.BAD_VALUE, at + "name is not accepted; use " + QUANTITY.pattern());
      }
      if (quantity.getValueCase() == Quantity.ValueCase.VALUE_NOT_SET) {
        throw new Refusal(Reason.BAD_VALUE, at + "value is missing; use number, text or flag");
      }
      if (quantity.getText().length() > TEXT || quantity.getUnit().length() > UNIT) {
        throw new Refusal(
            Reason.BAD_VALUE,
            at + "text or unit is too long; use at most " + TEXT + " and " + UNIT + " characters");
      }
    }
  }

  private static String accepted(Domain domain) {
    return switch (domain) {
      case AIR -> "air";
      case PARKING -> "parking";
      default -> "plug";
    };
  }

  private CompletableFuture<Integer> store(
      Map<Domain, List<Reading>> judged, String device, String source) {
    int count = judged.values().stream().mapToInt(List::size).sum();
    CompletableFuture<?>[] stored =
        judged.entrySet().stream()
            .map(entry -> spool.append(entry.getKey(), entry.getValue()))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(stored)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                Refusal refusal = notStored(failure);
                refusals.note(refusal, device, source);
                throw new CompletionException(refusal);
              }
              accepted.addAndGet(count);
              judged.values().forEach(this::countDoubts);
              return count;
            });
  }

  private void countDoubts(List<Reading> readings) {
    for (Reading reading : readings) {
      if (reading.getDoubtsList().contains(Doubt.FROM_THE_FUTURE)) {
        future.incrementAndGet();
      }
      if (reading.getDoubtsList().contains(Doubt.FROM_THE_FAR_PAST)) {
        farPast.incrementAndGet();
      }
    }
  }

  private static Refusal notStored(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Reason reason = cause instanceof SpoolFullException ? Reason.FULL : Reason.NOT_STORED;
    return new Refusal(reason, String.valueOf(cause.getMessage()));
  }

  private CompletableFuture<Integer> refused(Refusal refusal, String device, String source) {
    refusals.note(refusal, device, source);
    return CompletableFuture.failedFuture(refusal);
  }
}
