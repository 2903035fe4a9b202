package city.pulso.flink.influxdb;

/** Which write address the server has. */
public enum InfluxApi {
  /** {@code /write?db=…}: InfluxDB 1.x. */
  V1,
  /** {@code /api/v2/write?org=…&bucket=…}: InfluxDB 2.x and 3.x, QuestDB, VictoriaMetrics. */
  V2
}
