/**
 * Readings per second through source, Sequencer, job and sink, beside a bare client that only
 * receives and parses the same batches; checkpoints; growth with the number of devices.
 *
 * <p>Broker, bare client and job are processes of their own, so that the processor time of each is
 * known. All batches wait at the broker before anybody is measured: no sender takes part.
 */
@NullMarked
package city.pulso.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
