package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private final Path parent;

  DataDirectoryTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void what_is_kept_is_there_at_the_next_start() throws Exception {
    try (DataDirectory first = DataDirectory.open(parent.resolve("city"), false)) {
      Files.writeString(first.of("kept"), "x");
    }
    try (DataDirectory second = DataDirectory.open(parent.resolve("city"), false)) {
      assertThat(second.of("kept")).hasContent("x");
    }
  }

  @Test
  void a_fresh_start_forgets_everything() throws Exception {
    try (DataDirectory first = DataDirectory.open(parent.resolve("city"), false)) {
      Files.createDirectories(first.of("a/b"));
      Files.writeString(first.of("a/b/c"), "x");
    }
    try (DataDirectory second = DataDirectory.open(parent.resolve("city"), true)) {
      assertThat(second.of("a")).doesNotExist();
    }
  }

  @Test
  void somebody_elses_directory_is_left_alone_even_by_a_fresh_start() throws Exception {
    Path theirs = Files.createDirectories(parent.resolve("theirs"));
    Path file = Files.writeString(theirs.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> DataDirectory.open(theirs, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--data");
    assertThat(file).hasContent("years of work");
    assertThat(theirs.toFile().list()).containsExactly("thesis.txt");
  }

  @Test
  void two_cities_do_not_share_a_directory() throws Exception {
    try (DataDirectory first = DataDirectory.open(parent.resolve("city"), false)) {
      assertThat(first.root()).isDirectory();
      assertThatThrownBy(() -> DataDirectory.open(parent.resolve("city"), true))
          .hasMessageContaining("in use by another pulso");
    }
  }
}
