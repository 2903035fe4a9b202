package city.pulso.edge.senml;

import org.jspecify.annotations.Nullable;

/**
 * A record with its base fields applied (RFC 8428 section 4.6).
 *
 * @param baseName base name in force, possibly empty
 * @param ownName the record's own part of the name, possibly empty; full name = baseName + ownName
 * @param timeS Unix seconds
 * @param relative the time was given relative to now, or not at all
 * @param unit null: none
 * @param value number, string, boolean or bytes; {@link Value.None} with a sum alone
 * @param sum null: none
 * @param updateTimeS null: none
 */
public record ResolvedRecord(
    String baseName,
    String ownName,
    double timeS,
    boolean relative,
    @Nullable String unit,
    Value value,
    @Nullable Double sum,
    @Nullable Double updateTimeS) {

  /** Full name. */
  public String name() {
    return baseName + ownName;
  }

  /** What was measured. */
  public sealed interface Value {
    /** {@code v} */
    record Number(double number) implements Value {}

    /** {@code vs} */
    record Text(String text) implements Value {}

    /** {@code vb} */
    record Flag(boolean flag) implements Value {}

    /** {@code vd}, as base64url without padding. */
    record Data(String base64url) implements Value {}

    /** Only a sum was given. */
    record None() implements Value {}
  }
}
