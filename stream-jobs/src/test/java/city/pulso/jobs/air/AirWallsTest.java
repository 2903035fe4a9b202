package city.pulso.jobs.air;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "city.pulso.jobs.air",
    importOptions = ImportOption.DoNotIncludeTests.class)
class AirWallsTest {
  @ArchTest
  static final ArchRule rules_are_plain_java =
      noClasses()
          .that()
          .resideInAPackage("city.pulso.jobs.air.*..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "city.pulso.flink..",
              "com.google.protobuf..",
              "city.pulso.schemas..",
              "city.pulso.jobs.ingest..",
              "city.pulso.jobs.store..")
          .because("a rule is read against its standard on one page, without the stream around it");

  @ArchTest
  static final ArchRule no_package_depends_on_itself_through_others =
      slices().matching("city.pulso.jobs.air.(*)..").should().beFreeOfCycles();
}
