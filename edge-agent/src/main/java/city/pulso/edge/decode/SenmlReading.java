package city.pulso.edge.decode;

import city.pulso.edge.senml.ResolvedRecord;
import city.pulso.edge.senml.ResolvedRecord.Value;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Gathers the records of one device and one moment into typed and generic readings. */
final class SenmlReading {
  private final @Nullable Domain domain;
  private final AirReading.Builder air = AirReading.newBuilder();
  private final BayObservation.Builder bay = BayObservation.newBuilder();
  private final PlugReading.Builder plug = PlugReading.newBuilder();
  private final GenericReading.Builder generic = GenericReading.newBuilder();
  private final Reading.Builder about = Reading.newBuilder();
  private boolean typed;

  SenmlReading(@Nullable Domain domain) {
    this.domain = domain;
  }

  /**
   * Takes one record in.
   *
   * @throws DecodeException when the quantity has a typed field in this domain, and the unit is
   *     none that can be converted into it: kept under its name, it would be missed where it
   *     belongs
   */
  void add(String device, String quantity, ResolvedRecord record) throws DecodeException {
    String name = quantity.toLowerCase(Locale.ROOT);
    String unit = record.unit() == null ? "" : record.unit();
    if (!link(name, unit, record.value()) && !known(name, unit, record.value())) {
      if (record.value() instanceof Value.Number) {
        AcceptedUnits.check(domain, device, name, unit);
      }
      generic.addQuantities(generic(quantity, unit, record));
    }
  }

  /** What was gathered: the typed body, and what has no place in it as a generic one. */
  List<Reading> contents() {
    List<Reading> contents = new ArrayList<>();
    if (typed && domain == Domain.AIR) {
      contents.add(about.clone().setAir(air).build());
    } else if (typed && domain == Domain.PARKING) {
      contents.add(about.clone().setParking(ParkingReading.newBuilder().setBay(bay)).build());
    } else if (typed && domain == Domain.HOMES) {
      contents.add(about.clone().setPlug(plug).build());
    }
    if (generic.getQuantitiesCount() > 0 || contents.isEmpty()) {
      contents.add(about.clone().setGeneric(generic).build());
    }
    return contents;
  }

  /** Battery and signal are said of every reading, not measured by it. */
  private boolean link(String name, String unit, Value value) {
    if (!(value instanceof Value.Number number)) {
      return false;
    }
    double v = number.number();
    if ((name.equals("battery") || name.equals("batt")) && v >= 0 && v <= 100) {
      OptionalDouble percent = Quantities.percent(v, unit);
      percent.ifPresent(p -> about.setBatteryPercent((int) Math.round(p)));
      return percent.isPresent();
    }
    if (name.equals("rssi") && unit.equals("dBm") && Math.abs(v) < 1000) {
      about.setRssiDbm((int) Math.round(v));
      return true;
    }
    return false;
  }

  private boolean known(String name, String unit, Value value) {
    boolean taken = false;
    if (domain == Domain.AIR && value instanceof Value.Number number) {
      taken = air(name, unit, number.number());
    } else if (domain == Domain.PARKING) {
      taken = bay(name, value);
    } else if (domain == Domain.HOMES) {
      taken = plug(name, unit, value);
    }
    typed |= taken;
    return taken;
  }

  private boolean air(String name, String unit, double v) {
    return switch (name) {
      case "pm2_5", "pm25", "pm2.5" -> set(Quantities.ugm3(v, unit), air::setPm25Ugm3);
      case "pm10" -> set(Quantities.ugm3(v, unit), air::setPm10Ugm3);
      case "o3" -> set(Quantities.ppb(v, gas(unit), 48.00), air::setO3Ppb);
      case "no2" -> set(Quantities.ppb(v, gas(unit), 46.0055), air::setNo2Ppb);
      case "so2" -> set(Quantities.ppb(v, gas(unit), 64.066), air::setSo2Ppb);
      case "h2s" -> set(Quantities.ppb(v, gas(unit), 34.08), air::setH2SPpb);
      case "co" ->
          set(
              Quantities.ppb(v, unit.isEmpty() ? "ppm" : unit, 28.01),
              ppb -> air.setCoPpm(ppb / 1000));
      case "rh", "humidity" -> set(Quantities.percent(v, unit), air::setHumidityPercent);
      case "temp", "temperature" -> set(Quantities.celsius(v, unit), air::setTemperatureCel);
      case "pres", "pressure" -> set(Quantities.hectopascal(v, unit), air::setPressureHpa);
      case "noise" -> set(Quantities.decibel(v, unit), air::setNoiseDba);
      default -> false;
    };
  }

  private static String gas(String unit) {
    return unit.isEmpty() ? "ppb" : unit;
  }

  private boolean bay(String name, Value value) {
    switch (name) {
      case "occupied", "occ" -> {
        if (value instanceof Value.Flag flag) {
          bay.setOccupied(flag.flag());
          return true;
        }
        if (value instanceof Value.Number number
            && (number.number() == 0 || number.number() == 1)) {
          bay.setOccupied(number.number() == 1);
          return true;
        }
        return false;
      }
      case "battery_low" -> {
        if (value instanceof Value.Flag flag && bay.hasOccupied()) {
          bay.setBatteryLow(flag.flag());
          return true;
        }
        return false;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean plug(String name, String unit, Value value) {
    if (value instanceof Value.Flag flag) {
      if (name.equals("on") || name.equals("relay")) {
        plug.setRelayOn(flag.flag());
        return true;
      }
      return false;
    }
    if (!(value instanceof Value.Number number)) {
      return false;
    }
    double v = number.number();
    return switch (name) {
      case "power" -> set(Quantities.watt(v, unit), plug::setPowerW);
      case "energy" -> set(Quantities.wattHour(v, unit.isEmpty() ? "Wh" : unit), plug::setEnergyWh);
      case "voltage" -> set(Quantities.unit(v, unit, "V"), plug::setVoltageV);
      case "lux", "illuminance" -> set(Quantities.unit(v, unit, "lx"), plug::setIlluminanceLux);
      case "uptime" ->
          set(
              v >= 0 ? Quantities.unit(v, unit, "s") : OptionalDouble.empty(),
              s -> plug.setUptimeS((long) s));
      default -> false;
    };
  }

  private static boolean set(OptionalDouble value, DoubleConsumer field) {
    value.ifPresent(field);
    return value.isPresent();
  }

  private static Quantity generic(String name, String unit, ResolvedRecord record) {
    Quantity.Builder quantity = Quantities.named(name, unit);
    Value value = record.value();
    Double sum = record.sum();
    if (value instanceof Value.Number number) {
      quantity.setNumber(number.number());
    } else if (value instanceof Value.Flag flag) {
      quantity.setFlag(flag.flag());
    } else if (value instanceof Value.Text text) {
      quantity.setText(text.text());
    } else if (value instanceof Value.Data data) {
      quantity.setText(data.base64url());
    } else if (sum != null) {
      quantity.setName(quantity.getName() + "_sum").setNumber(sum);
    }
    return quantity.build();
  }
}
