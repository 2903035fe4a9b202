package city.pulso.edge.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.relay.RelayRefusal.Reason;
import city.pulso.edge.uplink.Backlog;
import city.pulso.edge.uplink.Parcel;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.RelayAnswer;
import city.pulso.schemas.v1.RelayRequest;
import city.pulso.schemas.v1.RelayedBatch;
import city.pulso.schemas.v1.RelayedEntry;
import city.pulso.schemas.v1.RelayedStream;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** lima-09 relays for lima-01 and for lima-02, through which lima-01 may come. */
class RelayTest {
  private static final long EPOCH = 77;
  private static final Speaker NEXT_DOOR = new Speaker.Anyone("127.0.0.1");

  private Path directory;
  private Relay relay;

  @BeforeEach
  void open(@TempDir Path temporary) throws Exception {
    directory = temporary;
    reopen();
  }

  @AfterEach
  void close() {
    if (relay != null) {
      relay.close();
    }
  }

  @Test
  void a_batch_is_stored_as_it_came_and_is_still_there_after_a_restart() throws Exception {
    RelayedBatch batch = batch("lima-01", 3, "lima-01");
    offer(request("lima-01", batch));
    reopen();

    List<Parcel> found = stored();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).bytes()).isEqualTo(batch.getBatch());
    assertThat(found.get(0).sequence()).isEqualTo(3);
    assertThat(found.get(0).via()).containsExactly("lima-01");
    assertThat(relay.bytes()).isEqualTo(batch.getBatch().size());
  }

  @Test
  void what_comes_twice_is_stored_once_and_what_comes_late_has_a_later_place() throws Exception {
    offer(request("lima-01", batch("lima-01", 2, "lima-01")));
    offer(request("lima-01", batch("lima-01", 2, "lima-01"), batch("lima-01", 1, "lima-01")));

    List<Parcel> found = stored();
    assertThat(found).extracting(Parcel::sequence).containsExactly(2L, 1L);
    assertThat(found.get(1).place()).isGreaterThan(found.get(0).place());
    assertThat(relay.all().iterator().next().highest()).isEqualTo(found.get(1).place());
  }

  @Test
  void a_receipt_deletes_here_and_is_told_to_whoever_asks_until_it_is_not_asked_for()
      throws Exception {
    offer(request("lima-01", batch("lima-01", 1, "lima-01"), batch("lima-01", 2, "lima-01")));
    Backlog backlog = relay.all().iterator().next();
    backlog.delete(List.of(range(1, 1))).get(60, TimeUnit.SECONDS);
    relay.receipt(receipt(1, 1));

    assertThat(stored()).extracting(Parcel::sequence).containsExactly(2L);
    RelayAnswer told = offer(asking(1));
    assertThat(told.getReceiptsList()).containsExactly(receipt(1, 1));
    assertThat(offer(asking(1)).getReceiptsList()).as("an answer may get lost").hasSize(1);
    assertThat(offer(asking(2)).getReceiptsList()).isEmpty();
  }

  @Test
  void what_has_its_receipt_already_is_not_stored_again() throws Exception {
    relay.receipt(receipt(1, 5));

    RelayAnswer answer =
        offer(asking(4).toBuilder().addBatches(batch("lima-01", 4, "lima-01")).build());

    assertThat(stored()).isEmpty();
    assertThat(answer.getReceipts(0).getRanges(0).getLast()).isEqualTo(5);
  }

  @Test
  void a_registry_entry_goes_down_once() throws Exception {
    Gateway entry = Gateway.newBuilder().setId("lima-01").setDistrict("lima").build();
    relay.entry(entry);
    RelayRequest asking =
        RelayRequest.newBuilder()
            .setGateway("lima-01")
            .addEntries(RelayedEntry.newBuilder().setGateway("lima-01"))
            .build();

    assertThat(offer(asking).getEntriesList()).containsExactly(entry);
    RelayRequest knowing =
        asking.toBuilder()
            .setEntries(
                0, RelayedEntry.newBuilder().setGateway("lima-01").setKnown(Relay.checksum(entry)))
            .build();
    assertThat(offer(knowing).getEntriesList()).isEmpty();
  }

  @Test
  void no_batch_goes_round_in_a_circle() {
    assertRefused(Reason.LOOP, request("lima-02", batch("lima-09", 1, "lima-09", "lima-02")));
    assertRefused(
        Reason.LOOP, request("lima-02", batch("lima-01", 1, "lima-01", "lima-09", "lima-02")));
    String[] far = Collections.nCopies(9, "lima-02").toArray(String[]::new);
    far[0] = "lima-01";
    assertRefused(Reason.LOOP, request("lima-02", batch("lima-01", 1, far)));
    assertThat(relay.refused(Reason.LOOP)).isEqualTo(3);
    assertThat(relay.all()).isEmpty();
  }

  @Test
  void nobody_is_relayed_who_is_not_named_and_nobody_speaks_for_another() throws Exception {
    assertRefused(Reason.NOT_ALLOWED, request("lima-66", batch("lima-66", 1, "lima-66")));
    assertRefused(
        Reason.NOT_ALLOWED, request("lima-02", batch("lima-66", 1, "lima-66", "lima-02")));
    assertRefused(Reason.MALFORMED, request("lima-02", batch("lima-01", 1, "lima-01")));
    assertRefused(Reason.MALFORMED, request("lima-01", batch("lima-02", 1, "lima-01")));
    assertThat(offer(request("lima-02", batch("lima-01", 1, "lima-01", "lima-02")))).isNotNull();
    assertThat(stored()).hasSize(1);
  }

  @Test
  void what_cannot_be_read_is_refused_whole() throws Exception {
    assertThatThrownBy(() -> relay.offer(new byte[] {9, 9, 9}, NEXT_DOOR).get(60, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(RelayRefusal.class);
    RelayedBatch garbage =
        batch("lima-01", 2, "lima-01").toBuilder()
            .setBatch(com.google.protobuf.ByteString.copyFromUtf8("garbage"))
            .build();
    assertRefused(Reason.MALFORMED, request("lima-01", batch("lima-01", 1, "lima-01"), garbage));
    assertThat(relay.all()).isEmpty();
  }

  @Test
  void a_full_disk_budget_makes_the_gateway_wait() throws Exception {
    long stored = 0;
    for (long sequence = 1; sequence <= 16; sequence++) {
      RelayedBatch large = batch("lima-01", sequence, 64_000, "lima-01");
      offer(request("lima-01", large));
      stored += large.getBatch().size();
    }
    assertThat(relay.bytes()).isEqualTo(stored);
    assertRefused(Reason.FULL, request("lima-01", batch("lima-01", 17, 64_000, "lima-01")));

    Backlog backlog = relay.all().iterator().next();
    backlog.delete(List.of(range(1, 2))).get(60, TimeUnit.SECONDS);
    offer(request("lima-01", batch("lima-01", 17, 64_000, "lima-01")));
  }

  @Test
  void a_damaged_file_is_set_aside_because_the_gateways_still_have_everything() throws Exception {
    offer(request("lima-01", batch("lima-01", 1, "lima-01")));
    relay.close();
    Files.write(directory.resolve("relay.db"), new byte[8192]);
    Files.writeString(directory.resolve("relay.db"), "this is no database at all, not even nearly");

    reopen();

    assertThat(relay.all()).isEmpty();
    assertThat(directory.resolve("relay.db.damaged")).exists();
    offer(request("lima-01", batch("lima-01", 1, "lima-01")));
  }

  @Test
  void remembered_receipts_are_ranges_and_bounded() {
    Known known = new Known();
    known.add(5, 6);
    known.add(1, 2);
    known.add(3, 4);
    known.add(9, 3);
    assertThat(known.from(1)).containsExactly(range(1, 6));
    for (long i = 10; i < 4000; i += 2) {
      known.add(i, i);
    }
    assertThat(known.from(1)).hasSize(256);
    assertThat(known.contains(3998)).isTrue();
    assertThat(known.contains(3999)).isFalse();
    assertThat(known.from(3998)).containsExactly(range(3998, 3998));
  }

  private void reopen() throws Exception {
    close();
    relay =
        Relay.open(
            directory,
            "lima-09",
            new RelayConfig(java.util.Set.of("lima-01", "lima-02"), 1 << 20),
            Identities.none(),
            Clock.systemUTC());
  }

  private RelayAnswer offer(RelayRequest request) throws Exception {
    return relay.offer(request.toByteArray(), NEXT_DOOR).get(60, TimeUnit.SECONDS);
  }

  private void assertRefused(Reason reason, RelayRequest request) {
    assertThatThrownBy(() -> offer(request))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RelayRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  private List<Parcel> stored() throws Exception {
    return relay.all().isEmpty()
        ? List.of()
        : relay.all().iterator().next().after(0, 100).get(60, TimeUnit.SECONDS);
  }

  private static RelayRequest request(String from, RelayedBatch... batches) {
    return RelayRequest.newBuilder().setGateway(from).addAllBatches(List.of(batches)).build();
  }

  private static RelayRequest asking(long lowest) {
    return RelayRequest.newBuilder()
        .setGateway("lima-01")
        .addStreams(
            RelayedStream.newBuilder()
                .setGateway("lima-01")
                .setDomain(Domain.AIR)
                .setEpoch(EPOCH)
                .setLowest(lowest))
        .build();
  }

  private static RelayedBatch batch(String gateway, long sequence, String... via) {
    return batch(gateway, sequence, 10, via);
  }

  private static RelayedBatch batch(String gateway, long sequence, int bytes, String... via) {
    TelemetryBatch batch =
        TelemetryBatch.newBuilder()
            .setGateway(gateway)
            .setDomain(Domain.AIR)
            .setEpoch(EPOCH)
            .setSequence(sequence)
            .addReadings(Reading.newBuilder().setDevice("d".repeat(bytes)))
            .build();
    return RelayedBatch.newBuilder().setBatch(batch.toByteString()).addAllVia(List.of(via)).build();
  }

  private static Receipt receipt(long first, long last) {
    return Receipt.newBuilder()
        .setGateway("lima-01")
        .setDomain(Domain.AIR)
        .setEpoch(EPOCH)
        .addRanges(range(first, last))
        .build();
  }

  private static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
