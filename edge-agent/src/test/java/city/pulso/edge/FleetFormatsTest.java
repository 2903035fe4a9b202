package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.device.FleetMessage;
import city.pulso.simulator.fleet.Faults;
import city.pulso.simulator.fleet.Fleet;
import city.pulso.simulator.fleet.FleetDevice;
import city.pulso.simulator.fleet.FleetEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the simulator's fleets can speak is what an agent reads: all of it, and nothing else. */
class FleetFormatsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void a_fleet_speaks_every_format_and_each_message_is_accepted_as_that_device() throws Exception {
    List<FleetDevice> devices = FleetDevice.made(20, 10, 15);
    Fleet.Plan plan =
        new Fleet.Plan(
            devices,
            1,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            START,
            EnumSet.allOf(FleetFormat.class),
            true,
            true,
            "local/");
    var entry = FleetDevice.registryEntry(AgentFixture.GATEWAY, devices, 30);
    Set<String> spoken = new TreeSet<>();
    for (Fleet fleet = new Fleet(plan, Faults.NONE, 1); fleet.hasNext(); ) {
      FleetEvent event = fleet.next();
      FleetMessage message = ((FleetEvent.Spoken) event).message();
      Format format = Format.labelled(message.format().label()).orElseThrow();
      spoken.add(format.label());
      assertThat(
              DryRun.judgeAs(
                  format,
                  message.payload().toByteArray(),
                  message.topic(),
                  message.overCoap() ? null : message.device(),
                  entry,
                  START.toEpochMilli() + event.atMs()))
          .as(message.payload().toStringUtf8())
          .isNotEmpty()
          .allMatch(reading -> reading.getDevice().equals(message.device()));
    }
    assertThat(spoken).containsExactlyInAnyOrderElementsOf(Format.all());
  }
}
