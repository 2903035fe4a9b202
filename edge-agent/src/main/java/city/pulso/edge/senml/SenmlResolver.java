package city.pulso.edge.senml;

import city.pulso.edge.senml.SenmlException.Error;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies base fields and judges records (RFC 8428 sections 4.1 to 4.6, versions by RFC 9100). */
final class SenmlResolver {
  /** Times below are relative to now (RFC 8428 section 4.5.3). */
  private static final double ABSOLUTE_FROM = 1L << 28;

  private static final int BASE_VERSION = 10;

  /** Base version plus the feature bit "secondary units" (RFC 9100). */
  private static final int SECONDARY_UNITS = BASE_VERSION | 16;

  private final double nowS;
  private String baseName = "";
  private @Nullable String baseUnit;
  private double baseTime;
  private double baseValue;
  private double baseSum;
  private boolean baseSumInForce;
  private int version = BASE_VERSION;

  /**
   * @param nowS Unix seconds at reception
   */
  SenmlResolver(double nowS) {
    this.nowS = nowS;
  }

  List<ResolvedRecord> resolve(List<SenmlRecord> pack) throws SenmlException {
    List<ResolvedRecord> resolved = new ArrayList<>(pack.size());
    for (SenmlRecord record : pack) {
      takeVersion(record);
      takeBase(record);
      if (!record.onlyBaseFields()) {
        resolved.add(resolve(record));
      } else if (!baseName.isEmpty()) {
        checkName(record, baseName);
      }
    }
    return resolved;
  }

  private void takeVersion(SenmlRecord record) throws SenmlException {
    if (!record.has(Label.BVER)) {
      return;
    }
    double stated = record.number(Label.BVER);
    if (stated > BASE_VERSION && stated != SECONDARY_UNITS) {
      throw record.problem(
          Error.VERSION_TOO_NEW,
          Label.BVER,
          (long) stated + " is not supported; use 10, or 26 for secondary units (RFC 9100)");
    }
    if (record.index() > 0 && stated != version) {
      throw record.problem(
          Error.VERSION_MISMATCH,
          Label.BVER,
          (long) stated + " differs from " + version + "; use one version in a pack");
    }
    version = (int) stated;
  }

  /** A base field holds until the same field comes again, also when it says zero. */
  private void takeBase(SenmlRecord record) {
    String name = record.text(Label.BN);
    if (name != null) {
      baseName = name;
    }
    String unit = record.text(Label.BU);
    if (unit != null) {
      baseUnit = unit;
    }
    if (record.has(Label.BT)) {
      baseTime = record.number(Label.BT);
    }
    if (record.has(Label.BV)) {
      baseValue = record.number(Label.BV);
    }
    if (record.has(Label.BS)) {
      baseSum = record.number(Label.BS);
      baseSumInForce = true;
    }
  }

  private ResolvedRecord resolve(SenmlRecord record) throws SenmlException {
    String own = record.text(Label.N);
    String ownName = own == null ? "" : own;
    checkName(record, baseName + ownName);
    boolean hasSum = record.has(Label.S) || baseSumInForce;
    ResolvedRecord.Value value = value(record, hasSum);
    double time = baseTime + record.number(Label.T);
    boolean relative = time < ABSOLUTE_FROM;
    String unit = record.text(Label.U);
    return new ResolvedRecord(
        baseName,
        ownName,
        relative ? nowS + time : time,
        relative,
        unit == null ? baseUnit : unit,
        value,
        hasSum ? baseSum + record.number(Label.S) : null,
        record.has(Label.UT) ? record.number(Label.UT) : null);
  }

  private ResolvedRecord.Value value(SenmlRecord record, boolean hasSum) throws SenmlException {
    Label found = null;
    for (Label label : List.of(Label.V, Label.VS, Label.VB, Label.VD)) {
      if (record.has(label)) {
        if (found != null) {
          throw record.problem(
              Error.SEVERAL_VALUES,
              label,
              "beside " + found.json() + "; use one of v, vs, vb, vd in a record");
        }
        found = label;
      }
    }
    if (found == null) {
      if (hasSum) {
        return new ResolvedRecord.Value.None();
      }
      throw record.problem(Error.NO_VALUE, Label.V, "is missing; use one of v, vs, vb, vd or s");
    }
    Object value = record.value(found);
    if (value instanceof Double number) {
      double sum = baseValue + number;
      if (!Double.isFinite(sum)) {
        throw record.problem(Error.WRONG_TYPE, Label.V, "overflows; use a finite number");
      }
      return new ResolvedRecord.Value.Number(sum);
    }
    if (value instanceof Boolean flag) {
      return new ResolvedRecord.Value.Flag(flag);
    }
    if (value instanceof byte[] data) {
      return new ResolvedRecord.Value.Data(
          Base64.getUrlEncoder().withoutPadding().encodeToString(data));
    }
    return new ResolvedRecord.Value.Text(String.valueOf(value));
  }

  private static void checkName(SenmlRecord record, String name) throws SenmlException {
    if (!Names.accepted(name)) {
      throw new SenmlException(
          Error.BAD_NAME,
          record.place()
              + ": name '"
              + Names.shown(name)
              + "' is not accepted; use a letter or digit, then letters, digits and - : . / _"
              + " (at most 256)");
    }
  }
}
