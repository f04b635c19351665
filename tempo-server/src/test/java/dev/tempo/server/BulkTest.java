package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is done to many jobs or runs by one call. */
final class BulkTest extends ServerTest {
  private static final String NOBODY = "01890000-0000-7000-8000-000000000000";

  @Test
  void jobs_areChangedOneByOne_andTheAnswerSaysHowTheyWere() {
    String folder = admin.post("/api/folders", "{'name':'Here'}").status(201).data("id").asText();
    String one = job(admin, "One");
    String two = job(server.as("olga", Role.DEVELOPER), "Two");

    JsonNode moved = bulk(admin, "'move','folderId':'" + folder + "'", one, two, NOBODY);
    assertThat(moved.path("done").findValuesAsText("name")).containsExactly("One", "Two");
    assertThat(moved.at("/done/0/before/folderId").isNull()).isTrue();
    assertThat(moved.at("/refused/0/id").asText()).isEqualTo(NOBODY);
    assertThat(moved.at("/refused/0/code").asText()).isEqualTo("NOT_FOUND");
    JsonNode shown = admin.get("/api/jobs/" + two).data();
    assertThat(shown.path("folderNames").path(0).asText()).isEqualTo("Here");

    JsonNode tagged = bulk(admin, "'tag','tags':['night']", one, two);
    assertThat(tagged.at("/done/1/changed").booleanValue()).isTrue();
    JsonNode again = bulk(admin, "'tag','tags':['night']", one);
    assertThat(again.at("/done/0/changed").booleanValue()).isFalse();
    bulk(admin, "'untag','tags':['night']", one);
    assertThat(admin.get("/api/jobs?tags=night").data("jobs").findValuesAsText("name"))
        .containsExactly("Two");

    JsonNode off = bulk(admin, "'disable'", one);
    assertThat(off.at("/done/0/before/enabled").booleanValue()).isTrue();
    JsonNode disabled = bulk(admin, "'run'", one, two);
    assertThat(disabled.at("/refused/0/code").asText()).isEqualTo("CONFLICT");
    ended(disabled.at("/done/0/runId").asText());

    String version = off.at("/done/0/version").asText();
    admin.put("/api/jobs/" + one, "{'description':'changed meanwhile'}").status(200);
    JsonNode late = bulk(admin, "'enable','versions':{'" + one + "':" + version + "}", one);
    assertThat(late.at("/refused/0/code").asText()).isEqualTo("CONFLICT");
  }

  @Test
  void jobs_ofAList_areChangedIfTheyAreAsManyAsWereSeen() {
    job(admin, "A 1");
    job(admin, "A 2");
    job(admin, "B 1");
    var stale = admin.post("/api/jobs/bulk?q=a", "{'action':'disable','expectedCount':3}");
    assertThat(stale.problem(409, "CONFLICT").json().path("count").intValue()).isEqualTo(2);
    assertThat(admin.get("/api/jobs?enabled=false").data("total").intValue()).isZero();
    JsonNode done =
        admin
            .post("/api/jobs/bulk?q=a", "{'action':'disable','expectedCount':2}")
            .status(200)
            .data();
    assertThat(done.path("done")).hasSize(2);
    assertThat(admin.get("/api/jobs?enabled=true").data("jobs").findValuesAsText("name"))
        .containsExactly("B 1");
    admin.post("/api/jobs/bulk", "{'action':'disable'}").invalid("ids");
    admin.post("/api/jobs/bulk", "{'action':'burn','expectedCount':1}").invalid("action");
    admin.post("/api/jobs/bulk", "{'action':'tag','expectedCount':3}").invalid("tags");
    admin.post("/api/jobs/bulk", "{'action':'enable','ids':['x']}").invalid("ids");
    admin
        .post("/api/jobs/bulk", "{'action':'enable','ids':[],'versions':{'x':1}}")
        .invalid("versions");
    admin
        .post("/api/jobs/bulk", "{'action':'move','ids':[],'folderId':'" + NOBODY + "'}")
        .invalid("folderId");
  }

