package city.pulso.jobs.parking;

import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.store.GenericPoints;
import city.pulso.jobs.store.Provenance;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.ReportReason;
import city.pulso.schemas.v1.SiteStatus;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Every reading of the stream as a raw point, unknown devices and impossible values included. */
final class ParkingRaw implements FlatMapFunction<Evidence, StoredPoint> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(Evidence evidence, Collector<StoredPoint> out) {
    Reading reading = evidence.reading();
    if (reading == null) {
      return;
    }
    if (reading.hasGeneric()) {
      GenericPoints.of(reading, evidence.gateway()).forEach(out::collect);
    } else if (reading.hasParking()) {
      out.collect(point(evidence, reading));
    }
  }

  private static StoredPoint point(Evidence evidence, Reading reading) {
    ParkingReading parking = reading.getParking();
    StoredPoint.Builder point =
        Provenance.rawPoint(Measurements.PARKING_RAW, reading, evidence.gateway())
            .tag("district", evidence.assignment().districtTag())
            .tag("zone", evidence.assignment().subjectTag())
            .tag("device", evidence.device())
            .text("bay", evidence.assignment().part());
    List<String> flags = Provenance.doubtFlags(reading);
    if (parking.hasBay()) {
      BayObservation bay = parking.getBay();
      point.flag("occupied", bay.getOccupied());
      if (bay.getReason() != ReportReason.REPORT_REASON_UNSPECIFIED) {
        point.text("reason", word(bay.getReason()));
      }
      if (bay.getBatteryLow()) {
        flags.add("battery-low");
      }
    } else if (parking.hasCount()) {
      count(parking.getCount(), point);
      flags.addAll(CountCheck.flags(parking.getCount(), evidence.assignment().capacity()));
    } else {
      flags.add("empty");
    }
    return point.text("flags", String.join(",", flags)).build();
  }

  private static void count(CountObservation count, StoredPoint.Builder point) {
    if (count.hasFree()) {
      point.whole("free", count.getFree());
    }
    if (count.hasOccupied()) {
      point.whole("occupied_count", count.getOccupied());
    }
    if (count.hasCapacity()) {
      point.whole("capacity", Integer.toUnsignedLong(count.getCapacity()));
    }
    if (count.getStatus() != SiteStatus.SITE_STATUS_UNSPECIFIED) {
      point.text("status", word(count.getStatus()));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
