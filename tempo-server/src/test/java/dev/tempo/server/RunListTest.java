package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists and exports of runs: by what, for whom, in which order. */
final class RunListTest extends ServerTest {

  @Test
  void list_isOfWhatTheCallerMaySee() {
    ApiClient viewer = server.as(Role.VIEWER);
    ApiClient operator = server.as(Role.OPERATOR);
    ApiClient owner = server.as("olga", Role.DEVELOPER);
    job(owner, "Hers");
    job(admin, "Open");
    job(admin, "High", "'requiredLevel':'admin',");
    String hers = ended(operator, "hers");
    String open = ended(operator, "open");
    String nobodys = nobodys("open");
    String high = nobodys("high");
    String admins = ended(admin, "open");

    assertThat(ids(admin, "")).containsExactly(admins, high, nobodys, open, hers);
    assertThat(ids(operator, "")).containsExactly(nobodys, open, hers);
    assertThat(ids(owner, "")).containsExactly(nobodys, hers);
    assertThat(ids(viewer, "")).containsExactly(nobodys);
    assertThat(ids(viewer, "?user=operator")).isEmpty();
    assertThat(ids(owner, "?user=operator")).containsExactly(hers);
    assertThat(ids(operator, "?user=me")).containsExactly(open, hers);
    assertThat(ids(admin, "?user=admin")).containsExactly(admins);
    assertThat(ids(viewer, "?job=open")).containsExactly(nobodys);
    viewer.get("/api/runs?job=high").problem(404, "NOT_FOUND");
    String highId = admin.get("/api/jobs/high").data("id").textValue();
    assertThat(ids(viewer, "?job=" + highId)).isEmpty();
    assertThat(viewer.get("/api/runs").data("total").intValue()).isEqualTo(1);

    admin.post("/api/runs/" + admins + "/share", "{'users':['olga']}").status(200);
    assertThat(ids(owner, "")).containsExactly(admins, nobodys, hers);
    owner.get("/api/runs/" + admins + "/logs").status(200);
    admin.post("/api/runs/" + admins + "/share", "{'users':[]}").status(200);
    assertThat(ids(owner, "")).containsExactly(nobodys, hers);
  }

  @Test
  void share_isForAdministrators_andWithDevelopers() {
    server.as(Role.OPERATOR);
    job(admin, "Open");
    String id = ended(admin, "open");
    String path = "/api/runs/" + id + "/share";
    admin.post(path, "{'users':['operator']}").invalid("users");
    admin.post(path, "{'users':['nobody']}").invalid("users");
    admin.post(path, "{}").invalid("users");
    server.as(Role.DEVELOPER).post(path, "{'users':[]}").problem(403, "UNAUTHORIZED");
  }

  @Test
  void share_countsForDevelopersOnly_alsoAfterADemotionAndWithALesserKey() {
    ApiClient developer = server.as("dora", Role.DEVELOPER);
    String level =
        "{'name':'High','requiredLevel':'admin','task':{'kind':'shell','content':'true'}}";
    admin.post("/api/jobs", level).status(201);
    String id = ended(admin, "high");
    admin.post("/api/runs/" + id + "/share", "{'users':['dora']}").status(200);
    assertThat(ids(developer, "")).contains(id);
    String lesser = "{'name':'k','scope':'api','role':'operator'}";
    String secret = developer.post("/api/keys", lesser).status(201).data("key").textValue();
    ApiClient key = server.client().withKey(secret);
    assertThat(ids(key, "")).doesNotContain(id);
    key.get("/api/runs/" + id).problem(404, "NOT_FOUND");
    String account = "/api/users/" + developer.get("/api/auth/me").data("id").textValue();
    admin.put(account, "{'role':'operator'}").status(200);
    developer.get("/api/runs/" + id + "/logs").problem(404, "NOT_FOUND");
    assertThat(ids(developer, "")).doesNotContain(id);
    admin.put(account, "{'role':'developer'}").status(200);
    developer.get("/api/runs/" + id + "/logs").status(200);
  }

