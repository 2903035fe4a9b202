package city.pulso.alerting.notify.webhook;

import city.pulso.alerting.notify.Channel;
import city.pulso.alerting.notify.Delivery;
import city.pulso.alerting.notify.Notification;
import city.pulso.alerting.notify.Receiver;
import city.pulso.alerting.store.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/**
 * Posts JSON. Header {@code Idempotency-Key} is the alert's id and revision, the same at every
 * attempt.
 *
 * <p>2xx: taken. 408, 425, 429, 5xx and no answer: tried again. Anything else, redirects included:
 * refused.
 */
public final class WebhookChannel implements Channel {
  private final Receiver.Webhook receiver;
  private final HttpClient client;

  public WebhookChannel(Receiver.Webhook receiver) {
    this.receiver = receiver;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(receiver.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public Delivery deliver(Notification notification) throws InterruptedException {
    try {
      HttpResponse<InputStream> response =
          client.send(request(notification), HttpResponse.BodyHandlers.ofInputStream());
      response.body().close();
      return judge(response.statusCode());
    } catch (IOException unreachable) {
      return new Delivery.NotNow(unreachable.toString());
    }
  }

  private HttpRequest request(Notification notification) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(receiver.uri())
            .timeout(receiver.timeout())
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Pulso-alerting")
            .header("Idempotency-Key", notification.idempotencyKey())
            .POST(HttpRequest.BodyPublishers.ofByteArray(WebhookBody.write(notification)));
    Path tokenFile = receiver.bearerTokenFile();
    if (tokenFile != null) {
      request.header("Authorization", "Bearer " + SecretFile.read(tokenFile));
    }
    return request.build();
  }

  static Delivery judge(int status) {
    String detail = "HTTP " + status;
    if (status >= 200 && status < 300) {
      return new Delivery.Taken(detail);
    }
    boolean passing = status == 408 || status == 425 || status == 429 || status >= 500;
    return passing ? new Delivery.NotNow(detail) : new Delivery.Refused(detail);
  }
}
