package city.pulso.jobs.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What may be behind a plug, and whether it shows that a person did something (elder-care page,
 * section 4). Of anything else whoever writes the registry says so: a refrigerator under a name
 * that is not known here would show an active home for as long as its compressor runs.
 */
enum Appliance {
  KETTLE(true),
  MICROWAVE(true),
  TELEVISION(true),
  COFFEE_MAKER(true),
  RICE_COOKER(true),
  ELECTRIC_BLANKET(true),
  LAMP(true),
  COMPUTER(true),
  MONITOR(true),
  WASHING_MACHINE(true),
  DISHWASHER(true),
  TOASTER(true),
  STOVE(true),
  REFRIGERATOR(false),
  FREEZER(false),
  KIMCHI_REFRIGERATOR(false),
  MAINS(false),
  ROUTER(false),
  HEATER(false);

  private final boolean showsActivity;

  Appliance(boolean showsActivity) {
    this.showsActivity = showsActivity;
  }

  /** Whether a start is made by a person. */
  boolean showsActivity() {
    return showsActivity;
  }

  static Optional<Appliance> named(String name) {
    return Arrays.stream(values()).filter(each -> each.label().equals(name)).findFirst();
  }

  /** As city files write them, in alphabetical order. */
  static Set<String> names() {
    return Arrays.stream(values())
        .map(Appliance::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
