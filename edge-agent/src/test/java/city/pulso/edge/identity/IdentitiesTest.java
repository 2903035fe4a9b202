package city.pulso.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentitiesTest {
  private static final String KEY = "7365637265742d73656372657421aaff";
  private static final String TEXT =
      """
      psk:
        - identity: air-1
          key: %s
          devices: [air-1, air-2]
      x509:
        - subject: CN=bay-12, O=Lima
          devices: [bay-12]
      """
          .formatted(KEY);

  private Path file;

  @BeforeEach
  void place(@TempDir Path directory) {
    file = directory.resolve("keys.yaml");
  }

  @Test
  void the_sample_is_accepted_once_nobody_else_can_read_it() throws Exception {
    Identities sample = written(Files.readString(Path.of("config/keys.sample.yaml")), "rw-------");

    assertThat(sample.size()).isEqualTo(2);
  }

  @Test
  void an_identity_speaks_for_the_devices_it_is_bound_to_and_for_no_other() throws Exception {
    Identities known = written(TEXT, "rw-------");
    Speaker air = new Speaker.PskIdentity("air-1", "10.0.0.1");

    assertThat(known.objection(air, "air-1")).isEmpty();
    assertThat(known.objection(air, "air-2")).isEmpty();
    assertThat(known.objection(air, "bay-12"))
        .contains(
            "PSK identity 'air-1' does not speak for device 'bay-12'; it speaks for air-1, air-2");
    assertThat(known.objection(new Speaker.PskIdentity("gone", "10.0.0.1"), "air-1"))
        .contains("PSK identity 'gone' is not in the keys file");
    assertThat(known.objection(new Speaker.CertificateSubject("cn=bay-12,O=Lima", ""), "bay-12"))
        .as("names are compared as names")
        .isEmpty();
    assertThat(known.objection(new Speaker.CertificateSubject("CN=bay-13", ""), "bay-12"))
        .hasValueSatisfying(why -> assertThat(why).contains("not in the keys file"));
  }

  @Test
  void a_device_that_has_a_key_is_not_taken_from_anyone_without_it() throws Exception {
    Identities known = written(TEXT, "rw-------");

    assertThat(known.objection(new Speaker.Anyone("10.0.0.1"), "air-1"))
        .contains("device 'air-1' is bound to PSK identity 'air-1'; send over coaps with its key");
    assertThat(known.objection(new Speaker.Topic("tele/bay-12/SENSOR", "bay-12"), "bay-12"))
        .isPresent();
    assertThat(known.objection(new Speaker.Anyone("10.0.0.1"), "plug-1")).isEmpty();
  }

  @Test
  void a_topic_that_names_a_device_speaks_for_that_one_alone() {
    Speaker topic = new Speaker.Topic("tele/plug-1/SENSOR", "plug-1");

    assertThat(Identities.none().objection(topic, "plug-1")).isEmpty();
    assertThat(Identities.none().objection(topic, "plug-2"))
        .contains("topic 'tele/plug-1/SENSOR' speaks for device 'plug-1', not for 'plug-2'");
    assertThat(Identities.none().objection(new Speaker.Topic("x", null), "plug-2")).isEmpty();
  }

  @Test
  void a_file_that_others_can_read_is_not_accepted() {
    for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx------"}) {
      assertThatThrownBy(() -> written(TEXT, open))
          .as(open)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file.toString(), open, "use rw------- (chmod 600 ")
          .hasMessageNotContaining(KEY);
    }
    assertThatThrownBy(() -> Identities.read(file.resolveSibling("none")))
        .hasMessageContaining("no such file");
  }

  @Test
  void every_problem_is_told_at_once_and_none_shows_a_key() {
    String text =
        """
        psk:
          - identity: air-1
            key: %s
            devices: [air-1]
          - identity: air-1
            key: %s-too-odd
            devices: [air-1]
          - identity: air 3
            key: abcd
          - identity: air-4
            %s: key
        x509:
          - subject: no name
            devices: x
        """
            .formatted(KEY, KEY, KEY);

    assertThatThrownBy(() -> written(text, "rw-------"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .allMatch(problem -> problem.startsWith(file + ": "))
                    .noneMatch(problem -> problem.contains(KEY) || problem.contains("abcd"))
                    .anyMatch(p -> p.contains("psk[1].key (line 6): **** (40 characters)"))
                    .anyMatch(p -> p.contains("psk[1].identity (line 5): 'air-1' again"))
                    .anyMatch(p -> p.contains("psk[1].devices (line 7): 'air-1' again"))
                    .anyMatch(p -> p.contains("psk[2].identity (line 8): 'air 3'"))
                    .anyMatch(p -> p.contains("psk[2].key (line 9): **** (4 characters)"))
                    .anyMatch(p -> p.contains("psk[2].devices"))
                    .anyMatch(p -> p.contains("psk[3].key") && p.contains("missing"))
                    .anyMatch(p -> p.contains("psk[3].**** (line 11) is not known"))
                    .anyMatch(p -> p.contains("x509[0].subject (line 13): no name"))
                    .anyMatch(p -> p.contains("x509[0].devices (line 14)")));
    assertThatThrownBy(() -> written("psk: [{key: " + KEY, "rw-------"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no YAML near line")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void a_secret_prints_as_stars() throws Exception {
    Identities known = written(TEXT, "rw-------");

    assertThat(known.key("air-1").orElseThrow()).hasToString("****");
    assertThat(known.key("air-1").map(Object::toString)).contains("****");
    assertThat(known.toString()).doesNotContain(KEY);
    assertThat(known.key("nobody")).isEmpty();
  }

  private Identities written(String text, String permissions) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return Identities.read(file);
  }
}