  @Test
  void runsOfADeletedJob_stayForWhoStartedThem() {
    ApiClient operator = server.as(Role.OPERATOR);
    job(admin, "Gone");
    String jobId = admin.get("/api/jobs/gone").data("id").textValue();
    String id = ended(operator, "gone");
    admin.delete("/api/jobs/gone").status(200);

    assertThat(ids(operator, "?job=" + jobId)).containsExactly(id);
    assertThat(ids(server.as(Role.VIEWER), "?job=" + jobId)).isEmpty();
    operator.post("/api/runs/" + id + "/rerun").problem(409, "CONFLICT");
  }

  @Test
  void list_isSortedAsAsked_andPaged() {
    job(admin, "Quick");
    job(admin, "Able");
    String first = ended(admin, "quick");
    String second = ended(admin, "able");
    String third = ended(admin, "quick");

    assertThat(ids(admin, "?sort=queuedAt")).containsExactly(first, second, third);
    assertThat(ids(admin, "?sort=-queuedAt")).containsExactly(third, second, first);
    assertThat(ids(admin, "?sort=jobName")).containsExactly(second, third, first);
    assertThat(ids(admin, "?sort=-startedAt")).containsExactly(third, second, first);
    assertThat(paged(admin, "?sort=queuedAt&limit=1")).containsExactly(first, second, third);
    assertThat(paged(admin, "?sort=jobName&limit=1")).containsExactly(second, third, first);
    assertThat(paged(admin, "?limit=2")).containsExactly(third, second, first);
    String failed = ended(admin, failing());
    assertThat(paged(admin, "?sort=status&limit=1")).containsExactly(third, second, first, failed);
    assertThat(paged(admin, "?sort=-status&limit=1")).containsExactly(failed, third, second, first);
    assertThat(paged(admin, "?sort=-status&limit=3&status=success,lost"))
        .containsExactly(third, second, first);
    admin.get("/api/runs?sort=status&cursor=bG9zdA").invalid("cursor");
    admin.delete("/api/runs/" + failed).status(200);
    admin.get("/api/runs?sort=colour").invalid("sort");
    admin.get("/api/runs?minDurationMs=-1").invalid("minDurationMs");
    admin.get("/api/runs?cursor=!").invalid("cursor");
    assertThat(ids(admin, "?group=none")).isEmpty();
    assertThat(ids(admin, "?project=none")).isEmpty();
    JsonNode counted = admin.get("/api/runs?maxDurationMs=60000").data();
    assertThat(counted.path("total").intValue()).isEqualTo(3);
    assertThat(counted.path("totalIsExact").booleanValue()).isTrue();
  }

  @Test
  void list_isSortedByEachOfItsColumns() {
    String quiet = ended(admin, shell(admin, "Quiet", "exit 3"));
    String loud = ended(admin, shell(admin, "Loud", "seq 20"));
    String killed = ended(server.as("zoe", Role.ADMIN), shell(admin, "Killed", "kill -9 $$"));

    assertThat(ids(admin, "?sort=exitCode")).containsExactly(loud, quiet, killed);
    assertThat(ids(admin, "?sort=-exitCode")).containsExactly(killed, quiet, loud);
    assertThat(ids(admin, "?sort=-lineCount").getFirst()).isEqualTo(loud);
    assertThat(ids(admin, "?sort=-startedBy").getFirst()).isEqualTo(killed);
    assertThat(paged(admin, "?sort=startedBy&limit=1")).containsExactly(loud, quiet, killed);
    assertThat(ids(admin, "?sort=cause")).containsExactly(killed, loud, quiet);
    assertThat(ids(admin, "?sort=attempt")).containsExactly(killed, loud, quiet);
    assertThat(ids(admin, "?sort=maxMemoryBytes")).containsExactlyInAnyOrder(quiet, loud, killed);
  }

  @Test
  void runs_areFoundByTheirParameters_butNotByWhatIsSecret() {
    String body =
        "{'name':'Asks','parameters':[{'name':'place','type':'string'},"
            + "{'name':'key','type':'secret'}],'task':{'kind':'shell','content':'true'}}";
    String job = admin.post("/api/jobs", body).status(201).data("id").textValue();
    String start = "/api/jobs/" + job + "/run";
    String here =
        admin
            .post(start, "{'parameters':{'place':'Old Harbour','key':'opensesame'}}")
            .status(202)
            .data("runId")
            .textValue();
    ended(here);
    ended(admin, job);
    assertThat(ids(admin, "?parameter=harbour")).containsExactly(here);
    assertThat(ids(admin, "?parameter=PLACE%3Dold&minDurationMs=0")).containsExactly(here);
    assertThat(ids(admin, "?parameter=opensesame")).isEmpty();
    assertThat(admin.get("/api/runs?parameter=harbour").data("total").intValue()).isEqualTo(1);
  }

