package city.pulso.edge.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureTest {
  private static final String UDP = "16331633000b0000" + "c0ffee"; // 5683 to 5683, 3 bytes
  private static final String IPV4 = "4500001f0000000040110000" + "0a000101" + "0a000001" + UDP;
  private static final String IPV6 =
      "60000000000b1140"
          + "20010db8000000000000000000000001"
          + "20010db8000000000000000000000002"
          + UDP;

  private Path directory;

  @BeforeEach
  void use(@TempDir Path temporary) {
    directory = temporary;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0000000000000000000000000800",
    "1, 0000000000000000000000008100000508" + "00",
    "101, ''",
    "228, ''",
    "0, 02000000",
    "113, 00000001000600000000000000000800",
    "276, 0800000000000001000106000000000000000000"
  })
  void every_link_type_gives_the_datagram(int linkType, String head) throws Exception {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      Path file = classic(order, linkType, HexFormat.of().parseHex(head + IPV4));
      assertThat(read(file))
          .singleElement()
          .satisfies(
              datagram -> {
                assertThat(datagram.from()).isEqualTo("10.0.1.1:5683");
                assertThat(datagram.to()).isEqualTo("10.0.0.1:5683");
                assertThat(datagram.atMs()).isEqualTo(1_767_225_600_250L);
                assertThat(datagram.bytes()).containsExactly(0xc0, 0xff, 0xee);
              });
    }
  }

  @Test
  void ipv6_and_pcapng_are_read_too() throws Exception {
    assertThat(read(classic(ByteOrder.LITTLE_ENDIAN, 101, HexFormat.of().parseHex(IPV6))))
        .singleElement()
        .extracting(Capture.Datagram::from)
        .isEqualTo("[2001:db8:0:0:0:0:0:1]:5683");

    ByteBuffer block = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    // An interface of raw IP that counts in nanoseconds.
    block.putInt(1).putInt(28).putShort((short) 101).putShort((short) 0).putInt(0);
    block.putShort((short) 9).putShort((short) 1).put(new byte[] {9, 0, 0, 0}).putInt(28);
    byte[] packet = HexFormat.of().parseHex(IPV4 + "00"); // padded to four bytes
    long nanos = 1_767_225_600_250_000_000L;
    block.putInt(6).putInt(64).putInt(0).putInt((int) (nanos >>> 32)).putInt((int) nanos);
    block.putInt(31).putInt(31).put(packet).putInt(64);
    Path file = directory.resolve("ng");
    Files.write(file, Arrays.copyOf(block.array(), block.position()));
    assertThat(read(file))
        .singleElement()
        .extracting(Capture.Datagram::atMs)
        .isEqualTo(1_767_225_600_250L);
  }

  @Test
  void what_is_no_whole_udp_datagram_is_counted() throws Exception {
    String fragment = IPV4.replaceFirst("00000000", "00002000");
    String tcp = IPV4.replaceFirst("4011", "4006");
    String cut = IPV4.substring(0, IPV4.length() - 4);
    for (String packet : List.of(fragment, tcp, cut, "45")) {
      Path file = classic(ByteOrder.BIG_ENDIAN, 101, HexFormat.of().parseHex(packet));
      assertThat(Capture.read(file, d -> {}, s -> {})).as(packet).isEqualTo(1);
      assertThat(read(file)).isEmpty();
    }
  }

  @Test
  void a_damaged_file_is_answered_with_a_sentence_wherever_it_is_damaged() throws Exception {
    byte[] whole =
        Files.readAllBytes(classic(ByteOrder.BIG_ENDIAN, 1, HexFormat.of().parseHex("00" + IPV4)));
    Path file = directory.resolve("cut");
    for (int cut = 0; cut < whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      if (cut != 24) { // a file without packets is sound
        assertThatThrownBy(() -> read(file))
            .isInstanceOf(IOException.class)
            .hasMessageMatching(".*(no packet capture; use pcap or pcapng|ends within packet 1)");
      }
    }
    byte[] huge = whole.clone();
    huge[32] = 0x7f;
    Files.write(file, huge);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the file is damaged");
    assertThatThrownBy(() -> read(classic(ByteOrder.BIG_ENDIAN, 147, new byte[20])))
        .hasMessageContaining("link type 147 is not read; use Ethernet");
  }

  private Path classic(ByteOrder order, int linkType, byte[] packet) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(40 + packet.length).order(order);
    file.putInt(0xa1b2c3d4).putInt(0x00020004).putInt(0).putInt(0).putInt(65_535).putInt(linkType);
    file.putInt(1_767_225_600).putInt(250_000).putInt(packet.length).putInt(packet.length);
    file.put(packet);
    return Files.write(directory.resolve("classic"), file.array());
  }

  private static List<Capture.Datagram> read(Path file) throws IOException {
    List<Capture.Datagram> datagrams = new ArrayList<>();
    Capture.read(file, datagrams::add, segment -> {});
    return datagrams;
  }
}
