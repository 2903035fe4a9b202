package city.pulso.edge.spool;

import static city.pulso.edge.spool.Readings.range;
import static city.pulso.edge.spool.Readings.reading;
import static city.pulso.edge.spool.Readings.storeShown;
import static city.pulso.edge.spool.Readings.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files, by name. What can be read is sent in a new epoch, in its order and under the name
 * it had before; the damaged file is set aside; the agent goes on.
 */
class CorruptionTest {
  private static final SpoolConfig CONFIG = new SpoolConfig(1 << 24, Duration.ZERO, true);

  /** Batches stored in each of two streams. */
  private static final int STORED = 150;

  /** Batches of air receipted and deleted, from the first. */
  private static final int RECEIPTED = 20;

  /** After a clean stop. */
  private static Path stopped;

  /** As a power cut leaves it: the newest batches are in the log alone. */
  private static Path cut;

  private static long epoch;

  private Path directory;

  @BeforeAll
  static void store(@TempDir Path root) throws Exception {
    stopped = root.resolve("stopped");
    cut = root.resolve("cut");
    try (Spool spool = open(stopped)) {
      epoch = spool.epoch();
      for (int i = 1; i <= STORED; i++) {
        storeShown(spool, Domain.AIR, many(i));
        storeShown(spool, Domain.HOMES, many(i));
      }
      spool.delete(Domain.AIR, List.of(range(1, RECEIPTED))).get(60, TimeUnit.SECONDS);
      copy(stopped, cut);
    }
  }

  @BeforeEach
  void choose(@TempDir Path temporary) {
    directory = temporary.resolve("spool");
  }

  @Test
  void an_undamaged_spool_is_just_opened() throws Exception {
    for (Path image : List.of(stopped, cut)) {
      copy(image, directory);
      try (Spool spool = open(directory)) {
        assertThat(spool.epoch()).isEqualTo(epoch);
        assertThat(spool.counts().setAside()).isZero();
        assertThat(held(spool, Domain.HOMES)).hasSize(STORED);
        assertThat(held(spool, Domain.AIR)).hasSize(STORED - RECEIPTED);
      }
      assertThat(setAside()).isEmpty();
    }
  }

