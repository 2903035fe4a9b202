package city.pulso.alerting.console;

import java.util.concurrent.Flow;

/** Appends every line that is pushed. */
final class LineCollector implements Flow.Subscriber<String> {
  private final StringBuffer lines;

  LineCollector(StringBuffer lines) {
    this.lines = lines;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    lines.append(line).append('\n');
  }

  @Override
  public void onError(Throwable failed) {
    lines.append("failed: ").append(failed);
  }

  @Override
  public void onComplete() {}
}
