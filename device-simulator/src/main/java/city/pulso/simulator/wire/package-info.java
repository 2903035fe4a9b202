/** What devices say, in bytes: Pulso's protobuf report, SenML JSON and Tasmota's telemetry. */
@NullMarked
package city.pulso.simulator.wire;

import org.jspecify.annotations.NullMarked;
