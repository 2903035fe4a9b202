package city.pulso.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls inside the jobs; those of the whole house are checked in end-to-end. */
class ArchitectureTest {
  /** Rules, as the operators around them call them; those of air have walls of their own. */
  private static final String RULES =
      "city\\.pulso\\.jobs\\.("
          + "registry\\.(?!PublishMain).*"
          + "|parking\\.(BayDebounce|BayTrack|ZoneCount|CountCheck|CounterTrack|ZoneResults)"
          + "|eldercare\\.(ActivityRule.*|StandbyLevel|PlugTrack|PlugSight|HomeRule.*|HomeTrack"
          + "|HomeAlerts|SilentPlugs|Verdict.*|WatchAlerts|GatewayTrack)"
          + "|gateway\\.Silence.*"
          + "|ledger\\.(DeviceBook|HourRow|Hours)"
          + "|ingest\\.(SequenceTracker.*|StreamBook|BatchDecoder.*|ReceiptLedger.*|RegistryIndex)"
          + ")";

  private static JavaClasses jobs;

  @BeforeAll
  static void read() {
    jobs =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("city.pulso.jobs");
  }

  @Test
  void rules_are_plain_java() {
    classes()
        .that()
        .haveNameMatching(RULES)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("org.apache.flink..", "city.pulso.flink..")
        .because("a rule can be read and tested on a page")
        .check(jobs);
  }

  @Test
  void only_the_entry_point_of_a_cluster_takes_the_systems_clock() {
    noClasses()
        .that()
        .areNotAssignableTo(JobMain.class)
        .should()
        .callMethod(Clock.class, "systemUTC")
        .check(jobs);
  }

  @Test
  void only_the_ports_know_how_broker_and_store_are_spoken_to() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "city\\.pulso\\.jobs\\.(BrokerAndStore|MqttReceipts|registrar\\..*)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "city\\.pulso\\.flink\\.(mqtt\\.(MqttS.*|client\\..*)|influxdb\\.InfluxS.*)")
        .check(jobs);
  }
}
