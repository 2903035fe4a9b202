/** Which reader owns which subscriber. Runs on the coordinator thread of the JobManager. */
@NullMarked
package city.pulso.flink.mqtt.enumerator;

import org.jspecify.annotations.NullMarked;
