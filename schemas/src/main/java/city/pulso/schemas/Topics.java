package city.pulso.schemas;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.RegistryEntry;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Topic Names and Topic Filters of Pulso, version 1. A change of meaning gets a new version level.
 */
public final class Topics {
  /** Every registry entry, retained. */
  public static final String ALL_REGISTRY = "pulso/v1/registry/#";

  /** What the registry consists of, retained beside its entries: a RegistryManifest. */
  public static final String REGISTRY_MANIFEST = "pulso/v1/registry/manifest";

  /** Every receipt. */
  public static final String ALL_RECEIPTS = "pulso/v1/receipt/+";

  /** Every alert. */
  public static final String ALL_ALERTS = "pulso/v1/alert/+/+";

  /** Every latest state, retained. */
  public static final String ALL_STATE = "pulso/v1/state/+/+";

  /** What every gateway's agent says of itself, retained. */
  public static final String ALL_STATUS = "pulso/v1/status/+";

  /** What may stand as one level of a topic: an id never contains a wildcard or a slash. */
  private static final Pattern LEVEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");

  private Topics() {}

  /**
   * The domain as it is written in topics, tags and configuration: {@code air}, {@code parking},
   * {@code homes}.
   */
  public static String level(Domain domain) {
    return switch (domain) {
      case AIR -> "air";
      case PARKING -> "parking";
      case HOMES -> "homes";
      case DOMAIN_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "domain " + domain + " is not accepted; use AIR, PARKING or HOMES");
    };
  }

  /** Where a gateway publishes the batches of one stream. */
  public static String telemetry(Domain domain, String gateway) {
    return "pulso/v1/telemetry/" + level(domain) + "/" + checked(gateway);
  }

  /** Topic Filter for the batches of one domain from all gateways. */
  public static String allTelemetry(Domain domain) {
    return "pulso/v1/telemetry/" + level(domain) + "/+";
  }

  /** Where the jobs publish what a gateway may delete. */
  public static String receipt(String gateway) {
    return "pulso/v1/receipt/" + checked(gateway);
  }

  /** Where an alert and each of its revisions is published. */
  public static String alert(String kind, String subject) {
    return "pulso/v1/alert/" + checked(kind) + "/" + checked(subject);
  }

  /**
   * Where the latest state is retained.
   *
   * @param kind {@code air}, {@code parking}, {@code homes} or {@code gateway}
   */
  public static String state(String kind, String id) {
    return "pulso/v1/state/" + checked(kind) + "/" + checked(id);
  }

  /**
   * Where a gateway's agent retains what it says of itself ({@code AgentPresence} as JSON), and
   * where the broker says in its name that it is gone. Not a state: those are computed by the jobs.
   */
  public static String status(String gateway) {
    return "pulso/v1/status/" + checked(gateway);
  }

  /** Where a registry entry is retained; the kind is the name of the field that is set. */
  public static String registry(RegistryEntry.EntryCase kind, String id) {
    return "pulso/v1/registry/" + kind.name().toLowerCase(Locale.ROOT) + "/" + checked(id);
  }

  private static String checked(String level) {
    if (!LEVEL.matcher(level).matches()) {
      throw new IllegalArgumentException(
          "'" + level + "' is not accepted as a topic level; use " + LEVEL.pattern());
    }
    return level;
  }
}
