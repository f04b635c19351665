package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pages of scripts end: by whom, and when nobody needs them any more. */
final class InterfaceEndsTest {
  private static final String AUTO_OPEN = ",'interface':{'autoOpen':true}";

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
  void credentialsThatEnd_takeTheirInterfacesWithThem() throws Exception {
    String job = pages.page("Log-in page");
    ApiClient lena = pages.server().as("lena", Role.OPERATOR);
    JsonNode opened = pages.open(lena, job).status(201).data();
    pages.ready(lena, job);
    PageTab tab = PageTab.of(opened);
    tab.page();
    lena.post("/api/auth/logout").status(200);
    assertThat(tab.get("/").statusCode()).isNotEqualTo(200);
    pages.awaitEnd(opened);

    ApiClient again = pages.server().client().logIn("lena", TestServer.PASSWORD);
    JsonNode other = pages.open(again, job).status(201).data();
    String id = again.get("/api/auth/me").data("id").textValue();
    pages.admin().put("/api/users/" + id, "{'role':'developer'}").status(200);
    pages.awaitEnd(other);
  }

  @Test
  void lastTabThatIsClosed_endsTheScript_aReloadDoesNot() throws Exception {
    ApiClient user = pages.server().as("tara", Role.OPERATOR);
    String script = "import subprocess\nsubprocess.Popen(['sleep', '300'])\n";
    String job = pages.job("Tara's page", script + PageServer.PAGE, AUTO_OPEN);
    JsonNode opened = pages.open(user, job).status(201).data();
    PageTab tab = PageTab.of(opened);
    HttpResponse<InputStream> first = tab.lease("a");
    HttpResponse<InputStream> another = tab.lease("c");
    another.body().readNBytes(6);
    assertThat(new String(first.body().readNBytes(6))).startsWith("event:");
    pages.ready(user, job);
    user.await(
        "/api/interfaces", all -> all.path("interfaces").get(0).path("tabs").intValue() == 2);
    List<ProcessHandle> tree = tree(tab.page().path("pid").longValue());
    assertThat(tree).hasSize(2);
    tab.leave("a");
    first.body().close();
    pages.time().step(Duration.ofMinutes(2)); // there is a second tab
    assertThat(tab.get("/").statusCode()).isEqualTo(200);
    tab.leave("c");
    another.body().close();
    pages.time().step(Duration.ofSeconds(40));
    HttpResponse<InputStream> second = tab.lease("b"); // it was reloaded
    pages.time().step(Duration.ofSeconds(40));
    second.body().readNBytes(6);
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("ready");
    tab.leave("b");
    second.body().close();
    Await.until(
        "the tab is gone",
        () ->
            user.get("/api/interfaces").data("interfaces").findValuesAsText("tabs").stream()
                .allMatch("0"::equals));
    JsonNode ports = pages.admin().get("/api/admin/ports").data("ports");
    assertThat(ports).hasSize(2);
    pages.time().step(Duration.ofSeconds(56));
    pages.awaitEnd(opened);
    Await.until(
        "nothing of its tree is left, not even a zombie",
        () -> tree.stream().noneMatch(ProcessHandle::isAlive));
    pages.time().step(Duration.ofSeconds(4));
    Await.until("the ports are free", () -> areBindable(ports));
  }

  private static List<ProcessHandle> tree(long pid) {
    ProcessHandle script = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(script), script.descendants()).toList();
  }

  private static boolean areBindable(JsonNode ports) {
    return ports.findValuesAsText("port").stream()
        .allMatch(port -> PortPool.isBindable(Integer.parseInt(port)));
  }

  @Test
  void pageThatNobodyUses_isEnded_andOneWhoseStreamJustBreaksIsKeptUntilThen() throws Exception {
    ApiClient user = pages.server().as("ida", Role.OPERATOR);
    String job = pages.page("Ida's page");
    JsonNode opened = pages.open(user, job).status(201).data();
    PageTab tab = PageTab.of(opened);
    HttpResponse<InputStream> lease = tab.lease("a");
    lease.body().readNBytes(6);
    pages.ready(user, job);
    lease.body().close(); // the machine sleeps: it does not say that it goes
    Await.until(
        "the stream has ended",
        () -> user.get("/api/interfaces").data("interfaces").get(0).path("tabs").intValue() == 0);
    pages.time().step(Duration.ofMinutes(29));
    assertThat(tab.get("/").statusCode()).isEqualTo(200);
    pages.time().step(Duration.ofMinutes(29));
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("ready");
    pages.time().step(Duration.ofMinutes(2));
    pages.awaitEnd(opened);
  }

  @Test
  void scriptThatDies_saysWhyInItsTabAndByTheApi() throws Exception {
    ApiClient user = pages.server().as("dora", Role.OPERATOR);
    String job =
        pages.job(
            "Dora dies", "import sys\nprint('cannot read the table')\nsys.exit(3)", AUTO_OPEN);
    JsonNode opened = pages.open(user, job).status(201).data();
    JsonNode now = pages.ready(user, job);
    assertThat(now.path("state").textValue()).isEqualTo("failed");
    assertThat(now.path("error").textValue()).isEqualTo("It exited with code 3");
    PageTab tab = PageTab.of(opened);
    String told = new String(tab.lease("a").body().readAllBytes());
    assertThat(told)
        .contains("event: log", "cannot read the table", "\"failed\"", "It exited with code 3");
    assertThat(tab.get("/").statusCode()).isEqualTo(503);
    JsonNode next = pages.open(user, job).status(201).data();
    assertThat(next.path("sessionId")).isNotEqualTo(opened.path("sessionId"));
  }

  @Test
  void pageThatIsBeingEnded_isNotHandedOutAgain() throws Exception {
    ApiClient user = pages.server().as("sara", Role.OPERATOR);
    Path mayEnd = directory.resolve("sara-may-end");
    String script =
        """
        import os, signal, time
        def end(*ignored):
            while not os.path.exists("%s"):
                time.sleep(0.05)
            os._exit(0)
        signal.signal(signal.SIGTERM, end)
        """
            .formatted(mayEnd);
    String job = pages.job("Sara's page", script + PageServer.PAGE, AUTO_OPEN);
    JsonNode opened = pages.open(user, job).status(201).data();
    pages.ready(user, job);
    user.delete("/api/interfaces/" + opened.path("sessionId").textValue()).status(204);
    JsonNode next = pages.open(user, job).status(201).data();
    Files.createFile(mayEnd);
    assertThat(next.path("sessionId")).isNotEqualTo(opened.path("sessionId"));
    assertThat(pages.ready(user, job).path("state").textValue()).isEqualTo("ready");
    pages.awaitEnd(opened);
  }

  @Test
  void pagesThatHaveFailed_keepNoMorePortsThanPagesMayBeOpen() {
    ApiClient user = pages.server().as("paul", Role.OPERATOR);
    for (int i = 0; i < 4; i++) {
      String job = pages.job("Paul fails " + i, "raise SystemExit(3)", AUTO_OPEN);
      pages.open(user, job).status(201);
      assertThat(pages.ready(user, job).path("state").textValue()).isEqualTo("failed");
    }
    assertThat(user.get("/api/interfaces").data("interfaces")).hasSize(2);
  }
}
