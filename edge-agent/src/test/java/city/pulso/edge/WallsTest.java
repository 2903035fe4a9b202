package city.pulso.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

@AnalyzeClasses(packages = "city.pulso.edge", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
  @ArchTest
  static final ArchRule only_coap_knows_californium =
      noClasses()
          .that()
          .resideOutsideOfPackage("..edge.coap..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.californium..")
          .because("the CoAP library must be replaceable in one package");

  @ArchTest
  static final ArchRule only_uplink_and_mqtt_know_the_mqtt_client =
      noClasses()
          .that()
          .resideOutsideOfPackages("..edge.uplink..", "..edge.mqtt..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.hivemq..")
          .because("the broker client must be replaceable in one place");

  @ArchTest
  static final ArchRule only_the_spool_knows_sql =
      noClasses()
          .that()
          .resideOutsideOfPackages("..edge.spool..", "..edge.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..")
          .because("what is on disk has one writer");

  @ArchTest
  static final ArchRule decoders_touch_neither_disk_nor_network =
      noClasses()
          .that()
          .resideInAnyPackage("..edge.decode..", "..edge.senml..", "..edge.json..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "..edge.spool..", "..edge.intake..")
          .because("a decoder is bytes in, observations out");

  @ArchTest
  static final ArchRule time_is_injected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .because("a Clock comes in by the constructor, so tests own time");
}