  @Test
  void preview_isTheLastOfOutputAndErrors_andAnAdministratorsLookIsAudited() {
    String job =
        shell(
            server.as("dora", Role.DEVELOPER),
            "Speaks",
            "printf '\\033[31mlast\\033[0m words\\n'; echo went wrong >&2");
    String id = ended(server.as(Role.OPERATOR), job);
    JsonNode plain = admin.get("/api/runs").data("runs").get(0);
    assertThat(plain.has("preview")).isFalse();
    int before = looks();
    JsonNode shown = admin.get("/api/runs?preview=true").data("runs").get(0);
    assertThat(shown.at("/preview/output").textValue()).isEqualTo("last words");
    assertThat(shown.at("/preview/errors").textValue()).isEqualTo("went wrong");
    assertThat(looks()).isEqualTo(before + 1);
    ended(admin, shell(admin, "Silent", "true"));
    JsonNode own = admin.get("/api/runs?user=me&preview=true").data("runs").get(0);
    assertThat(own.at("/preview/output").isNull()).isTrue();
    assertThat(own.path("id").textValue()).isNotEqualTo(id);
    assertThat(looks()).isEqualTo(before + 1);
  }

  private int looks() {
    return (int)
        admin
            .get("/api/admin/audit?limit=200")
            .data("entries")
            .valueStream()
            .filter(entry -> entry.path("route").textValue().equals("GET /api/runs"))
            .count();
  }

