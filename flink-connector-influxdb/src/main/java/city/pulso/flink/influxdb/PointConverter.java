package city.pulso.flink.influxdb;

import java.io.Serializable;
import java.util.function.Consumer;

/** Makes 0..n points of an element. Called on the task thread only. */
@FunctionalInterface
public interface PointConverter<T> extends Serializable {
  /**
   * An exception thrown here costs this element: it is counted in {@code pointsRejected} and goes
   * to the {@link RejectedPointHandler}.
   */
  void convert(T element, Consumer<Point> points) throws Exception;

  /** For streams that carry points already. */
  static PointConverter<Point> identity() {
    return (point, points) -> points.accept(point);
  }
}
