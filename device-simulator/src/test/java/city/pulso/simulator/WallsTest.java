package city.pulso.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

@AnalyzeClasses(
    packages = "city.pulso.simulator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
  @ArchTest
  static final ArchRule only_device_knows_the_network_libraries =
      noClasses()
          .that()
          .resideOutsideOfPackage("city.pulso.simulator.device..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.californium..", "com.hivemq..")
          .because("what devices say must not depend on how it travels");

  @ArchTest
  static final ArchRule behaviour_is_plain_java =
      noClasses()
          .that()
          .resideInAPackage("city.pulso.simulator.behaviour..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.util.concurrent..")
          .because("the models are read and tested on a page");

  @ArchTest
  static final ArchRule time_is_injected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a Clock comes in by the constructor, so tests own time");
}