  private static String shell(ApiClient owner, String name, String script) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("name", name);
    job.put("requiredLevel", "viewer");
    job.putObject("task").put("kind", "shell").put("content", script);
    return owner
        .send("POST", "/api/jobs", job.toString(), "application/json")
        .status(201)
        .data("id")
        .textValue();
  }

  @Test
  void filters_takeTheWordsOfOlderPrograms() {
    job(admin, "Good");
    String id = ended(admin, "good");
    assertThat(ids(admin, "?status=completed")).containsExactly(id);
    assertThat(ids(admin, "?status=failed,terminated,pending")).isEmpty();
    assertThat(admin.get("/api/logs/execution").status(200).data("runs")).hasSize(1);
    assertThat(admin.get("/api/admin/logs/execution").status(200).data("runs")).hasSize(1);
    assertThat(admin.get("/api/logs/script/good").status(200).data("runs")).hasSize(1);
  }

  @Test
  void export_isTheListAsAFile() {
    job(admin, "Good");
    String first = ended(admin, "good");
    String second = ended(admin, "good");
    admin.put("/api/runs/" + first + "/note", "{'note':'=1+1, he said'}").status(200);

    var csv = admin.post("/api/runs/export", "{'format':'csv'}").status(200);
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"runs.csv\"");
    List<String> lines = csv.body().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("id,jobId,jobName,status");
    assertThat(lines.get(1)).startsWith(second).contains(",Good,success,manual,admin,");
    assertThat(lines.get(2)).startsWith(first).endsWith("\"'=1+1, he said\"");

    JsonNode json = admin.post("/api/runs/export", "{'format':'json'}").status(200).json();
    assertThat(json.findValuesAsText("id")).containsExactly(second, first);
    String one = "{'format':'json','ids':['" + first + "']}";
    assertThat(admin.post("/api/runs/export", one).json()).hasSize(1);
    String limited = "{'format':'json','limit':1}";
    assertThat(admin.post("/api/runs/export", limited).json()).hasSize(1);
    var filtered = admin.post("/api/runs/export?status=failure", "{'format':'json'}");
    assertThat(filtered.status(200).json()).isEmpty();
    admin.put("/api/runs/" + first + "/bookmark", "{'bookmarked':true}").status(200);
    var marked = admin.post("/api/runs/export?bookmarked=true", "{'format':'json'}").status(200);
    assertThat(marked.json().findValuesAsText("id")).containsExactly(first);
    var others = server.as(Role.OPERATOR).post("/api/runs/export", one).status(200);
    assertThat(others.json()).isEmpty();
    admin.post("/api/runs/export", "{'format':'xls'}").invalid("format");
    admin.post("/api/runs/export", "{'content':'odd'}").invalid("content");
    admin.post("/api/runs/export", "{'ids':['x']}").invalid("ids");
    admin.post("/api/runs/export?status=odd", "{}").invalid("status");
  }

  @Test
  void export_hasLogs_inEachFormat_ofWhatTheCallerMaySee() {
    String script =
        "'task':{'kind':'shell','content':'echo =1,\\u6771\\u4eac; seq 1 250; printf end'}";
    admin.post("/api/jobs", "{'name':'Talker'," + script + "}").status(201);
    job(admin, "Good");
    String talker = ended(admin, "talker");
    String good = ended(admin, "good");

    var csv = exported(admin, "'format':'csv','content':'logs'");
    assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"logs.csv\"");
    List<String> rows = csv.body().lines().toList();
    assertThat(rows.get(0)).startsWith("runId,jobId,jobName,startedAt,lineNumber,timestamp,stream");
    assertThat(rows.get(1)).startsWith(good).endsWith(",stdout,hello,false");
    assertThat(rows.get(2)).startsWith(talker).endsWith(",stdout,\"'=1,\u6771\u4eac\",false");
    assertThat(rows).hasSize(1 + 1 + 252);

    JsonNode json = exported(admin, "'format':'json','content':'logs'").json();
    assertThat(json.at("/0/run/id").textValue()).isEqualTo(good);
    assertThat(json.at("/1/lines")).hasSize(252);
    assertThat(json.at("/1/lines/0/content").textValue()).isEqualTo("=1,\u6771\u4eac");
    assertThat(json.at("/1/lines/251/lineNumber").longValue()).isEqualTo(252);

    var text = exported(admin, "'format':'txt','content':'logs','ids':['" + talker + "']");
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    String log = admin.get("/api/runs/" + talker + "/logs/download").status(200).body();
    assertThat(text.body()).startsWith("id: " + talker + "\n").endsWith("\n\n" + log);
    var runs = exported(admin, "'format':'txt'");
    assertThat(runs.body()).contains("jobName: Talker\nstatus: success").doesNotContain("hello");

    var pdf = exported(admin, "'format':'pdf','content':'logs'");
    assertThat(pdf.header("Content-Type")).isEqualTo("application/pdf");
    assertThat(pdf.header("Content-Disposition")).isEqualTo("attachment; filename=\"logs.pdf\"");
    assertThat(pdf.body()).startsWith("%PDF-").contains("%%EOF");

    ApiClient operator = server.as(Role.OPERATOR);
    assertThat(exported(operator, "'format':'txt','content':'logs'").body()).isEmpty();
    assertThat(exported(operator, "'format':'json','content':'logs'").json()).isEmpty();
  }

  private static ApiClient.Answer exported(ApiClient client, String body) {
    return client.post("/api/runs/export", "{" + body + "}").status(200);
  }

  private String failing() {
    String body = "{'name':'Failing','task':{'kind':'shell','content':'exit 3'}}";
    return admin.post("/api/jobs", body).status(201).data("id").textValue();
  }

  private void job(ApiClient owner, String name) {
    job(owner, name, "");
  }

  private void job(ApiClient owner, String name, String more) {
    String task = "'task':{'kind':'shell','content':'echo hello'}";
    owner.post("/api/jobs", "{'name':'" + name + "'," + more + task + "}").status(201);
  }

  private String nobodys(String job) {
    return ended(
        server.tempo().run(server.tempo().findJobByKey(job).orElseThrow().id()).id().toString());
  }

  private static List<String> ids(ApiClient client, String query) {
    return client.get("/api/runs" + query).status(200).data("runs").findValuesAsText("id");
  }

  private static List<String> paged(ApiClient client, String query) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      String more = cursor.isEmpty() ? "" : "&cursor=" + cursor;
      JsonNode page = client.get("/api/runs" + query + more).status(200).data();
      ids.addAll(page.path("runs").findValuesAsText("id"));
      cursor = page.path("nextCursor").textValue();
    }
    return ids;
  }
}
