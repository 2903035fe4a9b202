package city.pulso.edge.conform;

import city.pulso.edge.conform.Seen.Coap;
import city.pulso.edge.conform.Seen.Type;
import city.pulso.edge.decode.Format;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what devices send, datagram by datagram. Bounded: it remembers the last 65,536 requests.
 */
public final class Conformance {
  private static final int REMEMBERED = 65_536;
  private static final long EXCHANGE_LIFETIME_MS = 247_000;
  private static final long ACK_TIMEOUT_MS = 2000;
  private static final int MAX_RETRANSMIT = 4;
  private static final int LARGEST_PAYLOAD = 1024;
  private static final Set<String> QUESTIONS =
      Set.of("time", "status", ".well-known/core", "config", "rd");

  private final Tally tally = new Tally();
  private final TelemetryRules telemetry = new TelemetryRules(tally);
  private final Map<String, Asked> asked =
      new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<String, Long> waitUntilMs = new HashMap<>();
  private final BlockBodies bodies = new BlockBodies();
  private int datagrams;
  private int requests;
  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;
  private final Map<String, Seen> unacknowledged = new LinkedHashMap<>();
  private boolean answersSeen;

  /** A request, and how often and when it was sent. */
  private static final class Asked {
    private final Seen first;
    private long lastMs;
    private long lastGapMs;
    private int repeats;
    private boolean answered;

    private Asked(Seen first) {
      this.first = first;
      this.lastMs = first.atMs();
    }
  }

  /** Judges a datagram; they come in the order of time. */
  public void see(Seen seen) {
    count(seen);
    Coap coap = seen.coap();
    if (coap == null) {
      tally.fail(Rule.COAP_READABLE, seen, seen.problem());
      return;
    }
    tally.pass(Rule.COAP_READABLE);
    if (coap.request()) {
      request(seen, coap);
    } else {
      answer(seen, coap);
    }
  }

  /** Judges what a device answered to a question for its readings. */
  public void representation(Seen seen, int contentFormat, byte[] payload) {
    count(seen);
    requests++;
    telemetry.judge(seen, contentFormat, payload);
  }

  /**
   * Judges what a device published over MQTT.
   *
   * @param format how the mapping of its topic reads it; null: no mapping names the topic
   * @param speaker the one device the mapping lets it speak for; null: any
   */
  public void published(
      Seen seen,
      String topic,
      int qos,
      boolean retain,
      @Nullable Format format,
      @Nullable String speaker,
      byte[] payload) {
    count(seen);
    tally.pass(Rule.MQTT_READABLE);
    if (format == null) {
      tally.warn(
          Rule.MQTT_TOPIC,
          seen,
          "'" + topic + "' is named by no mapping: the agent does not hear it");
      return;
    }
    tally.pass(Rule.MQTT_TOPIC);
    requests++;
    if (qos == 0) {
      tally.warn(Rule.MQTT_QOS, seen, "QoS 0 to '" + topic + "'");
    } else {
      tally.pass(Rule.MQTT_QOS);
    }
    tally.judge(Rule.MQTT_RETAIN, !retain, seen, "retained on '" + topic + "'");
    telemetry.judge(seen, format, topic, speaker, payload);
  }

  /** What a device sent over TCP is no MQTT. */
  public void noMqtt(Seen seen, String why) {
    count(seen);
    tally.fail(Rule.MQTT_READABLE, seen, why);
  }

  private void count(Seen seen) {
    datagrams++;
    firstMs = Math.min(firstMs, seen.atMs());
    lastMs = Math.max(lastMs, seen.atMs());
  }

  /**
   * Judges how a device describes itself.
   *
   * @param problem what is wrong with it; null: nothing
   */
  public void discovery(Seen seen, @Nullable String problem) {
    tally.judge(Rule.DISCOVERY, problem == null, seen, String.valueOf(problem));
  }

  /** Telemetry messages so far, repetitions not counted. */
  public int requests() {
    return requests;
  }

  /** Datagrams so far. */
  public int datagrams() {
    return datagrams;
  }

  /** What was judged; to be asked for once, at the end. */
  public Report report() {
    if (answersSeen) {
      for (Asked each : asked.values()) {
        if (each.first.coap() != null && each.first.coap().type() == Type.CON) {
          // The last ones may have been answered after the end.
          boolean late = lastMs - each.lastMs < 4 * ACK_TIMEOUT_MS;
          if (each.answered) {
            tally.pass(Rule.COAP_ANSWERED);
          } else if (!late) {
            tally.warn(
                Rule.COAP_ANSWERED,
                each.first,
                "sent " + (each.repeats + 1) + " time(s), never answered");
          }
        }
      }
    }
    for (Seen each : unacknowledged.values()) {
      if (lastMs - each.atMs() >= 4 * ACK_TIMEOUT_MS) {
        tally.warn(
            Rule.COAP_ACKNOWLEDGES,
            each,
            each.to()
                + " never acknowledged it; the agent repeats it and then forgets the observer");
      }
    }
    return new Report(datagrams, requests, telemetry.devices(), firstMs, lastMs, tally.findings());
  }

