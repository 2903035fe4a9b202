/**
 * Reads what subscribers receive. Event loop threads put messages into the {@code Inbox}; the task
 * thread takes them out, emits records and releases PUBACKs when checkpoints complete.
 */
@NullMarked
package city.pulso.flink.mqtt.reader;

import org.jspecify.annotations.NullMarked;
