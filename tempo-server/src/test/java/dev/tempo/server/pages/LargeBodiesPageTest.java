package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.tunnel.TestTunnel;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bodies that are larger than memory go through the tunnel in a browser, in what a few buffers
 * take; and events that a script tells one by one are held back nowhere.
 */
final class LargeBodiesPageTest extends BrowserTest {
  private static final long MIB = 1 << 20;

  /** What one body may hold of the heap when all else is collected, beside the test's own talk. */
  private static final long MOST_HEAP = 12 * MIB;

  /** Each event is told only once the one before has been acknowledged. */
  private static final String ACKNOWLEDGE =
      """
      () => new Promise((done, failed) => {
        const source = new EventSource('/acknowledged');
        source.onerror = () => failed(new Error('The stream broke off'));
        source.onmessage = async ({ data }) => {
          if (data === '9') {
            source.close(); // the stream ends with its acknowledgement
            done('all');
          }
          await fetch(`/acknowledge/${data}`, { method: 'POST' });
        };
      })""";

  private static final String UPLOAD =
      """
      () => fetch('/upload', { method: 'POST', body: document.querySelector('[type=file]').files[0] })
        .then((answer) => answer.text())""";

  /** Counts what comes, and waits half way until it may go on. */
  private static final String DOWNLOAD =
      """
      async (size) => {
        const reader = (await fetch(`/download/${size}`)).body.getReader();
        let count = 0;
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          count += part.value.length;
          if (count > size / 2 && !window.looked) {
            window.looked = true;
            await window.look();
          }
        }
        window.looked = false;
        return String(count);
      }""";

  private WebPageProcess script;
  private TestTunnel tunnel;
  private long before;
  private long most;

  @Override
  void stop() {
    if (tunnel != null) {
      tunnel.close();
    }
    if (script != null) {
      script.close();
    }
  }

  @Test
  void bodiesGoBothWays_inConstantMemory_andEventsOneByOne() throws Exception {
    show();
    assertThat(page.evaluate(ACKNOWLEDGE)).isEqualTo("all");
    bothWays(48 * MIB);
  }

  @Test
  @Tag("long")
  void gigabytesGoBothWays_inConstantMemory() throws Exception {
    show();
    bothWays(1_024 * MIB);
  }

  private void show() throws Exception {
    openWindow();
    page.setDefaultTimeout(600_000);
    script = WebPageProcess.python(directory, "flask", "flask_page.py");
    tunnel = TestTunnel.to(script.port());
    String origin = "http://localhost:" + tunnel.port();
    page.navigate(origin + "/?ticket=" + tunnel.page().ticket());
    page.navigate(origin + "/");
    assertThat(page.locator("#visits")).hasText("1");
    page.exposeFunction(
        "look",
        ignored -> {
          most = Math.max(most, heap() - before);
          return List.of();
        });
  }

  private void bothWays(long bytes) throws Exception {
    Path large = directory.resolve("large.bin");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(bytes); // takes no room on the disk
    }
    page.locator("[type=file]").setInputFiles(large);
    before = heap();
    assertThat(page.evaluate(UPLOAD)).isEqualTo(Long.toString(bytes));
    assertThat(heap() - before).isLessThan(MOST_HEAP);
    assertThat(page.evaluate(DOWNLOAD, (double) bytes)).isEqualTo(Long.toString(bytes));
    assertThat(most).as("of the heap, half way").isLessThan(MOST_HEAP);
    assertThat(heap() - before).isLessThan(MOST_HEAP);
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
