package city.pulso.jobs.eldercare;

import city.pulso.schemas.v1.Plug;
import java.util.ArrayList;
import java.util.List;

/**
 * Plugs of a home that no longer report while their gateway's heartbeats go on, of those that can
 * show activity. Plain Java.
 *
 * @param plugs as registered
 * @param sinceMs when the oldest silence passed its limit, event time; 0: no plug is silent
 * @param unheardSinceMs last report of the plug that has been unheard longest; 0: none is silent
 */
record SilentPlugs(List<Plug> plugs, long sinceMs, long unheardSinceMs) {
  private static final int LONGEST_NAMES = 240;

  SilentPlugs {
    plugs = List.copyOf(plugs);
  }

  /**
   * @param watched the plugs that can show activity
   * @param sights what was heard of each, in the same order
   */
  static SilentPlugs of(List<Plug> watched, List<PlugSight> sights, HomeRule rule) {
    List<Plug> silent = new ArrayList<>();
    for (int i = 0; i < watched.size(); i++) {
      if (rule.silent(sights.get(i))) {
        silent.add(watched.get(i));
      }
    }
    return new SilentPlugs(silent, rule.silentSinceMs(sights), rule.unheardSinceMs(sights));
  }

  /**
   * Appliance and device of each, for a text: {@code kettle:plug-12, television:plug-13}; "…" where
   * there is no room for more.
   */
  String names() {
    StringBuilder names = new StringBuilder();
    for (Plug plug : plugs) {
      String name = plug.getAppliance() + ":" + plug.getDevice();
      if (names.length() + name.length() > LONGEST_NAMES) {
        return names.append(names.isEmpty() ? "" : ", ").append("…").toString();
      }
      names.append(names.isEmpty() ? "" : ", ").append(name);
    }
    return names.toString();
  }
}
