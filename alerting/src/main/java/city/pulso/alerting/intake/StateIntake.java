package city.pulso.alerting.intake;

import city.pulso.alerting.live.LiveState;
import city.pulso.alerting.live.MalformedStateException;
import city.pulso.schemas.Topics;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes the latest state over a fresh session; the broker's retained messages bring it up to date
 * at every connect, so nothing is queued for us while we are away.
 *
 * <p>Threads: one of its own.
 */
public final class StateIntake implements AutoCloseable {
  /** Is told each state after it was accepted, on the intake's thread: must not wait. */
  public interface Follower {
    /**
     * @param state as it stands on the topic; empty: the subject is gone
     */
    void changed(String kind, String id, byte[] state);
  }

  private final LiveState live;
  private final List<? extends Follower> followers;
  private final BrokerSession session;
  private final LongAdder received = new LongAdder();
  private final Malformed malformed = new Malformed("state");

  private StateIntake(IntakeConfig config, LiveState live, List<? extends Follower> followers)
      throws IOException {
    this.live = live;
    this.followers = List.copyOf(followers);
    this.session =
        BrokerSession.fresh(config, List.of(Topics.ALL_STATE), "alerting-state", this::take);
  }

  /**
   * Connects in the background, for as long as it takes.
   *
   * @throws IOException when the password file cannot be read
   */
  public static StateIntake start(
      IntakeConfig config, LiveState live, List<? extends Follower> followers) throws IOException {
    StateIntake intake = new StateIntake(config, live, followers);
    intake.session.connect();
    return intake;
  }

  /** State messages taken, whatever became of them. */
  public long received() {
    return received.sum();
  }

  public long malformed() {
    return malformed.count();
  }

  /** Whether the session stands and the subscription is granted. */
  public boolean connected() {
    return session.subscribed();
  }

  @Override
  public void close() {
    session.close();
  }

  private void take(Mqtt5Publish publish) {
    List<String> levels = publish.getTopic().getLevels();
    try {
      String kind = levels.get(levels.size() - 2);
      String id = levels.get(levels.size() - 1);
      live.accept(kind, id, publish.getPayloadAsBytes());
      followers.forEach(follower -> follower.changed(kind, id, publish.getPayloadAsBytes()));
    } catch (MalformedStateException skipped) {
      malformed.count(publish.getTopic(), skipped);
    }
    publish.acknowledge();
    received.increment(); // when everything else about it can be seen
  }
}
