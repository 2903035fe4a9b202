package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.SequenceRange;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is sent when. Time stands still unless a test moves it; the link answers when told to. */
class SenderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW_MS = 1_800_000_000_000L;
  private static final long OLD_MS = NOW_MS - Duration.ofHours(3).toMillis();

  private final Stream homes = new Stream(Domain.HOMES);
  private final Stream parking = new Stream(Domain.PARKING);
  private final Stream air = new Stream(Domain.AIR);
  private final List<Backlog> streams = new ArrayList<>(List.of(homes, parking, air));
  private final HandLink link = new HandLink();
  private final List<Long> appointments = new ArrayList<>();
  private long nowNs;

  @Test
  void care_data_that_comes_while_hours_of_air_are_caught_up_goes_next() {
    air.store(500, OLD_MS, 1000);
    Sender sender = sender(64, 0);
    sender.open(true);
    sender.pump();
    assertThat(link.sent()).as("air fills what it may fill").hasSize(48).allMatch(this::isAir);

    homes.store(1, NOW_MS, 100);
    sender.pump();

    assertThat(link.sent().get(48)).as("before any of the 452 that wait").isEqualTo("HOMES 1");
  }

  @Test
  void behind_a_slow_link_stand_only_so_many_bytes_of_what_is_not_care_data() {
    air.store(500, OLD_MS, 60_000);
    Sender sender = sender(64, 0);
    sender.open(true);
    sender.pump();

    assertThat(link.sent()).as("128 KiB and the batch that crosses it").hasSize(3);
    homes.store(5, NOW_MS, 60_000);
    sender.pump();
    assertThat(link.sent()).hasSize(8);
    assertThat(link.sent().subList(3, 8)).allMatch(name -> name.startsWith("HOMES"));
  }

  @Test
  void live_goes_before_old_and_more_important_before_less() {
    air.store(1, NOW_MS, 10);
    parking.store(1, OLD_MS, 10);
    homes.store(1, OLD_MS, 10);
    Sender sender = sender(64, 0);
    sender.open(true);
    sender.pump();

    assertThat(link.sent()).containsExactly("HOMES 1", "AIR 1", "PARKING 1");
  }

  @Test
  void within_a_stream_nothing_overtakes_anything() {
    parking.store(3, OLD_MS, 10);
    parking.store(3, NOW_MS, 10);
    air.store(6, NOW_MS, 10);
    Sender sender = sender(64, 0);
    sender.open(true);
    sender.pump();

    assertThat(link.sent().stream().filter(name -> name.startsWith("PARKING")))
        .containsExactly(
            "PARKING 1", "PARKING 2", "PARKING 3", "PARKING 4", "PARKING 5", "PARKING 6");
  }

  @Test
  void nobody_waits_for_ever_every_eighth_turn_is_for_who_waited_longest() {
    homes.store(200, NOW_MS, 10);
    air.store(200, OLD_MS, 10);
    Sender sender = sender(1024, 0);
    sender.open(true);
    sender.pump();
    link.answerAll();

    assertThat(link.sent().subList(0, 80).stream().filter(this::isAir)).hasSize(10);
    assertThat(link.sent()).hasSize(400);
  }

  @Test
  void a_bandwidth_limit_is_kept_and_care_data_waits_for_one_batch_at_most() {
    air.store(100, OLD_MS, 5_000);
    Sender sender = sender(64, 10_000);
    sender.open(true);
    sender.pump();
    assertThat(link.sent()).as("a second's worth, less care data's quarter").hasSize(1);
    assertThat(appointments).isNotEmpty();

    homes.store(1, NOW_MS, 5_000);
    sender.pump();
    assertThat(link.sent()).as("what is left belongs to care data").endsWith("HOMES 1");

    long before = link.bytes;
    for (int tenth = 0; tenth < 1000; tenth++) {
      nowNs += SECOND / 10;
      if (tenth % 100 == 0) {
        homes.store(1, NOW_MS, 2_000);
      }
      int next = link.sent().size();
      sender.pump();
      link.answerAll();
      if (tenth % 100 == 0) {
        int place = link.sent().indexOf("HOMES " + homes.highest());
        if (place < 0) {
          nowNs += SECOND;
          sender.pump();
          place = link.sent().indexOf("HOMES " + homes.highest());
        }
        assertThat(place).as("second %d", tenth / 10).isBetween(next, next + 1);
      }
      receiptEverything(sender);
      air.store(1, OLD_MS, 5_000);
    }
    double seconds = nowNs / 1e9;
    assertThat(link.bytes - before)
        .isBetween((long) (9_000 * seconds), (long) (10_000 * (seconds + 1)));
  }

  @Test
  void care_data_alone_beyond_the_limit_does_not_shut_the_others_out() {
    homes.store(1000, OLD_MS, 1_000);
    air.store(1000, NOW_MS, 1_000);
    Sender sender = sender(1024, 10_000);
    sender.open(true);
    for (int i = 0; i < 100; i++) {
      sender.pump();
      link.answerAll();
      nowNs += SECOND / 2;
    }

    assertThat(link.sent().stream().filter(this::isAir).count()).isBetween(50L, 80L);
    assertThat(link.sent().stream().filter(name -> name.startsWith("HOMES")))
        .hasSizeGreaterThan(400);
  }

  @Test
  void the_window_holds_until_a_receipt_and_what_has_none_goes_again_as_it_was() {
    homes.store(10, NOW_MS, 10);
    Sender sender = sender(4, 0);
    sender.open(true);
    sender.pump();
    link.answerAll();
    assertThat(link.sent()).containsExactly("HOMES 1", "HOMES 2", "HOMES 3", "HOMES 4");

    sender.receipted(homes.key(), List.of(range(2, 3)));
    link.answerAll();
    assertThat(link.sent()).endsWith("HOMES 5", "HOMES 6");
    assertThat(sender.inFlight()).isEqualTo(4);

    nowNs += 31 * SECOND;
    sender.tick();
    assertThat(link.sent().subList(6, 10))
        .containsExactly("HOMES 1", "HOMES 4", "HOMES 5", "HOMES 6");
    assertThat(sender.resent()).isEqualTo(4);
    assertThat(sender.sent()).isEqualTo(6);
  }

  @Test
  void what_was_receipted_while_it_waited_in_memory_is_not_sent() {
    homes.store(8, NOW_MS, 10);
    Sender sender = sender(2, 0);
    sender.open(true);
    sender.pump();
    link.answerAll();

    homes.remove(1, 5);
    sender.receipted(homes.key(), List.of(range(1, 5)));
    link.answerAll();

    assertThat(link.sent()).containsExactly("HOMES 1", "HOMES 2", "HOMES 6", "HOMES 7");
  }

  @Test
  void a_new_epoch_starts_over_and_the_old_one_is_forgotten() {
    homes.store(3, NOW_MS, 10);
    Sender sender = sender(4, 0);
    sender.open(true);
    sender.pump();
    link.answerAll();

    Stream fresh = new Stream(Domain.HOMES, 8);
    fresh.store(1, NOW_MS, 10);
    streams.set(0, fresh);
    sender.pump();

    assertThat(link.sent()).endsWith("HOMES 1");
    assertThat(sender.inFlight()).isEqualTo(1);
  }

  @Test
  void nothing_is_handed_to_a_link_that_is_down_and_all_of_it_when_it_is_up_again() {
    homes.store(3, NOW_MS, 10);
    Sender sender = sender(64, 0);
    sender.pump();
    sender.tick();
    assertThat(link.sent()).isEmpty();

    sender.open(true);
    sender.pump();
    assertThat(link.sent()).hasSize(3);
    sender.open(false);
    link.failAll();
    nowNs += 31 * SECOND;
    sender.tick();
    assertThat(link.sent()).hasSize(3);

    sender.open(true);
    sender.tick();
    assertThat(link.sent()).hasSize(6);
    assertThat(link.sent().subList(3, 6)).containsExactly("HOMES 1", "HOMES 2", "HOMES 3");
  }

  @Test
  void other_limits_hold_from_the_next_batch_on() {
    air.store(100, OLD_MS, 5_000);
    Sender sender = sender(64, 10_000);
    sender.open(true);
    sender.pump();
    assertThat(link.sent()).hasSize(1);

    sender.reconfigure(config(64, 0));
    link.answerAll();

    assertThat(link.sent()).hasSize(64);
  }

  private boolean isAir(String name) {
    return name.startsWith("AIR");
  }

  private void receiptEverything(Sender sender) {
    for (Backlog backlog : streams) {
      Stream stream = (Stream) backlog;
      List<SequenceRange> all = List.of(range(1, Math.max(1, stream.highestSent)));
      stream.remove(1, stream.highestSent);
      sender.receipted(stream.key(), all);
    }
  }

  private Sender sender(int window, long bytesPerSecond) {
    return new Sender(
        link,
        config(window, bytesPerSecond),
        () -> streams,
        () -> nowNs,
        () -> NOW_MS,
        appointments::add);
  }

  private static UplinkConfig config(int window, long bytesPerSecond) {
    return new UplinkConfig(
        BrokerAddress.of("mqtt://nowhere"), window, Duration.ofSeconds(30), bytesPerSecond);
  }

  private static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }

  /** A stream that answers at once. */
  private final class Stream implements Backlog {
    private final Key key;
    private final NavigableMap<Long, Parcel> held = new TreeMap<>();
    private long highest;
    private long highestSent;

    Stream(Domain domain) {
      this(domain, 7);
    }

    Stream(Domain domain, long epoch) {
      key = new Key("lima-01", domain, epoch);
    }

    void store(int count, long acceptedMs, int bytes) {
      for (int i = 0; i < count; i++) {
        highest++;
        ByteString body = ByteString.copyFrom(new byte[bytes]);
        held.put(
            highest,
            new Parcel(
                "lima-01",
                key.domain(),
                key.epoch(),
                highest,
                highest,
                acceptedMs,
                body,
                List.of()));
      }
    }

    void remove(long first, long last) {
      if (first <= last) {
        held.subMap(first, true, last, true).clear();
      }
    }

    @Override
    public Key key() {
      return key;
    }

    @Override
    public long highest() {
      return highest;
    }

    @Override
    public CompletableFuture<List<Parcel>> after(long sequence, int limit) {
      return CompletableFuture.completedFuture(
          held.tailMap(sequence, false).values().stream().limit(limit).toList());
    }

    @Override
    public CompletableFuture<Deleted> delete(List<SequenceRange> ranges) {
      throw new AssertionError("a sender deletes nothing");
    }
  }

  /** Notes what it is given and answers when it is told to. */
  private final class HandLink implements Link {
    private final List<Parcel> parcels = new ArrayList<>();
    private final Deque<CompletableFuture<Delivery>> open = new ArrayDeque<>();
    private long bytes;

    List<String> sent() {
      return parcels.stream().map(parcel -> parcel.domain() + " " + parcel.sequence()).toList();
    }

    void answerAll() {
      while (!open.isEmpty()) {
        open.remove().complete(Delivery.TAKEN);
      }
    }

    void failAll() {
      Collection<CompletableFuture<Delivery>> all = List.copyOf(open);
      open.clear();
      all.forEach(each -> each.completeExceptionally(new IllegalStateException("lost")));
    }

    @Override
    public CompletableFuture<Delivery> send(Parcel parcel) {
      parcels.add(parcel);
      bytes += parcel.bytes().size();
      for (Backlog backlog : streams) {
        Stream stream = (Stream) backlog;
        if (stream.key().domain() == parcel.domain()) {
          stream.highestSent = Math.max(stream.highestSent, parcel.sequence());
        }
      }
      CompletableFuture<Delivery> answer = new CompletableFuture<>();
      open.add(answer);
      return answer;
    }

    @Override
    public void start(Events events) {}

    @Override
    public void follow(String gateway) {}

    @Override
    public String destination() {
      return "hand";
    }

    @Override
    public String problem() {
      return "";
    }

    @Override
    public void close() {}
  }
}
