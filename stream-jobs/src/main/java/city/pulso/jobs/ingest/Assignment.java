package city.pulso.jobs.ingest;

/**
 * What the registry says a device is: which subject it reports about, and what of that subject a
 * rule needs with each reading. Flat, so that it is cheap to serialise.
 *
 * @param kind what kind of thing the device reports about
 * @param subject id of the station, zone or home; empty while {@link Kind#UNASSIGNED}
 * @param part bay id within the zone; empty otherwise
 * @param district district id; empty while unassigned
 * @param name name of the station or zone; empty for homes
 * @param latitude WGS 84 degrees; 0 when not registered
 * @param longitude WGS 84 degrees; 0 when not registered
 * @param type station type, or appliance behind a plug; empty otherwise
 * @param showsActivity whether a rise of this plug's power is proof of a person
 * @param capacity registered spaces of a car park; 0 = not known
 * @param reportIntervalS longest time between two reports of a healthy device, seconds; 0 = not
 *     known
 */
public record Assignment(
    Kind kind,
    String subject,
    String part,
    String district,
    String name,
    double latitude,
    double longitude,
    String type,
    boolean showsActivity,
    int capacity,
    int reportIntervalS) {

  /** What a device reports about. The order is part of the wire format: append only. */
  public enum Kind {
    /** The registry does not know the device. */
    UNASSIGNED,
    STATION,
    BAY,
    CAR_PARK,
    PLUG,
    /** The device is a gateway itself. */
    GATEWAY
  }

  /** Tag value of whatever belongs to no subject. */
  public static final String UNASSIGNED_TAG = "unassigned";

  /** Of a device that the registry does not know. */
  public static final Assignment NONE =
      new Assignment(Kind.UNASSIGNED, "", "", "", "", 0, 0, "", false, 0, 0);

  public boolean assigned() {
    return kind != Kind.UNASSIGNED;
  }

  /** District for a tag: never empty. */
  public String districtTag() {
    return district.isEmpty() ? UNASSIGNED_TAG : district;
  }

  /** Subject for a tag: never empty. */
  public String subjectTag() {
    return subject.isEmpty() ? UNASSIGNED_TAG : subject;
  }

  Assignment withReportIntervalS(int seconds) {
    return new Assignment(
        kind,
        subject,
        part,
        district,
        name,
        latitude,
        longitude,
        type,
        showsActivity,
        capacity,
        seconds);
  }
}
