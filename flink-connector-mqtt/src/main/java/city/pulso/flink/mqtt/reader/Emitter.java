package city.pulso.flink.mqtt.reader;

import city.pulso.flink.mqtt.DeadLetter;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttSourceConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Makes records of messages. The records of one message are collected first, so that a message that
 * turns out unreadable half-way leaves none. Task thread only.
 */
final class Emitter<T> {
  private final MqttSourceConfig<T> config;
  private final SourceReaderContext context;
  private final Counter recordsIn;
  private final Counter bytesIn;
  private final Counter deadLetters;
  private final Counter oversized;
  private final Collected<T> collected = new Collected<>();

  Emitter(MqttSourceConfig<T> config, SourceReaderContext context) {
    this.config = config;
    this.context = context;
    var io = context.metricGroup().getIOMetricGroup();
    this.recordsIn = io.getNumRecordsInCounter();
    this.bytesIn = io.getNumBytesInCounter();
    this.deadLetters = context.metricGroup().counter("deadLetters");
    this.oversized = context.metricGroup().counter("oversized");
  }

  void open() {
    try {
      config.deserializer().open(new SchemaContext(context));
    } catch (Exception e) {
      throw new FlinkRuntimeException("cannot open the deserializer", e);
    }
  }

  void emit(MqttMessage message, SourceOutput<T> output) throws Exception {
    bytesIn.inc(message.payload().length);
    if (message.payload().length > config.largestPayload()) {
      oversized.inc();
      bury(
          message,
          message.payload().length
              + " bytes of payload are not accepted; largestPayload is "
              + config.largestPayload());
    } else {
      deserialize(message);
    }
    for (T each : collected.records) {
      recordsIn.inc();
      output.collect(each);
    }
    collected.records.clear();
  }

  private void deserialize(MqttMessage message) throws Exception {
    try {
      config.deserializer().deserialize(message, collected);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      bury(message, DeadLetter.reason(e));
    }
  }

  private void bury(MqttMessage message, String reason) throws Exception {
    collected.records.clear();
    deadLetters.inc();
    context.metricGroup().getNumRecordsInErrorsCounter().inc();
    config
        .deadLetters()
        .deadLetter(new DeadLetter(message, config.clock().instant(), reason), collected);
  }

  private static final class Collected<T> implements Collector<T> {
    private final List<T> records = new ArrayList<>();

    @Override
    public void collect(T each) {
      records.add(each);
    }

    @Override
    public void close() {}
  }

  private record SchemaContext(SourceReaderContext context)
      implements DeserializationSchema.InitializationContext {
    @Override
    public MetricGroup getMetricGroup() {
      return context.metricGroup().addGroup("deserializer");
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return context.getUserCodeClassLoader();
    }
  }
}
