package city.pulso.standalone;

import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.route.Route;
import city.pulso.alerting.sign.Sign;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Programs of the user's that hear of things; people are for alerting's own configuration. */
final class Told {
  private static final String NAME = "webhook";

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Posts every alert there as it opens, grows worse and clears.")
  @Nullable URI webhook;

  @Option(
      names = "--sign",
      paramLabel = "URL",
      description = "Posts the latest state of each station, site and parking zone there.")
  @Nullable URI sign;

  List<Receiver> receivers() {
    return webhook == null ? List.of() : List.of(Receiver.Webhook.to(NAME, webhook));
  }

  /** Every audience: it is the user's own program. */
  List<Route> routes() {
    return webhook == null
        ? List.of()
        : Arrays.stream(Audience.values()).map(audience -> Route.of(audience, NAME)).toList();
  }

  List<Sign> signs() {
    return sign == null ? List.of() : List.of(Sign.at("sign", sign));
  }
}
