package city.pulso.flink.mqtt.suite;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.apache.flink.core.testutils.FlinkAssertions.assertThatFuture;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase;
import org.apache.flink.connector.testframe.utils.CollectIteratorAssertions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.util.CloseableIterator;

/**
 * Flink's suite for sources, every case of it, with a shared subscription spread over four
 * sessions.
 *
 * <p>The one thing it asks that MQTT does not promise is the order within a topic when several
 * sessions share its subscription (MQTT 5.0, 4.8.2). So with a shared subscription the presence of
 * each record is checked, and with one session its place too. What a former check of the same case
 * has seen may come again: at least once.
 */
abstract class SourceSuite extends SourceTestSuiteBase<String> {
  private static final int SUBSCRIBERS = 4;

  @TestEnv final TestEnvironment cluster = new MiniClusterTestEnvironment();
  @TestSemantics final CheckpointingMode[] semantics = {CheckpointingMode.AT_LEAST_ONCE};

  @TestContext
  final ExternalContextFactory<SourceContext> sharedSubscription =
      testCase -> new SourceContext(broker().connection(), SUBSCRIBERS);

  private final Set<String> seenBefore = new HashSet<>();

  abstract SuiteBroker broker();

  @Override
  protected void checkResultWithSemantic(
      CloseableIterator<String> results,
      List<List<String>> written,
      CheckpointingMode semantic,
      Integer limit) {
    var unseen = CloseableIterator.adapterForIterator(new Unseen(results, Set.copyOf(seenBefore)));
    if (written.get(0).get(0).startsWith(SourceContext.IN_ORDER)) {
      super.checkResultWithSemantic(unseen, written, semantic, limit);
    } else if (limit == null) {
      CollectIteratorAssertions.assertUnordered(unseen).matchesRecordsFromSource(written, semantic);
    } else {
      assertThatFuture(
              runAsync(
                  () ->
                      CollectIteratorAssertions.assertUnordered(unseen)
                          .withNumRecordsLimit(limit)
                          .matchesRecordsFromSource(written, semantic)))
          .eventuallySucceeds();
    }
    written.forEach(seenBefore::addAll);
  }

  /** What is left of an iterator without the records of former checks. */
  private static final class Unseen implements Iterator<String> {
    private final Iterator<String> all;
    private final Set<String> seenBefore;
    private String next;

    Unseen(Iterator<String> all, Set<String> seenBefore) {
      this.all = all;
      this.seenBefore = seenBefore;
    }

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        String candidate = all.next();
        next = seenBefore.contains(candidate) ? null : candidate;
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String found = next;
      next = null;
      return found;
    }
  }
}
