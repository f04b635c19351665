package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pages of scripts end: by whom, and when nobody needs them any more. */
final class InterfaceEndsTest {
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
    String job = pages.page("Tara's page");
    JsonNode opened = pages.open(user, job).status(201).data();
    PageTab tab = PageTab.of(opened);
    HttpResponse<InputStream> first = tab.lease("a");
    assertThat(new String(first.body().readNBytes(6))).startsWith("event:");
    pages.ready(user, job);
    user.await(
        "/api/interfaces", all -> all.path("interfaces").get(0).path("tabs").intValue() == 1);
    tab.leave("a");
    first.body().close();
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
    pages.time().step(Duration.ofSeconds(56));
    pages.awaitEnd(opened);
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
            "Dora dies",
            "import sys\nprint('cannot read the table')\nsys.exit(3)",
            ",'interface':{'autoOpen':true}");
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
    String job =
        pages.job("Sara's page", script + PageServer.PAGE, ",'interface':{'autoOpen':true}");
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
      String job =
          pages.job("Paul fails " + i, "raise SystemExit(3)", ",'interface':{'autoOpen':true}");
      pages.open(user, job).status(201);
      assertThat(pages.ready(user, job).path("state").textValue()).isEqualTo("failed");
    }
    assertThat(user.get("/api/interfaces").data("interfaces")).hasSize(2);
  }
}