  @Test
  void truncated() throws Exception {
    copy(stopped, directory);
    long half = Files.size(file()) / 2;
    Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), (int) half + 1000));
    assertSalvaged(STORED / 4, "malformed");
  }

  @Test
  void zeroed_tail() throws Exception {
    copy(stopped, directory);
    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
    Files.write(file(), bytes);
    assertSalvaged(STORED / 4, "quick-check");
  }

  @Test
  void flipped_bit_in_the_middle_of_a_batch() throws Exception {
    copy(stopped, directory);
    flip(file(), indexOf(Files.readAllBytes(file()), value(Domain.HOMES, 100)) + 3);

    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).as("SQLite sees nothing wrong").isEqualTo(epoch);
      assertThatThrownBy(() -> held(spool, Domain.HOMES))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SpoolException.class);

      assertThat(held(spool, Domain.HOMES)).as("at the next request").hasSize(STORED - 1);
      assertThat(held(spool, Domain.AIR)).hasSize(STORED - RECEIPTED);
      assertThat(spool.epoch()).isNotEqualTo(epoch);
      assertThat(spool.counts().setAside()).isEqualTo(1);
      assertThat(spool.health().storing()).isTrue();
      assertInOrder(spool);
    }
    assertThat(setAside()).singleElement().asString().contains("checksum-of-batch-100");
  }

  @ParameterizedTest(name = "at byte {0}")
  @ValueSource(ints = {3, 16, 28, 100, 103})
  void flipped_bit_in_the_header(int offset) throws Exception {
    copy(stopped, directory);
    flip(file(), offset);
    assertSalvaged(STORED, "");
    assertReceiptedStayAway();
  }

  @Test
  void flipped_bit_in_an_inner_page() throws Exception {
    copy(stopped, directory);
    byte[] bytes = Files.readAllBytes(file());
    int flipped = 0;
    for (int page = 1; page < bytes.length / 4096; page++) {
      if (bytes[page * 4096] == 5) { // interior page of a table, file format section 1.6
        flip(file(), page * 4096L + 4);
        flipped++;
      }
    }
    assertThat(flipped).isPositive();
    assertSalvaged(STORED, "");
  }

  @Test
  void flipped_bit_in_the_log() throws Exception {
    copy(cut, directory);
    List<WalFile.Frame> frames = WalFile.read(log()).frames();
    flip(log(), frames.get(frames.size() / 2).offset() + 2000);
    // Every later image of the same page is whole, so nothing is lost.
    assertSalvaged(STORED, "transactions-of-the-write-ahead-log");
    assertReceiptedStayAway();
  }

  @Test
  void flipped_bit_in_the_header_of_the_log() throws Exception {
    copy(cut, directory);
    flip(log(), 17);
    assertSalvaged(STORED, "header-of-the-write-ahead-log");
  }

  @Test
  void the_last_transaction_of_the_log_cut_short_is_a_torn_write_and_no_damage() throws Exception {
    copy(cut, directory);
    List<WalFile.Frame> frames = WalFile.read(log()).frames();
    long end = frames.get(frames.size() - 1).offset() + 4096;
    Files.write(log(), Arrays.copyOf(Files.readAllBytes(log()), (int) end - 100));
    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isEqualTo(epoch);
      assertThat(spool.counts().setAside()).isZero();
      assertThat(held(spool, Domain.HOMES)).hasSize(STORED);
    }
  }

  @Test
  void deleted_log() throws Exception {
    copy(cut, directory);
    Files.delete(log());
    assertSalvaged(0, "write-ahead-log-is-missing");
  }

  @Test
  void emptied_log() throws Exception {
    copy(cut, directory);
    Files.write(log(), new byte[0]);
    assertSalvaged(0, "write-ahead-log-is-missing-or-empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"of an earlier time", "garbage"})
  void stale_shared_memory(String kind) throws Exception {
    copy(cut, directory);
    byte[] stale = Files.readAllBytes(directory.resolve("spool.db-shm"));
    if (kind.equals("garbage")) {
      Arrays.fill(stale, (byte) 0xa5);
    } else {
      Arrays.fill(stale, 136, stale.length, (byte) 0);
    }
    Files.write(directory.resolve("spool.db-shm"), stale);
    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isEqualTo(epoch);
      assertThat(spool.counts().setAside()).isZero();
      assertThat(held(spool, Domain.HOMES)).hasSize(STORED);
      assertThat(held(spool, Domain.AIR)).hasSize(STORED - RECEIPTED);
    }
  }

  @Test
  void empty_file() throws Exception {
    copy(stopped, directory);
    Files.write(file(), new byte[0]);
    assertSalvaged(0, "spool-db-is-missing-or-empty");
  }

  @Test
  void missing_file_beside_a_log() throws Exception {
    copy(cut, directory);
    Files.delete(file());
    assertSalvaged(1, "spool-db-is-missing-or-empty");
  }

  @Test
  void not_a_database() throws Exception {
    copy(stopped, directory);
    Files.writeString(file(), "this is no database, ".repeat(500));
    assertSalvaged(0, "not-a-database");
  }

  @Test
  void a_directory_that_is_none_is_named() throws Exception {
    Files.writeString(directory, "a file");
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void only_the_newest_damaged_files_are_kept() throws Exception {
    copy(stopped, directory);
    for (int i = 0; i < 6; i++) {
      flip(file(), 3);
      try (Spool spool = open(directory)) {
        assertThat(held(spool, Domain.HOMES)).as("round %d", i).hasSize(STORED);
      }
    }
    assertThat(setAside()).hasSize(3);
  }

  @Test
  void a_batch_salvaged_twice_still_has_its_first_name() throws Exception {
    copy(stopped, directory);
    for (int i = 0; i < 2; i++) {
      flip(file(), 3);
      try (Spool spool = open(directory)) {
        TelemetryBatch first = TelemetryBatch.parseFrom(held(spool, Domain.AIR).get(0).bytes());
        assertThat(first.getSalvagedEpoch()).isEqualTo(epoch);
        assertThat(first.getSalvagedSequence()).isEqualTo(RECEIPTED + 1L);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"before anything was moved", "after the log was", "after both were"})
  void a_stop_while_the_salvaged_spool_takes_its_place(String when) throws Exception {
    copy(stopped, directory);
    flip(file(), 3);
    long salvaged;
    try (Spool spool = open(directory)) {
      salvaged = spool.epoch();
    }
    Files.move(file(), directory.resolve("spool.db.salvaged"));
    Path damaged = directory.resolve(setAside().get(0));
    if (!when.startsWith("after both")) {
      Files.move(damaged, file());
    }
    if (when.startsWith("before")) {
      Files.copy(cut.resolve("spool.db-wal"), log());
    }

    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isEqualTo(salvaged);
      assertThat(held(spool, Domain.HOMES)).hasSize(STORED);
      assertInOrder(spool);
    }
  }

  /** Opens the damaged spool and says that the agent goes on with what could be read. */
  private void assertSalvaged(int least, String reason) throws Exception {
    try (Spool spool = open(directory)) {
      assertThat(spool.epoch()).isNotEqualTo(epoch).isNotZero();
      List<StoredBatch> homes = held(spool, Domain.HOMES);
      assertThat(homes.size()).isBetween(least, STORED);
      assertInOrder(spool);
      assertThat(spool.counts().setAside()).isEqualTo(1);
      assertThat(spool.counts().salvaged())
          .isEqualTo(spool.status(Domain.HOMES).readings() + spool.status(Domain.AIR).readings());

      spool.append(Domain.HOMES, many(7)).get(60, TimeUnit.SECONDS);

      assertThat(spool.status(Domain.HOMES).nextSequence()).isEqualTo(homes.size() + 2L);
    }
    assertThat(setAside()).singleElement().asString().contains(reason);
    try (Spool spool = open(directory)) {
      assertThat(spool.counts().setAside()).as("the new one is sound").isZero();
    }
    try (SpoolReader reader = SpoolReader.open(directory)) {
      assertThat(reader.setAside()).isNotEmpty().allMatch(name -> name.contains(reason));
    }
  }

  private void assertReceiptedStayAway() throws Exception {
    try (Spool spool = open(directory)) {
      for (StoredBatch stored : held(spool, Domain.AIR)) {
        assertThat(TelemetryBatch.parseFrom(stored.bytes()).getSalvagedSequence())
            .isGreaterThan(RECEIPTED);
      }
    }
  }

  private static void assertInOrder(Spool spool) throws Exception {
    for (Domain domain : List.of(Domain.HOMES, Domain.AIR)) {
      List<StoredBatch> batches = held(spool, domain);
      assertThat(batches)
          .extracting(StoredBatch::sequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, batches.size()).boxed().toList());
      long before = 0;
      for (StoredBatch stored : batches) {
        TelemetryBatch batch = TelemetryBatch.parseFrom(stored.bytes());
        assertThat(batch.getEpoch()).isEqualTo(spool.epoch());
        assertThat(batch.getSequence()).isEqualTo(stored.sequence());
        assertThat(batch.getSalvagedEpoch()).isEqualTo(epoch);
        assertThat(batch.getSalvagedSequence()).isGreaterThan(before);
        before = batch.getSalvagedSequence();
        assertThat(values(stored)).containsOnly((double) before);
      }
    }
  }

  private static List<Reading> many(double value) {
    return Stream.generate(() -> reading(value)).limit(10).toList();
  }

  /** The bytes by which a batch is found in the file. */
  private static byte[] value(Domain domain, long sequence) {
    return TelemetryBatch.newBuilder()
        .setGateway("lima-01")
        .setDomain(domain)
        .setEpoch(epoch)
        .setSequence(sequence)
        .build()
        .toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(new String(part, StandardCharsets.ISO_8859_1));
    assertThat(at).isPositive();
    return at;
  }

  private static List<StoredBatch> held(Spool spool, Domain domain) throws Exception {
    return spool.after(domain, 0, 10_000).get(60, TimeUnit.SECONDS);
  }

  private List<Path> setAside() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("spool.db.damaged-"))
          .map(name -> Path.of(name.replaceAll("-(wal|shm)$", "")))
          .forEach(found::add);
    }
    return found.stream().distinct().toList();
  }

  private Path file() {
    return directory.resolve("spool.db");
  }

  private Path log() {
    return directory.resolve("spool.db-wal");
  }

  private static void flip(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 0x10)}), offset);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Spool open(Path directory) throws IOException {
    return Spool.open(directory, CONFIG, "lima-01", Clock.systemUTC());
  }
}