  @Test
  void jobs_areForThoseAlone_whoMayDoItToEach() {
    String open = job(admin, "Open");
    String high =
        admin.post("/api/jobs", "{'name':'High','requiredLevel':'admin'}").data("id").asText();
    ApiClient viewer = server.as(Role.VIEWER);
    JsonNode favored = bulk(viewer, "'favor'", open, high);
    assertThat(favored.path("done").findValuesAsText("id")).containsExactly(open);
    assertThat(favored.at("/refused/0/code").asText()).isEqualTo("NOT_FOUND");
    assertThat(viewer.get("/api/jobs?favorite=true").data("total").intValue()).isEqualTo(1);
    bulk(viewer, "'disfavor'", open);
    assertThat(viewer.get("/api/jobs?favorite=true").data("total").intValue()).isZero();
    for (String action : List.of("'run'", "'disable'", "'delete'", "'tag','tags':['x']")) {
      JsonNode refused = bulk(viewer, action, open);
      assertThat(refused.at("/refused/0/code").asText()).as(action).isEqualTo("UNAUTHORIZED");
    }
    ApiClient operator = server.as(Role.OPERATOR);
    JsonNode ran = bulk(operator, "'run'", open, high);
    assertThat(ran.path("done")).hasSize(1);
    ended(ran.at("/done/0/runId").asText());
  }

  @Test
  void runs_areCancelled_runAgain_andDeleted_byIdsAndByList() throws Exception {
    String gate = directory.resolve("gate").toString();
    String waiting = job(admin, "Waiting", "while [ ! -e " + gate + " ]; do sleep 0.05; done");
    ApiClient operator = server.as(Role.OPERATOR);
    String mine = run(operator, waiting);
    String theirs = run(admin, waiting);
    JsonNode refused = operator.post("/api/runs/cancel", ids(mine, theirs)).status(200).data();
    assertThat(refused.path("done").findValuesAsText("id")).containsExactly(mine);
    assertThat(refused.at("/refused/0/code").asText()).isEqualTo("NOT_FOUND");
    ended(mine);
    JsonNode late = operator.post("/api/runs/cancel", ids(mine)).status(200).data();
    assertThat(late.at("/refused/0/code").asText()).isEqualTo("CONFLICT");
    admin
        .post("/api/runs/cancel?status=running,queued", "{'expectedCount':7}")
        .problem(409, "CONFLICT");
    admin.get("/api/runs/" + theirs).status(200);
    JsonNode all =
        admin
            .post("/api/runs/cancel?status=running,queued", "{'expectedCount':1}")
            .status(200)
            .data();
    assertThat(all.path("done").findValuesAsText("id")).containsExactly(theirs);
    ended(theirs);

    Files.createFile(directory.resolve("gate"));
    JsonNode again = operator.post("/api/runs/rerun", ids(mine, NOBODY)).status(200).data();
    String second = ended(again.at("/done/0/runId").asText());
    assertThat(operator.get("/api/runs/" + second).data("startedBy").asText())
        .isEqualTo("operator");
    assertThat(again.at("/refused/0/code").asText()).isEqualTo("NOT_FOUND");
    JsonNode listed =
        admin.post("/api/runs/rerun?status=cancelled", "{'expectedCount':2}").status(200).data();
    listed.path("done").findValuesAsText("runId").forEach(this::ended);

    JsonNode deleted =
        admin.post("/api/runs/delete?job=" + waiting, "{'expectedCount':5}").status(200).data();
    assertThat(deleted.path("deleted").size() + deleted.path("refused").size()).isEqualTo(5);
    admin.post("/api/runs/cancel", "{}").invalid("ids");
    admin
        .post("/api/runs/cancel", "{'ids':['" + mine + "'],'expectedCount':1}")
        .invalid("expectedCount");
    admin.post("/api/runs/rerun", "{'ids':['x']}").invalid("ids");
    server.as(Role.VIEWER).post("/api/runs/cancel", ids(mine)).problem(403, "UNAUTHORIZED");
    assertThat(admin.get("/api/admin/audit?limit=100").body()).contains("/api/runs/cancel");
  }

  private static JsonNode bulk(ApiClient client, String action, String... ids) {
    String list = Stream.of(ids).map(id -> "'" + id + "'").toList().toString();
    return client
        .post("/api/jobs/bulk", "{'action':" + action + ",'ids':" + list + "}")
        .status(200)
        .data();
  }

  private static String ids(String... ids) {
    return "{'ids':" + Stream.of(ids).map(id -> "'" + id + "'").toList() + "}";
  }

  private static String job(ApiClient owner, String name) {
    return job(owner, name, "true");
  }

  private static String job(ApiClient owner, String name, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    return owner
        .post("/api/jobs", "{'name':'" + name + "'," + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }
}
