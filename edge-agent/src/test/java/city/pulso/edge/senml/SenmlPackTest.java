package city.pulso.edge.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.Shared;
import city.pulso.edge.senml.ResolvedRecord.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenmlPackTest {
  private static final double NOW = 1_700_000_000;

  @Test
  void every_vector_resolves_to_the_stated_records_or_the_stated_error() throws Exception {
    byte[] file = Files.readAllBytes(Shared.file("domain/vectors/senml.json"));

    SenmlVectors.Report report = SenmlVectors.verify(file);

    assertThat(report.failures()).isEmpty();
    assertThat(report.passed()).isGreaterThanOrEqualTo(29);
  }

  @Test
  void a_wrong_expectation_is_reported_as_a_failure() throws Exception {
    String wrong =
        "[{\"id\":\"X\",\"format\":\"json\",\"input\":\"[{\\\"n\\\":\\\"a\\\",\\\"v\\\":1}]\","
            + "\"now\":5,\"expected\":{\"records\":[{\"n\":\"a\",\"t\":5,\"v\":2}]}}]";

    assertThat(SenmlVectors.verify(wrong.getBytes(StandardCharsets.UTF_8)).failures()).hasSize(1);
  }

  @Test
  void the_same_pack_in_json_and_cbor_resolves_to_the_same_records() throws Exception {
    String json =
        "[{\"bn\":\"urn:dev:mac:0024befffe80a001:\",\"bt\":1767225600,\"bver\":26,\"n\":\"pm2_5\","
            + "\"u\":\"ug/m3\",\"v\":18.5},{\"n\":\"rh\",\"u\":\"%RH\",\"v\":83},"
            + "{\"n\":\"temp\",\"u\":\"Cel\",\"v\":17.25,\"t\":-30}]";
    String cbor =
        "83a621781d75726e3a6465763a6d61633a303032346265666666653830613030313a221a6955b90020181a00"
            + "65706d325f35016575672f6d3302f94ca0a3006272680163255248021853a4006474656d70016343656c"
            + "02f94c5006381d";

    List<ResolvedRecord> records = json(json);

    assertThat(SenmlPack.fromCbor(HexFormat.of().parseHex(cbor), NOW)).isEqualTo(records);
    assertThat(records).hasSize(3);
    assertThat(records.get(2).timeS()).isEqualTo(1767225570.0);
  }

  @Test
  void a_decimal_fraction_is_a_number() throws Exception {
    // [{0: "a", 2: 4([-2, 27315])}]
    List<ResolvedRecord> records =
        SenmlPack.fromCbor(HexFormat.of().parseHex("81a20061610" + "2c48221196ab3"), NOW);

    assertThat(records.get(0).value()).isEqualTo(new Value.Number(273.15));
  }

  @Test
  void string_labels_and_chunked_strings_are_read_in_cbor() throws Exception {
    // [{"n": (_ "a", "b"), "vb": true}]
    List<ResolvedRecord> records =
        SenmlPack.fromCbor(HexFormat.of().parseHex("81a2616e7f61616162ff627662f5"), NOW);

    assertThat(records.get(0).name()).isEqualTo("ab");
    assertThat(records.get(0).value()).isEqualTo(new Value.Flag(true));
  }

  @Test
  void a_sum_alone_is_enough_and_a_base_sum_counts() throws Exception {
    List<ResolvedRecord> records = json("[{\"bs\":10,\"n\":\"a\",\"s\":2.5},{\"n\":\"a\"}]");

    assertThat(records).extracting(ResolvedRecord::sum).containsExactly(12.5, 10.0);
    assertThat(records.get(1).value()).isEqualTo(new Value.None());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"n\":\"a\"}] | no_value",
        "[] | not_a_pack",
        "[{\"n\":\"a\",\"v\":\"1\"}] | wrong_type",
        "[{\"n\":\"a\",\"v\":1e999}] | wrong_type",
        "[{\"n\":\"a\",\"vb\":1}] | wrong_type",
        "[{\"v\":1}] | bad_name",
        "[{\"n\":\"a\",\"n\":\"b\",\"v\":1}] | duplicate_label",
        "[{\"n\":\"a\",\"v\":1}]x | not_json",
        "[{\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"v\":1,\"new_\":{}}] | must_understand",
        "[{\"bver\":11,\"n\":\"a\",\"v\":1}] | version_too_new",
        "[{\"bver\":58,\"n\":\"a\",\"v\":1}] | version_too_new",
        "[{\"bver\":1.5,\"n\":\"a\",\"v\":1}] | wrong_type",
        "[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]] | not_a_record",
        "{\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]} | not_json",
      })
  void what_the_standard_forbids_is_refused_by_its_name(String pack, String error) {
    assertThatThrownBy(() -> json(pack))
        .isInstanceOfSatisfying(
            SenmlException.class, e -> assertThat(e.error().code()).isEqualTo(error));
  }

  @ParameterizedTest
  @CsvSource({
    "9fa20061610201ff, not_a_pack", // an indefinite array belongs to streams
    "80, not_a_pack",
    "8101, not_a_record",
    "81a200616102f97e00, wrong_type", // NaN
    "81a20061610218, truncated",
    "81a2006161021c, not_cbor",
    "81a2006161029b7fffffffffffffff, truncated",
    "81a200616102017f, not_cbor", // one byte too many
    "81a20061ff0201, not_cbor", // no UTF-8
    "81a2006161025bffffffffffffffff, not_cbor",
  })
  void broken_cbor_is_refused_with_its_place(String hex, String error) {
    assertThatThrownBy(() -> SenmlPack.fromCbor(HexFormat.of().parseHex(hex), NOW))
        .isInstanceOfSatisfying(
            SenmlException.class,
            e -> {
              assertThat(e.error().code()).isEqualTo(error);
              assertThat(e).hasMessageMatching("(?s).*(byte|record|root|array|pack).*");
            });
  }

  private static List<ResolvedRecord> json(String text) throws SenmlException {
    return SenmlPack.fromJson(text.getBytes(StandardCharsets.UTF_8), NOW);
  }
}
