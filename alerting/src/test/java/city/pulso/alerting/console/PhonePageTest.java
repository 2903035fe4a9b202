package city.pulso.alerting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.AlertState;
import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.AuditEntry;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.alert.TrackedAlert;
import city.pulso.alerting.text.Language;
import city.pulso.alerting.text.Texts;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of an alert as Chromium lays it out. */
class PhonePageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /** Says how far the page is wider than its window, and which words stand on two lines. */
  private static final String MEASURE =
      """
      <script>
      onload = () => {
        const said = [...document.querySelectorAll('iframe')].map(frame => {
          const page = frame.contentDocument, root = page.documentElement, broken = [];
          const walker = page.createTreeWalker(page.querySelector('main'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            for (const word of walker.currentNode.data.matchAll(/[^\\s\\/-]+/g)) {
              const range = page.createRange();
              range.setStart(walker.currentNode, word.index);
              range.setEnd(walker.currentNode, word.index + word[0].length);
              if (new Set([...range.getClientRects()].map(r => r.top)).size > 1) broken.push(word[0]);
            }
          }
          return frame.width + ' wider ' + (root.scrollWidth - root.clientWidth)
              + ' broken [' + broken + ']';
        });
        document.body.textContent = said.join('; ');
      };
      </script>
      """;

  @Test
  void on_a_phone_no_word_of_an_alert_is_broken_and_the_page_does_not_scroll_sideways(
      @TempDir Path dir) throws Exception {
    assumeThat(Files.isExecutable(CHROMIUM))
        .as("no /usr/bin/chromium (apt-get install chromium; 290 MB, so nobody does it unasked)")
        .isTrue();
    Path page = dir.resolve("page.html");
    Files.writeString(page, frame(390) + frame(720) + frame(1280) + MEASURE);
    Path dom = dir.resolve("dom.html");

    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + dir.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(chromium.waitFor(180, TimeUnit.SECONDS)).as("Chromium has ended").isTrue();
    } finally {
      chromium.destroyForcibly().waitFor();
    }

    assertThat(Files.readString(dom))
        .contains("390 wider 0 broken []; 720 wider 0 broken []; 1280 wider 0 broken []");
  }

  private static String frame(int width) throws Exception {
    String html =
        page().replaceAll("<link rel=\"stylesheet\"[^>]*>", "<style>" + style() + "</style>");
    String quoted = html.replace("&", "&amp;").replace("\"", "&quot;");
    return "<iframe width=" + width + " height=1600 srcdoc=\"" + quoted + "\"></iframe>";
  }

  private static String page() {
    Alert alert = Alerts.inactive("h-miraflores-0042").build();
    TrackedAlert tracked =
        new TrackedAlert(
            alert, new AlertState.Firing(Alerts.NOON, 0), Severity.CRITICAL, Alerts.NOON);
    List<AuditEntry> audit =
        List.of(
            new AuditEntry(Alerts.NOON, "opened", "pulso", "revision 1, CRITICAL"),
            new AuditEntry(Alerts.NOON, "notified", "caregivers-by-mail", "attempt 1"),
            new AuditEntry(Alerts.NOON, "attempt-failed", "duty-webhook", "connection refused"),
            new AuditEntry(Alerts.NOON, "acknowledged", "Rosa Quispe", ""));
    View view =
        new View(Texts.in(Language.ENGLISH), "Lima", ZoneId.of("America/Lima"), Alerts.NOON);
    return Pages.alert(view, tracked, List.of(tracked), audit, "form", "Rosa Quispe", "");
  }

  private static String style() throws Exception {
    try (InputStream css = PhonePageTest.class.getResourceAsStream("console.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8)
          .replace("\\", "\\\\")
          .replace("$", "\\$");
    }
  }
}
