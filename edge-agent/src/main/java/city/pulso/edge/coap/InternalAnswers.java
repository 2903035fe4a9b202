package city.pulso.edge.coap;

import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.CoapStackFactory;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.eclipse.californium.core.network.stack.BaseCoapStack;
import org.eclipse.californium.core.network.stack.BlockwiseLayer;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.core.network.stack.CongestionControlLayer;
import org.eclipse.californium.core.network.stack.ExchangeCleanupLayer;
import org.eclipse.californium.core.network.stack.Layer;
import org.eclipse.californium.core.network.stack.ObserveLayer;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The library answers some requests itself, before any resource sees them: a body that grows too
 * large block by block (4.13), blocks that do not fit together (4.08), a path (4.04) or method
 * (4.05) that is not there. This layer, right below that of block-wise transfer, sees each such
 * answer once, whatever is sent again.
 */
final class InternalAnswers extends AbstractLayer {
  private final Consumer<Exchange> refused;

  private InternalAnswers(Consumer<Exchange> refused) {
    this.refused = refused;
  }

  /**
   * A stack like the library's own with this layer in it.
   *
   * @param refused told each exchange that the library is about to answer with an error; may change
   *     the answer
   */
  static CoapStackFactory stack(Consumer<Exchange> refused) {
    return new Factory(refused);
  }

  @Override
  public void sendResponse(Exchange exchange, Response response) {
    if (response.isError() && (response.isInternal() || wordless(response))) {
      exchange.setResponse(response);
      refused.accept(exchange);
    }
    super.sendResponse(exchange, response);
  }

  private static boolean wordless(Response response) {
    return response.getPayloadSize() == 0
        && (response.getCode() == ResponseCode.NOT_FOUND
            || response.getCode() == ResponseCode.METHOD_NOT_ALLOWED);
  }

  private record Factory(Consumer<Exchange> refused) implements ExtendedCoapStackFactory {
    @Override
    public CoapStack createCoapStack(
        String protocol,
        String tag,
        Configuration config,
        @Nullable EndpointContextMatcher matching,
        Outbox outbox,
        @Nullable Object argument) {
      return new Stack(tag, config, matching, outbox, new InternalAnswers(refused));
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public CoapStack createCoapStack(
        String protocol,
        String tag,
        Configuration config,
        Outbox outbox,
        @Nullable Object argument) {
      return CoapEndpoint.STANDARD_COAP_STACK_FACTORY.createCoapStack(
          protocol, tag, config, outbox, argument);
    }
  }

  private static final class Stack extends BaseCoapStack {
    Stack(
        String tag,
        Configuration config,
        @Nullable EndpointContextMatcher matching,
        Outbox outbox,
        Layer answers) {
      super(outbox);
      setLayers(
          new Layer[] {
            new ExchangeCleanupLayer(config),
            new ObserveLayer(config),
            new BlockwiseLayer(tag, false, config, matching),
            answers,
            CongestionControlLayer.newImplementation(tag, config)
          });
    }
  }
}
