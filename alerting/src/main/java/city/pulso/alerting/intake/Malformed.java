package city.pulso.alerting.intake;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts messages that cannot be read; logs the first ones and then every thousandth. */
final class Malformed {
  private static final Logger LOG = LoggerFactory.getLogger(Malformed.class);
  private static final int LOGGED_ALL = 10;
  private static final int LOGGED_EACH = 1_000;

  private final String what;
  private final AtomicLong count = new AtomicLong();

  Malformed(String what) {
    this.what = what;
  }

  void count(MqttTopic topic, Exception why) {
    long so = count.incrementAndGet();
    if (so <= LOGGED_ALL || so % LOGGED_EACH == 0) {
      LOG.warn("Malformed {} on {} skipped (number {}): {}", what, topic, so, why.getMessage());
    }
  }

  long count() {
    return count.get();
  }
}