  private void request(Seen seen, Coap coap) {
    String key = seen.from() + " " + coap.messageId();
    Asked before = asked.get(key);
    if (before != null && seen.atMs() - before.first.atMs() < EXCHANGE_LIFETIME_MS) {
      if (Arrays.equals(before.first.datagram(), seen.datagram())) {
        repeated(seen, before);
      } else {
        tally.fail(
            Rule.COAP_MESSAGE_ID,
            seen,
            "Message ID "
                + coap.messageId()
                + " was another message's in datagram "
                + before.first.number()
                + ", "
                + (seen.atMs() - before.first.atMs())
                + " ms before; the agent answers as it did then");
      }
      return;
    }
    tally.pass(Rule.COAP_MESSAGE_ID);
    asked.remove(key);
    asked.put(key, new Asked(seen));
    tally.judge(
        Rule.COAP_OPTIONS,
        coap.unknownCritical().isEmpty(),
        seen,
        "critical option(s) " + coap.unknownCritical() + " are not known; the agent answers 4.02");
    if (coap.code().equals("0.01")) {
      question(seen, coap);
    } else {
      posted(seen, coap);
    }
  }

  private void question(Seen seen, Coap coap) {
    String first = coap.path().startsWith(".well-known") ? coap.path() : coap.path().split("/")[0];
    tally.judge(
        Rule.COAP_PATH,
        QUESTIONS.contains(first),
        seen,
        "GET /" + coap.path() + "; the agent has /time, /status and /.well-known/core");
  }

  private void posted(Seen seen, Coap coap) {
    requests++;
    tally.judge(
        Rule.COAP_PATH,
        coap.code().equals("0.02") && coap.path().equals("t"),
        seen,
        "code " + coap.code() + " to /" + coap.path() + "; use POST (0.02) to /t");
    if (coap.type() == Type.CON) {
      tally.pass(Rule.COAP_CONFIRMABLE);
    } else {
      tally.warn(Rule.COAP_CONFIRMABLE, seen, coap.type() + "; nobody notices when it is lost");
    }
    tally.judge(
        Rule.COAP_SIZE,
        coap.payload().length <= LARGEST_PAYLOAD,
        seen,
        coap.payload().length + " bytes of payload in a datagram of " + seen.datagram().length);
    Long until = waitUntilMs.get(seen.from());
    if (until != null) {
      tally.judge(
          Rule.COAP_BACK_OFF,
          seen.atMs() >= until,
          seen,
          "sent " + (until - seen.atMs()) + " ms before Max-Age of the 5.03 was over");
      waitUntilMs.remove(seen.from());
    }
    byte[] body = bodies.take(seen, coap);
    if (body != null) {
      telemetry.judge(seen, coap.contentFormat(), body);
    }
  }

  private void repeated(Seen seen, Asked before) {
    long gapMs = seen.atMs() - before.lastMs;
    before.repeats++;
    // A little less is the timer's grain.
    long leastMs = before.lastGapMs == 0 ? ACK_TIMEOUT_MS : before.lastGapMs * 2;
    if (before.repeats > MAX_RETRANSMIT) {
      tally.fail(
          Rule.COAP_RETRANSMISSION, seen, "repeated " + before.repeats + " times; use at most 4");
    } else if (gapMs < leastMs * 9 / 10) {
      tally.fail(
          Rule.COAP_RETRANSMISSION,
          seen,
          "repeated after " + gapMs + " ms; wait at least " + leastMs + " ms");
    } else {
      tally.pass(Rule.COAP_RETRANSMISSION);
    }
    before.lastMs = seen.atMs();
    before.lastGapMs = gapMs;
  }

  private void answer(Seen seen, Coap coap) {
    if (coap.empty()) {
      if (unacknowledged.remove(seen.from() + " " + coap.messageId()) != null) {
        tally.pass(Rule.COAP_ACKNOWLEDGES);
      }
    } else if (coap.type() == Type.CON && unacknowledged.size() < REMEMBERED) {
      unacknowledged.putIfAbsent(seen.to() + " " + coap.messageId(), seen);
    }
    answersSeen = true;
    Asked before = asked.get(seen.to() + " " + coap.messageId());
    if (before != null && coap.type() != Type.CON && coap.type() != Type.NON) {
      before.answered = true;
    }
    if (coap.code().equals("5.03")) {
      long maxAgeS =
          coap.maxAgeS() < 0 ? 60 : coap.maxAgeS(); // 60 is the default (RFC 7252, 5.10.5)
      waitUntilMs.put(seen.to(), seen.atMs() + maxAgeS * 1000);
    }
  }

  /**
   * The outcome.
   *
   * @param datagrams how many were judged, MQTT packets among them
   * @param requests telemetry messages, repetitions not counted
   * @param devices that spoke
   */
  public record Report(
      int datagrams,
      int requests,
      List<String> devices,
      long firstMs,
      long lastMs,
      List<Finding> findings) {
    public Report {
      devices = List.copyOf(devices);
      findings = List.copyOf(findings);
    }

    /** How many rules came out so. */
    public long count(Finding.Verdict verdict) {
      return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
  }
}
