package city.pulso.jobs.downtime;

import city.pulso.flink.mqtt.MqttMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A source that says what the test hands it, when the test hands it over, and never ends. How far
 * it got is part of its checkpoints: what it said after the last one it says again.
 */
final class Feed {
  private static final Map<String, Feed> FEEDS = new ConcurrentHashMap<>();
  private static final long NEVER_ENDS = 1_000_000;

  private final List<MqttMessage> messages = new ArrayList<>();
  private int said;
  private CompletableFuture<Void> more = new CompletableFuture<>();

  private Feed() {}

  /** A new, empty one in the place of one of that name. */
  static Feed named(String uid) {
    Feed feed = new Feed();
    FEEDS.put(uid, feed);
    return feed;
  }

  static DataStream<MqttMessage> source(StreamExecutionEnvironment env, String uid) {
    DataGeneratorSource<MqttMessage> source =
        new DataGeneratorSource<>(
            index -> feed(uid).say(index.intValue()),
            NEVER_ENDS,
            parallelism -> waiting -> feed(uid).next(),
            TypeInformation.of(MqttMessage.class));
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), uid)
        .setParallelism(1)
        .uid(uid)
        .name(uid);
  }

  private static Feed feed(String uid) {
    return FEEDS.get(uid);
  }

  synchronized void hand(List<MqttMessage> over) {
    messages.addAll(over);
    CompletableFuture<Void> waiting = more;
    more = new CompletableFuture<>();
    waiting.complete(null);
  }

  synchronized int said() {
    return said;
  }

  synchronized boolean allSaid() {
    return said == messages.size();
  }

  /** Where the next start of the job goes on. */
  synchronized void goOnFrom(int index) {
    said = index;
  }

  private synchronized MqttMessage say(int index) {
    said = index + 1;
    return messages.get(index);
  }

  private synchronized CompletionStage<Void> next() {
    return said < messages.size() ? CompletableFuture.completedFuture(null) : more;
  }
}
