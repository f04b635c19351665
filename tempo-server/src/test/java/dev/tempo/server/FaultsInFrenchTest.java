package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.ApiClient.Answer;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody is told whose account is set to French, though the client asks for Italian: each
 * fault has the same status, code and fields as in English, and its texts are French. A table of
 * all is left in {@code target/faults-in-french.md}, for people to read.
 */
final class FaultsInFrenchTest {
  private static final Path TABLE = Path.of("target", "faults-in-french.md");
  private static final String NOBODY = "01a00000-0000-7000-8000-000000000000";

  /** Words that no French sentence has; in quotation marks there may be what somebody sent. */
  private static final Pattern ENGLISH =
      Pattern.compile("\\b(?:the|must|is|are|of|and|this|there|has|have|with|was|not|be|or)\\b");

  /** What readers of formats and interpreters say is as they say it. */
  private static final Pattern OF_OTHERS = Pattern.compile("JSON|ZIP|RE2|end of file");

  private static final Pattern QUOTED = Pattern.compile("«[^»]*»");

  @TempDir Path directory;

  private TestServer server;
  private ApiClient english;
  private ApiClient french;
  private ApiClient viewer;
  private String job;
  private final List<String> rows = new ArrayList<>();
  private final SoftAssertions all = new SoftAssertions();

  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    english = server.admin();
    server.as("marie", Role.ADMIN).put("/api/me/preferences", "{'language':'fr'}").status(200);
    french = server.client().logIn("marie", TestServer.PASSWORD).header("Accept-Language", "it");
    server.as("luc", Role.VIEWER).put("/api/me/preferences", "{'language':'fr'}").status(200);
    viewer = server.client().logIn("luc", TestServer.PASSWORD).header("Accept-Language", "it");
    job =
        english
            .post("/api/jobs", "{'name':'Courrier','task':{'kind':'shell','content':'sleep 60'}}")
            .status(201)
            .data("id")
            .textValue();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eachFault_isSaidInFrench_withTheCodeAndFieldsOfEnglish() throws IOException {
    rows.add("| Status | English | French |");
    rows.add("|---|---|---|");
    ofRequests();
    ofCron();
    ofRequirements();
    ofJobs();
    ofPlaces();
    ofAccounts();
    ofSettings();
    ofImports();
    Files.write(TABLE, rows);
    all.assertAll();
    assertThat(rows).hasSizeGreaterThan(60);
  }

  private void ofRequests() {
    fault("GET", "/api/nowhere", null);
    fault("GET", "/ws", null);
    fault("GET", "/api/runs/" + NOBODY + "/logs/live", null);
    fault("GET", "/api/jobs/" + NOBODY, null);
    fault("GET", "/api/runs/" + NOBODY, null);
    fault("GET", "/api/folders/" + NOBODY + "/deletion-preview", null);
    fault("GET", "/api/i18n/xx", null);
    fault("PATCH", "/api/jobs", "{}");
    fault("POST", "/api/jobs", "{'name':");
    fault("POST", "/api/jobs", "[]");
    fault("POST", "/api/jobs", "{'nom':'x'}");
    fault("GET", "/api/jobs?limit=0", null);
    fault("GET", "/api/jobs?limit=viel", null);
    fault("GET", "/api/jobs?sort=zzz", null);
    fault("GET", "/api/jobs?cursor=zzz", null);
    fault("GET", "/api/runs?from=hier", null);
    fault("GET", "/api/runs?status=fini", null);
    fault("GET", "/api/search/logs", null);
    fault("POST", "/api/tickets", "{'path':'/nowhere'}");
  }

  private void ofCron() {
    for (String expression :
        List.of(
            "* * *",
            "99 * * * *",
            "* 25 * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "* * * FOO *",
            "* * * * * * * * *",
            "x * * * *",
            "@nie",
            "1, * * * *")) {
      fault(
          "POST",
          "/api/schedules/preview",
          "{'type':'cron','expression':'" + expression + "','count':1}");
    }
    fault("POST", "/api/schedules/preview", "{'type':'interval'}");
    fault(
        "POST",
        "/api/schedules/preview",
        "{'type':'cron','expression':'* * * * *','timezone':'Mars/Base'}");
    fault(
        "POST",
        "/api/schedules/preview",
        "{'type':'cron','expression':'* * * * *','startAt':'2026-02-01T00:00:00Z',"
            + "'endAt':'2026-01-01T00:00:00Z'}");
  }

  private void ofRequirements() {
    for (String requirement :
        List.of(
            "requests==",
            "-r other.txt",
            "-e .",
            "a b c",
            "x @ ftp://y",
            "requests>=1..2",
            "requests[a",
            "x;(os_name==")) {
      fault(
          "POST",
          "/api/jobs",
          "{'name':'P','task':{'kind':'python','content':'1','requirements':'"
              + requirement
              + "'}}");
    }
  }

