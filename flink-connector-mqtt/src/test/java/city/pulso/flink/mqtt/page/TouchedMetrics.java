package city.pulso.flink.mqtt.page;

import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;

/** Notes which metrics are made in a group, or are taken from those that Flink has made there. */
public final class TouchedMetrics {
  private static final Pattern MADE_BY_FLINK = Pattern.compile("[gs]et(.+)(Counter|Gauge)");

  private TouchedMetrics() {}

  /**
   * @param real does what is asked
   * @param names to which the names are added
   */
  public static <G extends MetricGroup> G noted(Class<G> type, G real, Set<String> names) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Matcher ofFlink = MADE_BY_FLINK.matcher(method.getName());
              if (ofFlink.matches()) {
                String name = ofFlink.group(1);
                names.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
              } else if (arguments != null && arguments[0] instanceof String name) {
                names.add(name);
              }
              Object result = method.invoke(real, arguments);
              return result instanceof OperatorIOMetricGroup io
                  ? noted(OperatorIOMetricGroup.class, io, names)
                  : result;
            }));
  }
}
