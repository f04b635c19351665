package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.options.Cookie;
import dev.tempo.server.Nginx;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of a server that lies below a path, with a proxy before it and without. */
final class BasePathPageTest extends BrowserTest {
  private TestServer server;
  private Path gate;

  @BeforeEach
  void begin() {
    gate = directory.resolve("gate");
    server =
        TestServer.start(
            directory.resolve("data"),
            builder -> builder.setting("basePath", "/tempo").trustedProxies("127.0.0.1"));
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void pagesBelowAPath_work() throws IOException {
    use(server.url());
  }

  @Test
  void pagesBehindAProxy_thatPassesThePath_work() throws Exception {
    behindNginx("");
  }

  @Test
  void pagesBehindAProxy_thatTakesThePathAway_work() throws Exception {
    behindNginx("/");
  }

  private void behindNginx(String slash) throws Exception {
    assumeTrue(Nginx.isInstalled(), "nginx is not installed");
    int port = server.server().port();
    try (Nginx nginx =
        Nginx.start(
            directory.resolve("nginx"),
            port,
            shipped ->
                shipped
                    .replace("location / {", "location /tempo/ {")
                    .replace(":" + port + ";", ":" + port + slash + ";"),
            "/tempo/api/health")) {
      use(nginx.url());
      closeWindow();
    }
  }

  private void use(String origin) throws IOException {
    String url = origin + "/tempo";
    openWindow();
    List<String> asked = new ArrayList<>();
    List<String> sockets = new ArrayList<>();
    page.onRequest(request -> asked.add(request.url()));
    page.onWebSocket((WebSocket socket) -> sockets.add(socket.url()));
    page.navigate(url + "/#setup=" + server.server().setupToken().orElseThrow());
    page.locator("input[name=username]").fill("admin");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    page.locator(".section-jobs").click();
    page.waitForURL(url + "/jobs");
    create("Tide");
    paste(
        "import os, time\nprint('high', flush=True)\nwhile not os.path.exists('"
            + gate
            + "'):\n    time.sleep(0.05)\nprint('low')");
    assertThat(page.locator(".save")).hasText("Saved");
    page.locator("#run-now").click();
    page.waitForURL(url + "/runs/*");
    assertThat(page.locator("tempo-log-view")).containsText("high");
    Files.createFile(gate);
    assertThat(page.locator("tempo-log-view")).containsText("low");
    page.reload();
    assertThat(page.locator("tempo-log-view")).containsText("low");
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
    page.locator(".run-head h1 a").click();
    page.waitForURL(url + "/jobs/*");
    assertThat(page.locator(".job-head h1")).containsText("Tide");
    page.goBack();
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
    assertThat(asked).allSatisfy(one -> assertThat(one).startsWith(url + "/"));
    assertThat(sockets).anySatisfy(one -> assertThat(one).contains("/tempo/ws?"));
    assertThat(sockets).anySatisfy(one -> assertThat(one).contains("/logs/live?"));
    assertThat(sockets).allSatisfy(one -> assertThat(one).contains(url.substring(5) + "/"));
    assertThat(context.cookies(url + "/api"))
        .extracting((Cookie c) -> c.path)
        .containsOnly("/tempo");
    assertThat(context.cookies(origin + "/")).isEmpty();
  }
}
