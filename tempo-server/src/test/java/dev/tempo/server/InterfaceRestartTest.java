package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of scripts outlive the server, with their processes, addresses and cookies. */
final class InterfaceRestartTest {
  @TempDir private static Path directory;
  private static PageServer pages;

  @BeforeAll
  static void start() throws IOException {
    pages = new PageServer(directory);
  }

  @AfterEach
  void endAll() {
    pages.endAll();
  }

  @AfterAll
  static void stop() {
    pages.close();
  }

  @Test
  void restart_takesThePageUp_withItsProcessItsAddressAndItsCookie() throws Exception {
    ApiClient user = pages.server().as("rosa", Role.OPERATOR);
    String job = pages.page("Rosa's page");
    JsonNode opened = pages.open(user, job).status(201).data();
    pages.ready(user, job);
    PageTab tab = PageTab.of(opened);
    JsonNode before = tab.page();
    pages.shutDown();
    pages.startAgain();
    Await.until("the page is there again", tab::isThere);
    assertThat(tab.page().path("pid")).isEqualTo(before.path("pid"));
    ApiClient back = pages.server().client().logIn("rosa", TestServer.PASSWORD);
    JsonNode now = pages.ready(back, job);
    assertThat(now.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(now.path("port")).isEqualTo(opened.path("port"));
    assertThat(pages.open(back, job).status(200).data("sessionId"))
        .isEqualTo(opened.path("sessionId"));
  }

  @Test
  void scriptThatDiedMeanwhile_isNoPageAnyMore_andLeavesNothing() throws Exception {
    ApiClient user = pages.server().as("dirk", Role.OPERATOR);
    String job = pages.page("Dirk's page");
    JsonNode opened = pages.open(user, job).status(201).data();
    pages.ready(user, job);
    PageTab tab = PageTab.of(opened);
    ProcessHandle script = ProcessHandle.of(tab.page().path("pid").longValue()).orElseThrow();
    JsonNode ports = pages.admin().get("/api/admin/ports").data("ports");
    assertThat(ports).hasSize(2);
    assertThat(ports.findValuesAsText("pid")).contains(Long.toString(script.pid()));
    pages.shutDown();
    script.destroyForcibly();
    script.onExit().get(30, TimeUnit.SECONDS);
    pages.startAgain();
    String run = "/api/runs/" + opened.path("runId").textValue();
    pages.admin().await(run, one -> !one.path("finishedAt").isNull());
    assertThat(pages.admin().get(run).data("status").textValue()).isEqualTo("failure");
    pages.time().step(Duration.ofMinutes(6)); // for so long a failure would be shown
    pages.admin().await("/api/interfaces", all -> all.path("interfaces").isEmpty());
    Await.until("the ports are free", () -> areBindable(ports));
    ApiClient back = pages.server().client().logIn("dirk", TestServer.PASSWORD);
    assertThat(pages.open(back, job).status(201).data("sessionId"))
        .isNotEqualTo(opened.path("sessionId"));
  }

  private static boolean areBindable(JsonNode ports) {
    return ports.findValuesAsText("port").stream()
        .allMatch(port -> PortPool.isBindable(Integer.parseInt(port)));
  }

  @Test
  void pageThatNobodyWasLetInto_startsOn_andIsFoundByANewTicket() throws Exception {
    ApiClient user = pages.server().as("nora", Role.OPERATOR);
    Path mayServe = directory.resolve("nora-may-serve");
    String script =
        "import os, time\nwhile not os.path.exists('%s'):\n    time.sleep(0.05)\n"
            .formatted(mayServe);
    String job =
        pages.job("Nora's page", script + PageServer.PAGE, ",'interface':{'autoOpen':true}");
    JsonNode opened = pages.open(user, job).status(201).data();
    String run = "/api/runs/" + opened.path("runId").textValue();
    pages.admin().await(run, one -> one.path("status").textValue().equals("running"));
    pages.shutDown();
    pages.startAgain();
    ApiClient back = pages.server().client().logIn("nora", TestServer.PASSWORD);
    assertThat(PageTab.send(opened.path("url").textValue(), "").statusCode()).isEqualTo(401);
    Files.createFile(mayServe);
    assertThat(pages.ready(back, job).path("state").textValue()).isEqualTo("ready");
    JsonNode again = pages.open(back, job).status(200).data();
    assertThat(again.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(PageTab.of(again).page().path("arguments").toString()).contains("--port");
  }

  @Test
  void serverThatCannotServePages_keepsThemForTheNextOne() throws Exception {
    ApiClient user = pages.server().as("gail", Role.OPERATOR);
    String job = pages.page("Gail's page");
    JsonNode opened = pages.open(user, job).status(201).data();
    pages.ready(user, job);
    PageTab tab = PageTab.of(opened);
    JsonNode before = tab.page();
    pages.shutDown();
    try (ServerSocket taken = new ServerSocket(pages.firstPort() + 60)) {
      assertThat(taken.isBound()).isTrue();
      pages.startAgain("*.pages.localhost"); // which have that port in common
      ApiClient unserved = pages.server().client().logIn("gail", TestServer.PASSWORD);
      assertThat(pages.ready(unserved, job).path("state").textValue()).isEqualTo("ready");
      pages.open(unserved, job).problem(503, "UNAVAILABLE");
      pages.shutDown();
    }
    pages.startAgain();
    Await.until("the page is there again", tab::isThere);
    assertThat(tab.page().path("pid")).isEqualTo(before.path("pid"));
    HttpResponse<InputStream> lease = tab.lease("a");
    lease.body().readNBytes(6);
    tab.leave("a");
    lease.body().close();
    Await.until(
        "the tab is gone",
        () ->
            pages
                .admin()
                .get("/api/interfaces")
                .data("interfaces")
                .findValuesAsText("tabs")
                .stream()
                .allMatch("0"::equals));
    pages.time().step(Duration.ofSeconds(56));
    pages.awaitEnd(opened);
  }
}
