package city.pulso.jobs.registrar;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The retained registry at one broker. Blocking; any thread. */
public final class Registrar {
  private static final int IN_FLIGHT = 256;
  private static final long LIMIT_SECONDS = 60;
  private static final String ENTRIES = "pulso/v1/registry/";

  private final MqttConnectionOptions options;

  public Registrar(MqttConnectionOptions options) {
    this.options = options;
  }

  /**
   * What publishing did, in entries.
   *
   * @param removed no longer in the file, and taken back
   * @param kept no longer in the file, and left
   */
  public record Changes(int added, int changed, int removed, int kept, int same) {}

  /**
   * Entries at the broker by topic.
   *
   * @throws IOException if the broker does not answer, with its reason
   */
  public SortedMap<String, byte[]> published() throws IOException, InterruptedException {
    SortedMap<String, byte[]> entries = retained();
    entries.remove(Topics.REGISTRY_MANIFEST);
    return entries;
  }

  private SortedMap<String, byte[]> retained() throws IOException, InterruptedException {
    return new TreeMap<>(RetainedEntries.read(options));
  }

  /**
   * Publishes what is new or differs and takes back what is no longer wanted; returns when the
   * broker has acknowledged all of it.
   *
   * @param wanted entries by topic
   * @param keepOthers entries that are not wanted stay
   */
  public Changes publish(Map<String, byte[]> wanted, boolean keepOthers)
      throws IOException, InterruptedException {
    SortedMap<String, byte[]> present = retained();
    byte[] manifestBefore = present.remove(Topics.REGISTRY_MANIFEST);
    int added = 0;
    int changed = 0;
    int unwanted = 0;
    List<MqttOutgoing> messages = new ArrayList<>();
    // First what goes: a device that moves to another subject must not belong to both.
    for (String topic : present.keySet()) {
      if (!wanted.containsKey(topic)) {
        unwanted++;
        if (!keepOthers) {
          messages.add(MqttOutgoing.retained(topic, new byte[0]));
        }
      }
    }
    for (Map.Entry<String, byte[]> entry : wanted.entrySet()) {
      byte[] before = present.get(entry.getKey());
      if (!Arrays.equals(before, entry.getValue())) {
        messages.add(MqttOutgoing.retained(entry.getKey(), entry.getValue()));
        if (before == null) {
          added++;
        } else {
          changed++;
        }
      }
    }
    send(messages);
    SortedSet<String> content = new TreeSet<>(wanted.keySet());
    if (keepOthers) {
      content.addAll(present.keySet());
    }
    byte[] manifest = manifest(content);
    if (!Arrays.equals(manifest, manifestBefore)) {
      send(List.of(MqttOutgoing.retained(Topics.REGISTRY_MANIFEST, manifest)));
    }
    return new Changes(
        added,
        changed,
        keepOthers ? 0 : unwanted,
        keepOthers ? unwanted : 0,
        wanted.size() - added - changed);
  }

  /** What a job that was away compares with what it knows; published after the entries. */
  private static byte[] manifest(SortedSet<String> topics) {
    RegistryManifest.Builder manifest = RegistryManifest.newBuilder();
    for (String topic : topics) {
      manifest.addEntries(topic.substring(ENTRIES.length()));
    }
    return manifest.build().toByteArray();
  }

  private void send(List<MqttOutgoing> messages) throws IOException, InterruptedException {
    try (MqttPublisher publisher =
        MqttPublisher.open(options, "pulso-registrar-" + UUID.randomUUID(), IN_FLIGHT)) {
      List<CompletableFuture<Void>> published = new ArrayList<>();
      for (MqttOutgoing message : messages) {
        published.add(publisher.publishWhenRoom(message));
      }
      CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the registry could not be published: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "the broker did not acknowledge the registry within " + LIMIT_SECONDS + " s", e);
    }
  }
}
