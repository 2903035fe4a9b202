package city.pulso.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("city.pulso.alerting");

  @Test
  void only_intake_knows_the_mqtt_client() {
    only("..alerting.intake..", "com.hivemq..", "the broker client must be replaceable");
  }

  @Test
  void only_the_console_knows_the_web_server() {
    only("..alerting.console..", "io.javalin..", "pages are one way among several to show alerts");
  }

  @Test
  void only_mail_knows_the_mail_library() {
    only("..notify.mail..", "jakarta.mail..", "each means of telling people stands alone");
  }

  @Test
  void time_is_injected() {
    rule(
        noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a Clock comes in by the constructor, so tests own time"));
  }

  @Test
  void alerts_know_nothing_of_who_is_told() {
    rule(
        noClasses()
            .that()
            .resideInAPackage("..alerting.alert..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..alerting.notify..", "..alerting.route..", "..alerting.console..")
            .because("the book is kept whether or not anybody listens"));
  }

  private static void only(String room, String library, String because) {
    rule(
        noClasses()
            .that()
            .resideOutsideOfPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library)
            .because(because));
  }

  private static void rule(ArchRule rule) {
    rule.check(CLASSES);
  }
}
