package city.pulso.jobs.eldercare;

import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Plugs that a change of the registry took out of a home: their state is no longer needed. */
final class PlugsGone implements FlatMapFunction<SubjectChange, SubjectChange> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(SubjectChange change, Collector<SubjectChange> out) {
    Set<String> gone = plugs(change.parsedBefore().getHome());
    if (!change.removed()) {
      gone.removeAll(plugs(change.parsed().getHome()));
    }
    for (String device : gone) {
      out.collect(new SubjectChange("plug", device, change.before(), new byte[0]));
    }
  }

  private static Set<String> plugs(Home home) {
    Set<String> devices = new HashSet<>();
    for (Plug plug : home.getPlugsList()) {
      devices.add(plug.getDevice());
    }
    return devices;
  }
}
