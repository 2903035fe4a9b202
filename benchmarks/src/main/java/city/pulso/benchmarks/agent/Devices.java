package city.pulso.benchmarks.agent;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Many CoAP devices in one thread, each with a port of its own: Confirmable POSTs of one reading,
 * one at a time per device, repeated after 2 s without an answer. Written by hand so that it costs
 * little and the same against both servers.
 */
final class Devices implements AutoCloseable {
  private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int CON_POST = 0x44; // version 1, Confirmable, token of 4 bytes
  private static final int POST = 0x02;
  private static final int CHANGED = 0x44;

  private final Clock clock;
  private final Selector selector;
  private final List<One> devices = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
  private final long boot;
  private int turn;
  private Samples samples = new Samples();

  /** What was measured. */
  static final class Samples {
    private long[] nanos = new long[1 << 14];
    private int count;
    private long repeats;
    private long others;

    private void add(long sample) {
      if (count == nanos.length) {
        nanos = java.util.Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = sample;
    }

    /** Messages answered 2.04. */
    int accepted() {
      return count;
    }

    /** Times a message was sent again. */
    long repeats() {
      return repeats;
    }

    /** Answers that were not 2.04. */
    long others() {
      return others;
    }

    /** Milliseconds in which this share of all answers came. */
    double percentileMs(double share) {
      long[] sorted = java.util.Arrays.copyOf(nanos, count);
      java.util.Arrays.sort(sorted);
      return count == 0 ? 0 : sorted[(int) Math.min(count - 1L, (long) (count * share))] / 1e6;
    }
  }

  private static final class One {
    private final String id;
    private final DatagramChannel channel;
    private ByteBuffer message = ByteBuffer.allocate(0);
    private int messageId;
    private long sequence;
    private boolean waiting;
    private long dueNanos;
    private long sentNanos;

    private One(String id, DatagramChannel channel) {
      this.id = id;
      this.channel = channel;
    }
  }

  static String id(int number) {
    return String.format(Locale.ROOT, "sim-air-%04d", number);
  }

  Devices(int count, InetSocketAddress server, Clock clock) throws IOException {
    this.clock = clock;
    this.boot = System.nanoTime() | 1;
    this.selector = Selector.open();
    for (int i = 1; i <= count; i++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.connect(server);
      channel.configureBlocking(false);
      One one = new One(id(i), channel);
      channel.register(selector, SelectionKey.OP_READ, one);
      devices.add(one);
    }
  }

  /**
   * Devices take turns: whenever one is answered, the next sends.
   *
   * @param inFlight how many wait for an answer at any time
   */
  Samples flatOut(int inFlight, long nanos) throws IOException {
    samples = new Samples();
    long end = System.nanoTime() + nanos;
    for (int i = 0; i < inFlight; i++) {
      sendNext(System.nanoTime());
    }
    while (System.nanoTime() < end) {
      receive(10, end);
      repeat();
    }
    return drained();
  }

  /** Messages at a steady rate, devices in turn; a device that still waits is passed over. */
  Samples paced(double perSecond, long nanos) throws IOException {
    samples = new Samples();
    long start = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - start < nanos) {
      long due = start + (long) (sent * 1e9 / perSecond);
      if (System.nanoTime() >= due) {
        One one = devices.get(turn++ % devices.size());
        if (!one.waiting) {
          send(one, due);
          sent++;
        }
      } else {
        receive(1, Long.MIN_VALUE);
        repeat();
      }
    }
    return drained();
  }

  /** Sends one message again and again until it is answered 2.04. */
  long untilAccepted(long sinceNanos, long limitNanos) throws IOException {
    samples = new Samples();
    One one = devices.get(0);
    while (samples.count == 0 && System.nanoTime() - sinceNanos < limitNanos) {
      one.waiting = false;
      send(one, System.nanoTime());
      receive(5, Long.MIN_VALUE);
    }
    return System.nanoTime() - sinceNanos;
  }

  private void sendNext(long now) throws IOException {
    for (int tried = 0; tried < devices.size(); tried++) {
      One one = devices.get(turn++ % devices.size());
      if (!one.waiting) {
        send(one, now);
        return;
      }
    }
  }

  private Samples drained() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (devices.stream().anyMatch(one -> one.waiting) && System.nanoTime() < end) {
      receive(10, Long.MIN_VALUE);
      repeat();
    }
    return samples;
  }

  private void send(One one, long dueNanos) throws IOException {
    one.messageId = one.messageId + 1 & 0xffff;
    one.sequence++;
    byte[] payload =
        DeviceReport.newBuilder()
            .setDevice(one.id)
            .setBootId(boot)
            .addReadings(
                DeviceReading.newBuilder()
                    .setObservedAtMs(clock.millis())
                    .setSequence(one.sequence)
                    .setBatteryPercent(97)
                    .setAir(
                        AirReading.newBuilder()
                            .setPm25Ugm3(18.5)
                            .setPm10Ugm3(31.2)
                            .setTemperatureCel(17.25)
                            .setHumidityPercent(83)))
            .build()
            .toByteArray();
    ByteBuffer message = ByteBuffer.allocate(payload.length + 16);
    message.put((byte) CON_POST).put((byte) POST).putShort((short) one.messageId);
    message.putInt((int) one.sequence);
    message.put((byte) 0xb1).put((byte) 't'); // Uri-Path
    message.put((byte) 0x11).put((byte) 42); // Content-Format
    message.put((byte) 0xff).put(payload).flip();
    one.message = message;
    one.waiting = true;
    one.dueNanos = dueNanos;
    one.sentNanos = System.nanoTime();
    write(one);
  }

  private static void write(One one) {
    try {
      one.channel.write(one.message.duplicate());
    } catch (IOException e) {
      // Nobody listens yet, or no longer: it is repeated like any lost datagram.
    }
  }

  private void repeat() {
    long now = System.nanoTime();
    for (One one : devices) {
      if (one.waiting && now - one.sentNanos > REPEAT_NANOS) {
        one.sentNanos = now;
        samples.repeats++;
        write(one);
      }
    }
  }

  private void receive(long waitMs, long nextUntil) throws IOException {
    selector.select(
        key -> {
          One one = (One) key.attachment();
          try {
            in.clear();
            while (one.channel.read(in) > 0) {
              in.flip();
              answered(one, nextUntil);
              in.clear();
            }
          } catch (IOException e) {
            // As above.
          }
        },
        waitMs);
  }

  private void answered(One one, long nextUntil) throws IOException {
    int type = in.get(0) >> 4 & 3;
    int code = in.get(1) & 0xff;
    if (code == 0) {
      return; // the answer comes separately
    }
    if (type == 0) {
      ByteBuffer acknowledgement = ByteBuffer.allocate(4);
      acknowledgement.put((byte) 0x60).put((byte) 0).putShort(in.getShort(2)).flip();
      one.channel.write(acknowledgement);
    }
    if (!one.waiting || in.limit() < 8 || in.getInt(4) != (int) one.sequence) {
      return;
    }
    long now = System.nanoTime();
    one.waiting = false;
    if (code == CHANGED) {
      samples.add(now - one.dueNanos);
    } else {
      samples.others++;
    }
    if (now < nextUntil) {
      sendNext(now);
    }
  }

  @Override
  public void close() throws IOException {
    for (One one : devices) {
      one.channel.close();
    }
    selector.close();
  }
}
