package city.pulso.jobs.air.quality;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What humid air does to an optical PM2.5 sensor, taken back. A formula is fitted to one sensor
 * model, so a station gets one only where its registered type names that model.
 */
public enum HumidityCorrection {
  /** Values stay as measured: reference instruments, and models nobody has fitted. */
  NONE,
  /**
   * US-wide correction of the US EPA for PurpleAir sensors: 0.524 cf1 - 0.0862 RH + 5.75, in ug/m3,
   * with RH in percent as the sensor measures it (Barkjohn et al., AMT 14 (2021) 4617). Below zero
   * it is 0.
   */
  EPA_US_WIDE;

  /** Station type that asks for {@link #EPA_US_WIDE}. */
  public static final String PURPLE_AIR = "purpleair";

  private static final BigDecimal SLOPE = new BigDecimal("0.524");
  private static final BigDecimal PER_PERCENT = new BigDecimal("0.0862");
  private static final BigDecimal OFFSET = new BigDecimal("5.75");

  /**
   * The correction a station asks for.
   *
   * @param stationType as registered; a type that is not known asks for none
   */
  public static HumidityCorrection of(String stationType) {
    return stationType.equals(PURPLE_AIR) ? EPA_US_WIDE : NONE;
  }

  /**
   * The verdict with PM2.5 corrected and marked. Without a humidity that passed quality control
   * there is nothing to correct by, and PM2.5 enters no average.
   */
  public Verdict apply(Verdict verdict, AirSample sample) {
    Double measured = verdict.accepted().get(Pollutant.PM2_5);
    if (this == NONE || measured == null) {
      return verdict;
    }
    Map<Quantity, Set<Flag>> flags = new EnumMap<>(Quantity.class);
    verdict.flags().forEach(flags::put);
    Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
    accepted.putAll(verdict.accepted());
    Set<Flag> own = EnumSet.noneOf(Flag.class);
    own.addAll(flags.getOrDefault(Quantity.PM2_5, Set.of()));
    flags.put(Quantity.PM2_5, own);

    Double humidity = sample.values().get(Quantity.HUMIDITY);
    boolean excluded = verdict.excluded();
    if (humidity == null || doubted(verdict.flags().get(Quantity.HUMIDITY))) {
      own.add(Flag.HUMIDITY_MISSING);
      accepted.remove(Pollutant.PM2_5);
      excluded = true;
    } else {
      BigDecimal corrected = epaUsWide(measured, humidity);
      own.add(Flag.HUMIDITY_CORRECTED);
      if (corrected.signum() < 0) {
        own.add(Flag.CLIPPED);
      }
      accepted.put(Pollutant.PM2_5, corrected.max(BigDecimal.ZERO).doubleValue());
    }
    return new Verdict(flags, accepted, excluded, verdict.memory());
  }

  private static boolean doubted(@Nullable Set<Flag> flags) {
    return flags != null && flags.stream().anyMatch(Flag::excludes);
  }

  private static BigDecimal epaUsWide(double measured, double humidity) {
    return SLOPE
        .multiply(BigDecimal.valueOf(measured))
        .subtract(PER_PERCENT.multiply(BigDecimal.valueOf(humidity)))
        .add(OFFSET);
  }
}
