package city.pulso.jobs.ingest;

import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What a domain's job works on.
 *
 * @param evidence readings and released heartbeats per device, each reading once, with what the
 *     registry says; readings of unknown devices come unassigned
 * @param subjects changes of the registry, in order per entry. Not ordered against the evidence: a
 *     reading may come before its subject's entry, and must then be kept by the operator
 * @param pulses released heartbeats per gateway stream with the Sequencer's counts
 * @param deadLetters messages and readings that could not be used
 */
public record Ingested(
    DataStream<Evidence> evidence,
    DataStream<SubjectChange> subjects,
    DataStream<GatewayPulse> pulses,
    DataStream<DeadLetter> deadLetters) {}
