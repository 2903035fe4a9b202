package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobPorts;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The part that every job begins with: source, Sequencer with receipts, registry join. */
public final class Ingest {
  private Ingest() {}

  /** Adds these operators for one domain to the job. */
  public static Ingested build(
      StreamExecutionEnvironment env, JobConfig config, Domain domain, JobPorts ports) {
    return build(env, config, domain, ports, UnaryOperator.identity());
  }

  /**
   * Adds these operators for one domain to the job.
   *
   * @param behindSequencer what comes between the Sequencer and the network; chained to it
   */
  public static Ingested build(
      StreamExecutionEnvironment env,
      JobConfig config,
      Domain domain,
      JobPorts ports,
      UnaryOperator<DataStream<Evidence>> behindSequencer) {
    DataStream<MqttMessage> messages = ports.registry(env);
    DataStream<MqttMessage> manifests =
        messages
            .filter(message -> message.topic().equals(Topics.REGISTRY_MANIFEST))
            .setParallelism(1)
            .uid("registry-manifest-messages")
            .name("Manifests of the registry")
            .keyBy(MqttMessage::topic, Types.STRING)
            .process(new RegistryManifests(), TypeInformation.of(MqttMessage.class))
            .uid("registry-manifests")
            .name("Manifests that have settled")
            .setParallelism(1);
    SingleOutputStreamOperator<SubjectChange> subjects =
        messages
            .keyBy(MqttMessage::topic, Types.STRING)
            .connect(manifests.broadcast(RegistryChanges.MANIFEST))
            .process(new RegistryChanges(), TypeInformation.of(SubjectChange.class))
            .uid("registry-changes")
            .name("Registry changes")
            .setParallelism(1);
    BroadcastStream<SubjectChange> registry =
        subjects.broadcast(RegistryJoin.ASSIGNMENTS, RegistryJoin.INTERVALS);
    SingleOutputStreamOperator<Evidence> sequenced =
        ports
            .telemetry(env, domain)
            .keyBy(MqttMessage::topic, Types.STRING)
            .process(
                new Sequencer(domain, config.maxHoles(), ports.receipts(domain)),
                EvidenceSerializer.TYPE)
            .uid("sequencer")
            .name("Sequencer and receipts");
    DataStream<Evidence> evidence =
        behindSequencer
            .apply(sequenced)
            .keyBy(Evidence::device, Types.STRING)
            .connect(registry)
            .process(
                new RegistryJoin(config.registryBuffer(), config.registryPatience()),
                EvidenceSerializer.TYPE)
            .uid("registry-join")
            .name("Registry join");
    return new Ingested(
        evidence,
        subjects,
        sequenced.getSideOutput(Sequencer.PULSES),
        sequenced
            .getSideOutput(Sequencer.DEAD_LETTERS)
            .union(subjects.getSideOutput(RegistryChanges.DEAD_LETTERS)));
  }
}