  private void ofJobs() {
    String shell = "'task':{'kind':'shell','content':'true'}";
    fault("POST", "/api/jobs", "{'name':'Courrier'," + shell + "}");
    fault("POST", "/api/jobs", "{'name':' '," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','task':{'kind':'handler'}}");
    fault("POST", "/api/jobs", "{'name':'A','tags':['é!']," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','timeoutSeconds':-1," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','limits':{'processes':0}," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','environmentVariables':{'1X':'y'}," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','notify':{'emails':['x']}," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','parameters':[{'name':'1'}]," + shell + "}");
    fault(
        "POST",
        "/api/jobs",
        "{'name':'A','parameters':[{'name':'p','pattern':'(?=x)'}]," + shell + "}");
    fault("POST", "/api/jobs", "{'name':'A','task':{'kind':'shell','content':'if true'}}");
    fault(
        "POST", "/api/jobs", "{'name':'A','description':'" + "x".repeat(600) + "'," + shell + "}");
    fault("PUT", "/api/jobs/" + job, "{'version':99,'name':'B'}");
    fault("PUT", "/api/jobs/" + job + "/owner", "{'owner':'niemand'}");
    fault("POST", "/api/jobs/" + job + "/triggers", "{'type':'cron'}");
    fault("POST", "/api/jobs/bulk", "{'action':'enable'}");
    fault("GET", "/api/jobs/" + job + "/versions/77", null);
    fault("POST", "/api/jobs/" + job + "/run", "{'parameters':{'x':'1'},'foo':1}");
  }

  private void ofPlaces() {
    fault("POST", "/api/folders", "{'name':''}");
    fault("POST", "/api/folders", "{'name':'X','parentId':'" + NOBODY + "'}");
    fault("POST", "/api/queues", "{'name':'a,b','limit':1}");
    fault("DELETE", "/api/queues/default", null);
    fault("GET", "/api/backups/2026-01-01", null);
    fault("POST", "/api/trash/" + NOBODY + "/restore", "{}");
    fault("POST", "/api/deletions/" + NOBODY + "/undo", "{}");
  }

  private void ofAccounts() {
    fault("POST", "/api/users", "{'username':'luc','password':'12345678','role':'viewer'}");
    fault("POST", "/api/users", "{'username':'é','password':'1','role':'chef'}");
    fault("PUT", "/api/me/preferences", "{'language':'xx'}");
    fault("POST", "/api/keys", "{'name':'k','scope':'api','expiresAt':'2020-01-01T00:00:00Z'}");
    fault("DELETE", "/api/keys/" + NOBODY, null);
    Answer refused = viewer.post("/api/jobs", "{'name':'x'}").problem(403, "UNAUTHORIZED");
    assertFrench(refused);
    Answer wrong =
        server
            .client()
            .header("Accept-Language", "fr-CA, en;q=0.3")
            .post("/api/auth/login", "{'username':'marie','password':'falsch'}")
            .problem(401, "INVALID_CREDENTIALS");
    assertFrench(wrong);
    Answer stranger =
        server
            .client()
            .header("Accept-Language", "fr")
            .get("/api/jobs")
            .problem(401, "INVALID_TOKEN");
    assertFrench(stranger);
  }

  private void ofSettings() {
    fault("PUT", "/api/settings", "{'maxConcurrentRuns':0}");
    fault("PUT", "/api/settings", "{'defaultLanguage':'xx'}");
    fault("PUT", "/api/settings", "{'timezone':'Mars/Base'}");
    fault("PUT", "/api/settings", "{'accentColor':'rot'}");
    fault("PUT", "/api/settings", "{'host':'0.0.0.0','port':'x'}");
  }

  private void ofImports() {
    fault("POST", "/api/import", "nothing", "application/zip");
    fault("POST", "/api/import", "", "application/zip");
    fault("POST", "/api/import?format=crontab", "99 * * * * x\n@nie y\nhallo", "text/plain");
    fault("POST", "/api/import?conflict=zzz", "nothing", "application/zip");
  }

  private void fault(String method, String path, String body) {
    fault(method, path, body == null ? null : body.replace('\'', '"'), "application/json");
  }

  private void fault(String method, String path, String body, String type) {
    String sent = body == null ? null : type;
    Answer inEnglish = english.send(method, path, body, sent);
    Answer inFrench = french.send(method, path, body, sent);
    String what = method + " " + path + " " + body + "\n" + inFrench.body();
    all.assertThat(inFrench.status()).as(what).isGreaterThanOrEqualTo(400);
    all.assertThat(inFrench.status()).as(what).isEqualTo(inEnglish.status());
    all.assertThat(inFrench.json().path("code")).as(what).isEqualTo(inEnglish.json().path("code"));
    all.assertThat(inFrench.json().findValuesAsText("field"))
        .as(what)
        .isEqualTo(inEnglish.json().findValuesAsText("field"));
    all.assertThat(inEnglish.header("Content-Language")).isEqualTo("en");
    all.assertThat(said(inFrench)).as(what).isNotEqualTo(said(inEnglish));
    assertFrench(inFrench);
    rows.add("| " + inFrench.status() + " | " + said(inEnglish) + " | " + said(inFrench) + " |");
  }

  private void assertFrench(Answer answer) {
    all.assertThat(answer.header("Content-Language")).as(answer.body()).isEqualTo("fr");
    all.assertThat(answer.header("Vary")).contains("Accept-Language");
    List<String> texts = new ArrayList<>();
    texts.add(answer.json().path("title").textValue());
    texts.add(answer.json().path("detail").textValue());
    for (JsonNode detail : answer.json().path("details")) {
      texts.add(detail.path("message").textValue());
    }
    texts.removeIf(text -> OF_OTHERS.matcher(text).find());
    all.assertThat(texts)
        .as(answer.body())
        .noneMatch(text -> ENGLISH.matcher(QUOTED.matcher(text).replaceAll("")).find());
  }

  private static String said(Answer answer) {
    return answer.json().path("detail").textValue().replace("|", "\\|");
  }
}
