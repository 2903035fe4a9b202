package city.pulso.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeWishTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final UpgradeWish wish;
  private final Path build;

  UpgradeWishTest(@TempDir Path data) {
    wish = new UpgradeWish(data);
    build = data.resolve("build").toAbsolutePath();
  }

  @Test
  void who_asks_hears_what_is_said_until_it_is_done() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Throwable> asked = ask(heard);
    take();
    wish.say("air: stopping");
    wish.say("air: runs");
    wish.succeeded();
    assertThat(asked.get()).isNull();
    assertThat(heard).containsExactly("air: stopping", "air: runs");
    assertThat(wish.take()).as("asked once, done once").isNull();
  }

  @Test
  void who_asks_hears_why_it_failed() throws Exception {
    CompletableFuture<Throwable> asked = ask(new CopyOnWriteArrayList<>());
    take();
    wish.failed("air goes on with the build before");
    assertThat(asked.get()).hasMessage("air goes on with the build before");
  }

  @Test
  void a_wish_nobody_takes_is_withdrawn() throws Exception {
    assertThatThrownBy(() -> wish.make(build, Duration.ofMillis(300), line -> {}))
        .hasMessageContaining("nothing more was heard");
    assertThat(wish.take()).isNull();
  }

  private CompletableFuture<Throwable> ask(List<String> heard) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            wish.make(build, LIMIT, heard::add);
            return null;
          } catch (Exception e) {
            return e;
          }
        });
  }

  private void take() {
    await().atMost(LIMIT).until(() -> build.equals(wish.take()));
  }
}
