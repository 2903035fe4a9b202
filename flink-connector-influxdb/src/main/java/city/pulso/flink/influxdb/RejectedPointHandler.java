package city.pulso.flink.influxdb;

import java.io.Serializable;

/**
 * Decides what becomes of a point that the server refuses for good. Called after the point was
 * counted in {@code pointsRejected}, on the task thread, so it must not block for long.
 */
@FunctionalInterface
public interface RejectedPointHandler extends Serializable {
  /** An exception thrown here fails the job. */
  void rejected(RejectedPoint point) throws Exception;
}
