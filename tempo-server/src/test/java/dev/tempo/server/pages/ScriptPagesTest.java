package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.tempo.server.tunnel.TestTunnel;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of real web servers, in a real browser, through the tunnel. */
final class ScriptPagesTest extends BrowserTest {
  private WebPageProcess script;
  private TestTunnel tunnel;

  @BeforeEach
  void open() {
    openWindow();
  }

  @Override
  void stop() {
    if (tunnel != null) {
      tunnel.close();
    }
    if (script != null) {
      script.close();
    }
  }

  /** Lets the browser in, and shows the script's page. */
  private String show(WebPageProcess started) throws Exception {
    script = started;
    tunnel = TestTunnel.to(script.port());
    String origin = "http://localhost:" + tunnel.port();
    page.navigate(origin + "/?ticket=" + tunnel.page().ticket());
    assertThat(page.locator("body")).hasText("own");
    page.navigate(origin + "/");
    return origin;
  }

  @Test
  void flask_sessionFormFileRedirectEventsAndLargeBodies() throws Exception {
    String origin = show(WebPageProcess.python(directory, "flask", "flask_page.py"));
    page.reload();
    assertThat(page.locator("#visits")).hasText("2");
    assertThat(page.locator("#self")).hasText(origin + "/");
    assertThat((String) page.evaluate("document.cookie")).isEmpty();
    page.locator("[name=text]").fill("grüezi");
    page.locator("[name=file]")
        .setInputFiles(new FilePayload("a.bin", "application/octet-stream", new byte[3 << 20]));
    page.locator("button").click();
    page.waitForURL(origin + "/result");
    assertThat(page.locator("#said")).hasText("grüezi, 3145728 bytes");
    Object events =
        page.evaluate(
            """
            () => new Promise((done) => {
              const seen = [];
              const source = new EventSource('/events');
              source.onmessage = (event) => {
                seen.push([event.data, performance.now()]);
                if (seen.length === 10) {
                  source.close();
                  done(seen.map(([data], i) => `${data} ${i && seen[i][1] - seen[i - 1][1] > 20}`));
                }
              };
            })""");
    assertThat((List<?>) events).hasSize(10).last().isEqualTo("9 true");
    assertThat(
            page.evaluate(
                """
                () => fetch('/upload', { method: 'POST', body: new Uint8Array(20 << 20) })
                  .then((answer) => answer.text())"""))
        .isEqualTo(Integer.toString(20 << 20));
    assertThat(
            page.evaluate(
                """
                () => fetch('/download/20000000').then((answer) => answer.arrayBuffer())
                  .then((bytes) => bytes.byteLength)"""))
        .isEqualTo(20_000_000);
  }

  @Test
  void tornado_formOfItsOwnProtection_webSocketWithCompressionAndPings_andWhoHasLeft()
      throws Exception {
    show(WebPageProcess.python(directory, "tornado", "tornado_page.py"));
    page.locator("[name=text]").fill("<b>");
    page.locator("button").click();
    assertThat(page.locator("#said")).hasText("<b>");
    Object socket =
        page.evaluate(
            """
            () => new Promise((done, failed) => {
              const socket = new WebSocket(`ws://${location.host}/echo`);
              const seen = { extensions: '', text: 0, bytes: 0, pong: false };
              socket.binaryType = 'arraybuffer';
              socket.onerror = failed;
              socket.onopen = () => {
                seen.extensions = socket.extensions;
                socket.send('x'.repeat(2 << 20));
                socket.send(new Uint8Array(1000));
              };
              socket.onmessage = ({ data }) => {
                if (data === 'pong came') {
                  seen.pong = true;
                } else if (typeof data === 'string') {
                  seen.text = data.length;
                } else {
                  seen.bytes = data.byteLength;
                }
                if (seen.text && seen.bytes && seen.pong) {
                  socket.onclose = ({ code }) => done(Object.values({ ...seen, code }).join(' '));
                  socket.close(1000);
                }
              };
            })""");
    assertThat(socket).isEqualTo("permessage-deflate 2097152 1000 true 1000");
    page.evaluate("() => { fetch('/slow', { signal: AbortSignal.timeout(300) }).catch(() => 0); }");
    page.waitForCondition(() -> left().equals("1"));
  }

  private String left() {
    return (String) page.evaluate("() => fetch('/left').then((answer) => answer.text())");
  }

  @Test
  void standardLibrary_andNode() throws Exception {
    Files.writeString(
        directory.resolve("index.html"),
        "<!doctype html><title>Files</title><link rel=icon href=data:,>"
            + "<link rel=stylesheet href=a.css><p>files</p>");
    Files.writeString(directory.resolve("a.css"), "p{color:rgb(1, 2, 3)}");
    show(WebPageProcess.httpServer(directory));
    assertThat(page.locator("p")).hasCSS("color", "rgb(1, 2, 3)");
    tunnel.close();
    script.close();
    show(WebPageProcess.node(directory, "node_page.js"));
    Object echoed =
        page.evaluate(
            """
            () => new Promise((done, failed) => {
              const socket = new WebSocket(`ws://${location.host}/`);
              socket.onerror = failed;
              socket.onopen = () => socket.send('hello');
              socket.onmessage = ({ data }) => { socket.close(); done(data); };
            })""");
    assertThat(echoed).isEqualTo("hello");
  }
}
