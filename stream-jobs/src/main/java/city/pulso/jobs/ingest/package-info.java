/**
 * From MQTT messages to evidence about subjects: {@link city.pulso.jobs.ingest.Ingest} decodes
 * batches, passes every reading on exactly once, returns receipts when a checkpoint holds them, and
 * joins what the registry says about each device.
 *
 * <p>Everything runs on Flink's task threads. Bad input never fails a job: it becomes a dead letter
 * and is counted.
 */
@NullMarked
package city.pulso.jobs.ingest;

import org.jspecify.annotations.NullMarked;
