package city.pulso.flink.influxdb;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes points to InfluxDB, at least once: a checkpoint completes only after the server has
 * answered for every point written before it.
 *
 * <p>While the server is away or overloaded the sink waits, which is back pressure. It fails the
 * job for what only a person can mend: wrong token, bucket or address.
 */
public final class InfluxSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final InfluxSinkConfig config;
  private final PointConverter<T> converter;

  InfluxSink(InfluxSinkConfig config, PointConverter<T> converter) {
    this.config = config;
    this.converter = converter;
  }

  public static <T> InfluxSinkBuilder<T> builder() {
    return new InfluxSinkBuilder<>();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    throw new UnsupportedOperationException("writer " + config + converter);
  }
}
