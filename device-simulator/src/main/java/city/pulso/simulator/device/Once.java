package city.pulso.simulator.device;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.elements.exception.EndpointUnconnectedException;
import org.jspecify.annotations.Nullable;

/** Tells one end of a message, however many the library reports. */
final class Once extends MessageObserverAdapter {
  private static final int LONGEST = 300;

  private final AtomicReference<@Nullable Consumer<String>> answered;

  Once(Consumer<String> answered) {
    this.answered = new AtomicReference<>(answered);
  }

  void tell(String what) {
    Consumer<String> listener = answered.getAndSet(null);
    if (listener != null) {
      listener.accept(what);
    }
  }

  @Override
  public void onResponse(Response response) {
    boolean text =
        response.getPayloadSize() > 0
            && !response.isSuccess()
            && response.getOptions().getContentFormat() <= 0;
    String said = text ? " " + response.getPayloadString() : "";
    tell(response.getCode() + (said.length() > LONGEST ? said.substring(0, LONGEST) : said));
  }

  @Override
  public void onReject() {
    tell("reset");
  }

  @Override
  public void onTimeout() {
    tell(FleetRadio.NO_ANSWER);
  }

  @Override
  public void onCancel() {
    tell(FleetRadio.NO_ANSWER);
  }

  @Override
  public void onSendError(@Nullable Throwable error) {
    if (error instanceof EndpointUnconnectedException) {
      tell(FleetRadio.NO_ANSWER); // its DTLS connection was given up meanwhile
    } else {
      tell("not sent: " + (error == null ? "no reason is known" : error.getMessage()));
    }
  }
}
