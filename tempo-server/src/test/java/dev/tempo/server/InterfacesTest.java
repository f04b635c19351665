package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.webapp.PortPool;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of real scripts, behind a real tunnel: how they are opened, and for whom. */
final class InterfacesTest {
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
  void page_isOpenedWithTheSevenArguments_servedBehindATicket_andLeavesNothing() throws Exception {
    ApiClient user = pages.server().as("olga", Role.OPERATOR);
    String job = pages.page("Olga's page");
    assertThat(user.get("/api/jobs/" + job + "/interface").data("state").textValue())
        .isEqualTo("none");
    JsonNode opened = pages.open(user, job).status(201).data();
    JsonNode now = pages.ready(user, job);
    assertThat(now.path("state").textValue()).isEqualTo("ready");
    assertThat(now.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(opened.path("url").textValue())
        .startsWith("http://localhost:" + opened.path("port").intValue() + "/?ticket=");
    PageTab tab = PageTab.of(opened);
    assertThat(PageTab.send(opened.path("url").textValue(), "").statusCode()).isEqualTo(401);
    assertThat(PageTab.send(tab.origin() + "/", "").statusCode()).isEqualTo(401);

    JsonNode page = tab.page();
    String project = now.path("projectId").textValue();
    JsonNode given = page.path("arguments");
    assertThat(given).hasSize(14);
    assertThat(given.get(1).textValue()).endsWith("/projects/_managed/olga/project_default");
    assertThat(given.toString())
        .contains(
            "\"--user-level\",\"operator\",\"--port\",\"",
            "\"--project-id\",\"" + project + "\",\"--project-name\",\"project_default\"",
            "\"--theme\",\"light\",\"--language\",\"en\"");
    JsonNode environment = page.path("environment");
    assertThat(environment.path("TEMPO_PRODUCT_NAME").textValue()).isEqualTo("Works");
    assertThat(environment.path("TEMPO_ACCENT_COLOR").textValue()).isEqualTo("#2563eb");
    assertThat(Path.of(environment.path("TEMPO_LOGO_PATH").textValue()))
        .hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(Path.of(environment.path("TEMPO_LOGO_PATH_DARK").textValue()))
        .hasBinaryContent(new byte[] {4, 5});
    assertThat(environment.path("TEMPO_RUN_ID")).isEqualTo(now.path("runId"));
    assertThat(page.path("headers").has("cookie")).isFalse();

    assertThat(tab.get("/.tempo/").body()).contains("Olga&#39;s page".replace("&#39;", "'"));
    assertThat(tab.get("/.tempo/").headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(tab.get("/.tempo/tab.js").statusCode()).isEqualTo(200);
    assertThat(tab.get("/.tempo/tab.css").statusCode()).isEqualTo(200);
    assertThat(tab.get("/.tempo/logo").headers().firstValue("Content-Type")).contains("image/png");
    assertThat(tab.get("/.tempo/nothing").statusCode()).isEqualTo(404);

    JsonNode again = pages.open(user, job).status(200).data();
    assertThat(again.path("sessionId")).isEqualTo(opened.path("sessionId"));
    assertThat(PageTab.of(again).page().path("pid")).isEqualTo(page.path("pid"));

    JsonNode listed = user.get("/api/interfaces").status(200).data();
    assertThat(listed.path("interfaces")).hasSize(1);
    assertThat(listed.path("interfaces").get(0).path("user").textValue()).isEqualTo("olga");
    assertThat(listed.path("interfaces").get(0).path("scriptPort").isNull()).isTrue();
    assertThat(listed.path("limits").path("perUser").intValue()).isEqualTo(2);
    JsonNode ports = pages.admin().get("/api/admin/ports").status(200).data("ports");
    assertThat(ports).hasSize(2);
    assertThat(pages.server().client().get("/api/health").data("portUsage").intValue())
        .isEqualTo(2);
    JsonNode run = user.get("/api/runs/" + now.path("runId").textValue()).status(200).data();
    assertThat(run.path("cause").textValue()).isEqualTo("interface");
    assertThat(user.get("/api/runs?cause=interface").status(200).data("runs")).hasSize(1);
    user.post(
            "/api/jobs/" + job + "/interface/ping",
            "{'sessionId':'" + now.path("sessionId").textValue() + "'}")
        .status(200);
    user.post("/api/jobs/" + job + "/interface/ping", "{'sessionId':'x'}").invalid("sessionId");

    user.delete("/api/jobs/" + job + "/interface").status(204);
    user.await(
        "/api/jobs/" + job + "/interface",
        state -> List.of("stopped", "none").contains(state.path("state").textValue()));
    pages.time().step(Duration.ofSeconds(4));
    Await.until("the ports are free", () -> bindable(ports));
    assertThat(ProcessHandle.of(page.path("pid").longValue())).isEmpty();
    assertThat(user.get("/api/runs/" + now.path("runId").textValue()).data("status").textValue())
        .isEqualTo("cancelled");
    user.await("/api/interfaces", all -> all.path("interfaces").isEmpty());
    user.delete("/api/jobs/" + job + "/interface").problem(404, "NOT_FOUND");
  }

  private static boolean bindable(JsonNode ports) {
    for (JsonNode port : ports) {
      if (!PortPool.isBindable(port.path("port").intValue())) {
        return false;
      }
    }
    return true;
  }

  @Test
  void whatCannotBeOpened_isRefused() {
    ApiClient user = pages.server().as("rita", Role.OPERATOR);
    pages.open(user, pages.job("Rita no page", "")).problem(409, "CONFLICT");
    String asking =
        pages.job(
            "Rita asks",
            ",'interface':{'preferredPort':null,'autoOpen':true},"
                + "'parameters':[{'name':'station','type':'string','required':true}]");
    pages.open(user, asking).invalid("parameters.station");
    pages.open(pages.server().as("vic", Role.VIEWER), asking).problem(403, "UNAUTHORIZED");
    pages.open(user, "01931d9e-7f00-7000-8000-000000000099").problem(404, "NOT_FOUND");
    String disabled = pages.page("Rita off");
    pages.admin().put("/api/jobs/" + disabled, "{'enabled':false}").status(200);
    pages.open(user, disabled).problem(409, "CONFLICT");

    pages.open(user, pages.page("Rita 1")).status(201);
    String second = pages.page("Rita 2");
    String id = pages.open(user, second).status(201).data("sessionId").textValue();
    pages.open(user, pages.page("Rita 3")).problem(429, "LIMIT_REACHED");
    pages
        .server()
        .as("otto", Role.OPERATOR)
        .delete("/api/interfaces/" + id)
        .problem(404, "NOT_FOUND");
    pages
        .server()
        .as("otto2", Role.OPERATOR)
        .get("/api/jobs/" + second + "/interface?projectId=x")
        .problem(404, "NOT_FOUND");
    user.get("/api/admin/ports").problem(403, "UNAUTHORIZED");
    pages
        .server()
        .as("otto3", Role.OPERATOR)
        .post("/api/jobs/x/interface/ping", "{}")
        .problem(404, "NOT_FOUND");
    pages
        .server()
        .as("otto4", Role.OPERATOR)
        .get("/api/jobs/x/interface")
        .problem(404, "NOT_FOUND");
  }

  @Test
  void fileOfTheProject_isGivenByItsName_andNothingElseIs() throws Exception {
    ApiClient user = pages.server().as("fred", Role.OPERATOR);
    String job =
        pages.job(
            "Fred reads",
            ",'interface':{'preferredPort':null,'autoOpen':true},"
                + "'parameters':[{'name':'input','type':'file'}]");
    String project = user.get("/api/projects/active").data("id").textValue();
    user.send("PUT", "/api/projects/" + project + "/files/in.txt?group=_managed", "x", "text/plain")
        .status(201);
    String path = "/api/jobs/" + job + "/interface";
    for (String other : List.of("/etc/passwd", "../in.txt", "none.txt")) {
      user.post(path, "{'parameters':{'input':'" + other + "'}}").invalid("parameters.input");
    }
    JsonNode opened = user.post(path, "{'parameters':{'input':'in.txt'}}").status(201).data();
    assertThat(pages.ready(user, job).path("state").textValue()).isEqualTo("ready");
    assertThat(PageTab.of(opened).page().path("arguments").toString())
        .contains("\"--input\",\"/", "/projects/_managed/fred/project_default/in.txt\"");
  }

  @Test
  void twoAccountsWithTwoProjects_haveFourProcesses_thatSeeTheirOwnDataAlone() throws Exception {
    String job = pages.page("Shared page");
    Map<String, PageTab> tabs = new TreeMap<>();
    Set<String> processes = new TreeSet<>();
    ApiClient ines = pages.server().as("ines", Role.OPERATOR);
    ApiClient ivan = pages.server().as("ivan", Role.OPERATOR);
    for (ApiClient user : List.of(ines, ivan)) {
      String name = user.get("/api/auth/me").data("username").textValue();
      for (String project : List.of("project_default", "Spring")) {
        String id =
            project.equals("Spring")
                ? user.post("/api/projects", "{'name':'Spring'}").data("id").textValue()
                : user.get("/api/projects/active").data("id").textValue();
        user.send("PUT", "/api/projects/" + id + "/files/" + name + project, "x", "text/plain")
            .status(201);
        String body = "{'projectId':'" + id + "'}";
        JsonNode opened = user.post("/api/jobs/" + job + "/interface", body).status(201).data();
        user.await(
            "/api/jobs/" + job + "/interface?projectId=" + id,
            now -> now.path("state").textValue().equals("ready"));
        assertThat(user.post("/api/jobs/" + job + "/interface", body).status(200).data("sessionId"))
            .isEqualTo(opened.path("sessionId"));
        PageTab tab = PageTab.of(opened);
        tabs.put(name + project, tab);
        JsonNode page = tab.page();
        processes.add(page.path("pid").toString());
        assertThat(page.path("arguments").get(1).textValue())
            .endsWith("/" + name + "/" + project.toLowerCase(Locale.ROOT));
        assertThat(page.path("files")).hasSize(1);
        assertThat(page.path("files").get(0).textValue()).isEqualTo(name + project);
      }
    }
    assertThat(processes).hasSize(4);
    for (PageTab tab : tabs.values()) {
      for (PageTab other : tabs.values()) {
        int status = PageTab.send(other.origin() + "/", tab.cookie()).statusCode();
        assertThat(status).isEqualTo(tab.equals(other) ? 200 : 401);
      }
    }
    assertThat(ines.get("/api/interfaces").data("interfaces")).hasSize(2);
    assertThatTicketsLetInHereAndNowAlone(ines, ivan, job);
    String theirs = ivan.get("/api/projects/active").data("id").textValue();
    ines.post("/api/jobs/" + job + "/interface", "{'projectId':'" + theirs + "'}")
        .problem(404, "NOT_FOUND");
  }

  /** Neither at another account's page, nor later, nor once they were shown somewhere. */
  private static void assertThatTicketsLetInHereAndNowAlone(
      ApiClient user, ApiClient other, String job) throws Exception {
    String here = pages.open(user, job).status(200).data("url").textValue();
    String there = pages.open(other, job).status(200).data("url").textValue();
    int query = here.indexOf("/?");
    String elsewhere = there.substring(0, there.indexOf("/?")) + here.substring(query);
    assertThat(PageTab.send(elsewhere, "").statusCode()).isEqualTo(401);
    assertThat(PageTab.send(here, "").statusCode()).isEqualTo(401);
    pages.time().step(Duration.ofSeconds(31));
    assertThat(PageTab.send(there, "").statusCode()).isEqualTo(401);
  }

  @Test
  void noPort_isSaid(@TempDir Path other) throws Exception {
    int port = pages.firstPort() + 100;
    try (TestServer small =
        TestServer.start(other, engine -> engine, builder -> pages.told(builder, port, port))) {
      small
          .client()
          .post("/api/setup/admin", "{'username':'admin','password':'correct horse'}")
          .status(201);
      ApiClient only = small.admin();
      pages.open(only, sleeping(only)).problem(503, "NO_PORT");
    }
  }

  @Test
  void namesPortThatIsTaken_isSaid(@TempDir Path other) throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        TestServer unserved =
            TestServer.start(
                other,
                engine -> engine,
                builder ->
                    pages
                        .told(builder, taken.getLocalPort() - 1, taken.getLocalPort())
                        .setting("interfaceHost", "*.pages.localhost"))) {
      unserved
          .client()
          .post("/api/setup/admin", "{'username':'admin','password':'correct horse'}")
          .status(201);
      ApiClient only = unserved.admin();
      ApiClient.Answer answer = pages.open(only, sleeping(only));
      answer.problem(503, "UNAVAILABLE");
      assertThat(unserved.tempo().store().runs().running()).isEmpty();
    }
  }

  private static String sleeping(ApiClient user) {
    return user.post(
            "/api/jobs",
            "{'name':'Page','interface':{'autoOpen':true},'task':{'kind':'shell','content':'sleep 60'}}")
        .status(201)
        .data("id")
        .textValue();
  }
}
