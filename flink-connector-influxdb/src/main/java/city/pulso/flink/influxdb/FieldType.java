package city.pulso.flink.influxdb;

/** Type of a field in the store. A field never changes its type. */
public enum FieldType {
  /** 64-bit IEEE 754, finite. */
  FLOAT,
  /** 64-bit, signed. */
  INTEGER,
  BOOLEAN,
  STRING
}
