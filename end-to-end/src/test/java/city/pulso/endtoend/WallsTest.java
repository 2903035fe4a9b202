package city.pulso.endtoend;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The walls of the house, over the main classes of every module. The walls inside a module are
 * checked there.
 */
class WallsTest {
  private static final String[] MQTT_CLIENT = {
    "city.pulso.edge.uplink..",
    "city.pulso.edge.mqtt..",
    "city.pulso.flink.mqtt.client..",
    "city.pulso.alerting.intake..",
    "city.pulso.simulator.device..",
    "city.pulso.standalone.registry.."
  };

  /** The embedded broker is not the client; it lives in one place of its own. */
  private static final String EMBEDDED_BROKER = "city.pulso.standalone.broker..";

  private static final String[] COAP = {"city.pulso.edge.coap..", "city.pulso.simulator.device.."};

  private static JavaClasses city;

  @BeforeAll
  static void read_the_main_classes() {
    city =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/end-to-end/"))
            .importPackages("city.pulso");
  }

  @Test
  void every_module_is_looked_at() {
    Set<String> rooms = new TreeSet<>();
    city.forEach(c -> rooms.add(c.getPackageName().split("\\.")[2]));
    assertThat(rooms)
        .contains(
            "schemas", "edge", "simulator", "flink", "jobs", "alerting", "grafana", "standalone");
  }

  @Test
  void only_the_named_packages_know_the_mqtt_client() {
    noClasses()
        .that(resideInAnyPackage("city.pulso..").and(not(MQTT_CLIENT)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.hivemq.client..")
        .because("the client must be replaceable in one package of each module")
        .check(city);
  }

  @Test
  void only_standalone_knows_the_embedded_broker() {
    noClasses()
        .that(resideInAnyPackage("city.pulso..").and(not(EMBEDDED_BROKER)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.hivemq.embedded..", "com.hivemq.extension..", "com.hivemq.configuration..")
        .because("everybody else speaks MQTT to it")
        .check(city);
  }

  @Test
  void only_the_named_packages_know_californium() {
    noClasses()
        .that(resideInAnyPackage("city.pulso..").and(not(COAP)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.californium..")
        .because("CoAP is one way in, not the shape of the agent")
        .check(city);
  }

  @Test
  void the_agent_and_alerting_know_nothing_of_flink() {
    noClasses()
        .that()
        .resideInAnyPackage("city.pulso.edge..", "city.pulso.alerting..", "city.pulso.schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .because("a gateway has no room for it")
        .check(city);
  }

  @Test
  void time_is_injected() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("a Clock comes in by the constructor, so tests own time")
        .check(city);
  }

  @Test
  void packages_are_named_after_features() {
    for (String name : List.of("util", "utils", "common", "impl", "model", "helper")) {
      noClasses()
          .should()
          .resideInAPackage("city.pulso.." + name + "..")
          .because("a helper lives with the feature that needs it")
          .check(city);
    }
  }

  @Test
  void classes_are_named_after_what_they_are() {
    classes()
        .should()
        .haveNameNotMatching(".*(Manager|Utils?|Helper|Impl)(\\$.*)?")
        .because("such a name says nothing")
        .check(city);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<
          com.tngtech.archunit.core.domain.JavaClass>
      not(String... packages) {
    return com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(packages));
  }
}
