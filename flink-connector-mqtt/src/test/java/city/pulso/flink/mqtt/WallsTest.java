package city.pulso.flink.mqtt;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.junit.jupiter.api.Test;

/** The walls inside the connector. */
class WallsTest {
  private static final String ROOT = "city.pulso.flink.mqtt";

  private static final JavaClasses CONNECTOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void only_client_knows_the_hivemq_client() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".client..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.hivemq..")
        .because("the client library must be replaceable in one package")
        .check(CONNECTOR);
  }

  @Test
  void the_connector_stands_alone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("city.pulso..").and(resideOutsideOfPackage(ROOT + "..")))
        .because("it knows nothing of any message")
        .check(CONNECTOR);
  }

  @Test
  void the_parts_know_each_other_in_one_direction() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".split..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".client..", ROOT + ".enumerator..", ROOT + ".reader..")
        .check(CONNECTOR);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".split..", ROOT + ".enumerator..", ROOT + ".reader..")
        .check(CONNECTOR);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".enumerator..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".client..", ROOT + ".reader..")
        .check(CONNECTOR);
  }

  @Test
  void the_door_is_the_root_package_and_a_publisher() {
    Set<String> open = new TreeSet<>();
    for (JavaClass each : CONNECTOR) {
      if (each.getModifiers().contains(JavaModifier.PUBLIC)
          && each.isTopLevelClass()
          && !each.getPackageName().equals(ROOT)
          && !each.isAnnotatedWith(Internal.class)) {
        open.add(each.getSimpleName());
      }
    }
    assertThat(open)
        .as("public, outside the root package, and not @Internal")
        .containsExactlyInAnyOrder(
            "MqttPublisher",
            "MessageRefusedException",
            "MqttRefusedException",
            "WindowFullException");
  }

  @Test
  void nothing_reaches_into_flinks_runtime() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("org.apache.flink.runtime..")
                .and(resideOutsideOfPackage("org.apache.flink.streaming.runtime..")))
        .because("what is not Flink's API changes with any release")
        .check(CONNECTOR);
  }
}
