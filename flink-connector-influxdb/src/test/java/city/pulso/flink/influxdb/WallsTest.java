package city.pulso.flink.influxdb;

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
  private static final String ROOT = "city.pulso.flink.influxdb";

  private static final JavaClasses CONNECTOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void only_three_classes_know_the_http_client() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("InfluxLineClient")
        .and()
        .haveSimpleNameNotStartingWith("AnswerRecorder")
        .and()
        .haveSimpleNameNotStartingWith("V1Address")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.influxdb..", "okhttp3..", "retrofit2..")
        .because("the client library must be replaceable behind LineClient")
        .check(CONNECTOR);
  }

  @Test
  void the_connector_stands_alone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("city.pulso..").and(resideOutsideOfPackage(ROOT + "..")))
        .because("it knows nothing of any measurement")
        .check(CONNECTOR);
  }

  @Test
  void the_door_is_the_sink_its_settings_and_points() {
    Set<String> open = new TreeSet<>();
    for (JavaClass each : CONNECTOR) {
      if (each.getModifiers().contains(JavaModifier.PUBLIC)
          && each.isTopLevelClass()
          && !each.isAnnotatedWith(Internal.class)) {
        open.add(each.getSimpleName());
      }
    }
    assertThat(open)
        .as("public and not @Internal")
        .containsExactlyInAnyOrder(
            "FieldSpec",
            "FieldType",
            "InfluxApi",
            "InfluxSink",
            "InfluxSinkBuilder",
            "MeasurementSpec",
            "Point",
            "PointConverter",
            "RejectedPoint",
            "RejectedPointHandler",
            "WriteObserver");
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
