package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hangs on a job: triggers, explanations, tags, favourites, presets, metadata. */
final class JobPartsTest extends ServerTest {

  @BeforeEach
  void makeJob() {
    admin
        .post("/api/jobs", "{'name':'Job','task':{'kind':'shell','content':'exit 0'}}")
        .status(201);
  }

  @Test
  void triggers_areMadeChangedAndDeletedOneByOne() {
    JsonNode first =
        admin
            .post("/api/jobs/job/triggers", "{'type':'interval','everySeconds':86400}")
            .status(201)
            .data();
    JsonNode second =
        admin
            .post("/api/jobs/job/triggers", "{'type':'cron','expression':'0 3 * * *'}")
            .status(201)
            .data();
    String path = "/api/jobs/job/triggers/";
    JsonNode changed =
        admin
            .put(path + second.path("id").textValue(), "{'expression':'0 4 * * *'}")
            .status(200)
            .data();
    assertThat(changed.path("id")).isEqualTo(second.path("id"));
    assertThat(changed.path("nextRunAt")).isNotEqualTo(second.path("nextRunAt"));
    JsonNode back = admin.put(path + changed.path("id").textValue(), changed.toString()).data();
    assertThat(back).isEqualTo(changed);
    JsonNode list = admin.get("/api/jobs/job/triggers").status(200).data("triggers");
    assertThat(list.get(0).path("nextRunAt")).isEqualTo(first.path("nextRunAt"));
    admin.delete(path + first.path("id").textValue()).status(200);
    assertThat(admin.get("/api/jobs/job/triggers").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/jobs/job").data("triggers").get(0).path("id"))
        .isEqualTo(second.path("id"));
    admin.delete(path + first.path("id").textValue()).problem(404, "NOT_FOUND");
    admin.put(path + "none", "{}").problem(404, "NOT_FOUND");
  }

  @Test
  void triggers_thatAreWrongOrNotOnesOwn_areRefused() {
    var wrong = admin.post("/api/jobs/job/triggers", "{'type':'cron','expression':'61 * * * *'}");
    wrong.invalid("expression");
    assertThat(wrong.json().path("details").get(0).path("position").intValue()).isZero();
    admin.post("/api/jobs/job/triggers", "{'tipe':'cron'}").invalid("type", "tipe");
    ApiClient other = server.as(Role.DEVELOPER);
    other.post("/api/jobs/job/triggers", "{'type':'startup'}").problem(403, "UNAUTHORIZED");
    other.get("/api/jobs/job/triggers").status(200);
  }

  @Test
  void onceTrigger_isAnInstant_whichMustBeGiven() {
    admin.post("/api/jobs/job/triggers", "{'type':'once'}").invalid("at");
    admin.post("/api/jobs/job/triggers", "{'type':'once','at':'tomorrow'}").invalid("at");
    String body = "{'type':'once','at':'2199-01-01T04:00:00.5Z'}";
    JsonNode made = admin.post("/api/jobs/job/triggers", body).status(201).data();
    assertThat(made.path("at").textValue()).isEqualTo("2199-01-01T04:00:00.500Z");
    assertThat(made.path("nextRunAt").textValue()).isEqualTo("2199-01-01T04:00:00.500Z");
    assertThat(made.path("description").textValue()).contains("2199-01-01", "UTC");
    String later = "{'at':'2199-01-02T04:00:00Z'}";
    JsonNode moved =
        admin
            .put("/api/jobs/job/triggers/" + made.path("id").textValue(), later)
            .status(200)
            .data();
    assertThat(moved.path("nextRunAt").textValue()).isEqualTo("2199-01-02T04:00:00Z");
    JsonNode passed =
        admin
            .post("/api/schedules/preview", "{'type':'once','at':'2020-01-01T00:00:00Z'}")
            .status(200)
            .data();
    assertThat(passed.path("occurrences")).isEmpty();
    assertThat(passed.path("warnings").get(0).textValue()).contains("at once");
  }

  @Test
  void explain_saysWhy() {
    admin.post("/api/jobs/job/triggers", "{'type':'cron','expression':'0 3 * * *'}").status(201);
    JsonNode not = admin.get("/api/jobs/job/explain?at=2199-01-01T04:00:00Z").status(200).data();
    assertThat(not.path("explanations").get(0).path("verdict").textValue())
        .isEqualTo("not_scheduled");
    JsonNode due = admin.get("/api/jobs/job/explain?at=2199-01-01T03:00:00Z").status(200).data();
    assertThat(due.path("explanations").get(0).path("verdict").textValue()).isEqualTo("due");
    assertThat(due.path("at").textValue()).isEqualTo("2199-01-01T03:00:00Z");
    admin.get("/api/jobs/job/explain?at=noon").invalid("at");
    admin.get("/api/jobs/job/explain").status(200);
  }

  @Test
  void tags_areTheJobsAndTheCallersOwn() {
    admin.post("/api/jobs", "{'name':'Other','tags':['red']}").status(201);
    ApiClient viewer = server.as(Role.VIEWER);
    JsonNode tags = admin.put("/api/jobs/job/tags", "{'tags':['red','blue']}").status(200).data();
    assertThat(tags.path("tags").toString()).isEqualTo("[\"red\",\"blue\"]");
    viewer.put("/api/jobs/job/tags", "{'tags':['x']}").problem(403, "UNAUTHORIZED");
    JsonNode mine = viewer.put("/api/jobs/job/tags", "{'userTags':['mine']}").status(200).data();
    assertThat(mine.path("sources").toString())
        .isEqualTo(
            "[{\"tag\":\"red\",\"source\":\"job\"},{\"tag\":\"blue\",\"source\":\"job\"},"
                + "{\"tag\":\"mine\",\"source\":\"user\"}]");
    viewer.put("/api/jobs/job/tags", mine.toString()).status(200);
    assertThat(admin.get("/api/jobs/job/tags").data("userTags")).isEmpty();
    assertThat(names(viewer, "?tags=mine")).containsExactly("Job");
    assertThat(names(viewer, "?tags=mine,red")).containsExactly("Job");
    assertThat(names(viewer, "?tags=mine,red&match=any&sort=name")).containsExactly("Job", "Other");
    assertThat(viewer.get("/api/scripts/search-tags?tags=mine").data("total").intValue())
        .isEqualTo(1);
    assertThat(names(admin, "?tags=mine")).isEmpty();
    JsonNode all = viewer.get("/api/user/tags").status(200).data("tags");
    assertThat(all.get(0).toString()).isEqualTo("{\"tag\":\"red\",\"count\":2,\"source\":\"job\"}");
    assertThat(viewer.get("/api/tags?q=mi").data("tags").findValuesAsText("source"))
        .containsExactly("user");
    admin.put("/api/jobs/job/tags", "{'tags':['a b']}").invalid("tags");
    String many = String.join(",", java.util.Collections.nCopies(21, "'t'"));
    admin.put("/api/jobs/job/tags", "{'userTags':[" + many + "]}").invalid("userTags");
  }

  @Test
  void favorites_areTheCallersOwn_andGoWithTheJob() {
    ApiClient viewer = server.as(Role.VIEWER);
    viewer.put("/api/jobs/job/favorite", "{}").status(200);
    viewer.put("/api/jobs/job/favorite", "{}").status(200);
    assertThat(names(viewer, "?favorite=true")).containsExactly("Job");
    assertThat(names(viewer, "?favorite=false")).isEmpty();
    assertThat(names(admin, "?favorite=true")).isEmpty();
    viewer.delete("/api/jobs/job/favorite").status(200);
    assertThat(names(viewer, "?favorite=true")).isEmpty();
    viewer.put("/api/jobs/job/favorite", "{}").status(200);
    admin.delete("/api/jobs/job").status(200);
    assertThat(names(viewer, "?favorite=true")).isEmpty();
  }

  @Test
  void presets_keepCheckedParametersByProject() {
    admin
        .put(
            "/api/jobs/job",
            "{'parameters':[{'name':'rows','type':'int','required':true,'min':1},"
                + "{'name':'text'},{'name':'key','type':'secret'}]}")
        .status(200);
    String project = "?project=01a1fd97-fd34-7682-948f-4fe378aecac3";
    JsonNode saved =
        admin
            .put("/api/jobs/job/presets/Small%20one", "{'parameters':{'rows':3}}")
            .status(200)
            .data();
    assertThat(saved.path("parameters").path("rows").textValue()).isEqualTo("3");
    assertThat(admin.get("/api/jobs/job/presets/Small%20one").data()).isEqualTo(saved);
    admin.put("/api/jobs/job/presets/b" + project, "{'parameters':{'text':'x'}}").status(200);
    admin.put("/api/jobs/job/presets/a%20larger", "{'parameters':{'rows':9}}").status(200);
    assertThat(admin.get("/api/jobs/job/presets").data("presets").findValuesAsText("name"))
        .containsExactly("a larger", "Small one");
    assertThat(admin.get("/api/jobs/job/presets" + project).data("total").intValue()).isEqualTo(1);
    assertThat(server.as(Role.OPERATOR).get("/api/jobs/job/presets").data("presets")).isEmpty();
    admin
        .put("/api/jobs/job/presets/bad", "{'parameters':{'rows':0,'no':1}}")
        .invalid("parameters.rows", "parameters.no");
    admin.put("/api/jobs/job/presets/bad", "{'parameters':{'key':'x'}}").invalid("parameters.key");
    admin.put("/api/jobs/job/presets/-", "{'parameters':{}}").invalid("name");
    admin.delete("/api/jobs/job/presets/Small%20one").status(200);
    admin.get("/api/jobs/job/presets/Small%20one").problem(404, "NOT_FOUND");
  }

  @Test
  void scheduledJob_mustNotNeedWhatNobodyGives() {
    String parameters =
        "'parameters':[{'name':'rows','type':'int','required':true,'min':1,'max':9}]";
    String triggers = "'triggers':[{'type':'cron','expression':'0 3 * * *'}]";
    admin
        .post("/api/jobs", "{'name':'Asks'," + parameters + "," + triggers + "}")
        .invalid("parameters.rows");
    admin.post("/api/jobs", "{'name':'Asks'," + parameters + "}").status(201);
    admin.put("/api/jobs/asks", "{" + triggers + "}").invalid("parameters.rows");
    admin.put("/api/jobs/asks", "{'enabled':false," + triggers + "}").status(200);
    admin.post("/api/jobs/asks/enable").invalid("parameters.rows");
    admin.put("/api/jobs/asks", "{" + parameters.replace("'min'", "'default':'','min'") + "}");
    admin.post("/api/jobs/asks/enable").invalid("parameters.rows");
    admin
        .put("/api/jobs/asks", "{" + parameters.replace("'min'", "'default':3.0,'min'") + "}")
        .status(200);
    JsonNode shown = admin.post("/api/jobs/asks/enable").status(200).data("parameters").path(0);
    assertThat(shown.path("default").textValue()).isEqualTo("3");
    assertThat(shown.path("min").toString()).isEqualTo("1");
  }

  @Test
  void emptyTextIsNoValue_defaultsCountForOthers_andWholeNumbersAreWhole() {
    admin
        .put(
            "/api/jobs/job",
            "{'parameters':[{'name':'mode','default':'tar'},"
                + "{'name':'level','type':'int','required':true,'dependsOn':'mode','max':9}]}")
        .status(200);
    admin.post("/api/jobs/job/run", "{}").invalid("parameters.level");
    admin.post("/api/jobs/job/run", "{'parameters':{'level':''}}").invalid("parameters.level");
    admin.post("/api/jobs/job/run", "{'parameters':{'mode':''}}").status(202);
    ApiClient.Answer tooMuch = admin.post("/api/jobs/job/run", "{'parameters':{'level':10}}");
    tooMuch.invalid("parameters.level");
    assertThat(tooMuch.body().toString()).contains("9").doesNotContain("9.0");
    String run =
        admin
            .post("/api/jobs/job/run", "{'parameters':{'level':3.0}}")
            .status(202)
            .data("runId")
            .textValue();
    assertThat(admin.get("/api/runs/" + run).data("parameters").path("level").textValue())
        .isEqualTo("3");
  }

  @Test
  void metadata_describesAndIsWrittenBack() {
    JsonNode read = admin.get("/api/scripts/job/metadata").status(200).data();
    assertThat(admin.put("/api/jobs/job/metadata", read.toString()).status(200).data())
        .isEqualTo(read);
    JsonNode changed =
        admin
            .put(
                "/api/jobs/job/metadata",
                "{'displayName':{'es':'Tarea'},'description':'words','category':'c',"
                    + "'parameters':[{'name':'n','type':'int','default':4}]}")
            .status(200)
            .data();
    assertThat(changed.path("displayName").path("es").textValue()).isEqualTo("Tarea");
    assertThat(server.tempo().findJobByKey("job").orElseThrow().task().parameters())
        .containsEntry("n", "4");
    admin.put("/api/jobs/job/metadata", "{'timeoutSeconds':5}").invalid("timeoutSeconds");
    ApiClient developer = server.as(Role.DEVELOPER);
    developer.put("/api/jobs/job/metadata", "{'description':'other'}").status(200);
    developer
        .put("/api/jobs/job/metadata", "{'requiredLevel':'developer'}")
        .problem(403, "UNAUTHORIZED");
  }

  @Test
  void description_isKeptInEachLanguage_andFoundByIt() {
    String several = "{'description':{'en':'Counts sheep','fr':'Compte les moutons'}}";
    JsonNode job = admin.put("/api/jobs/job/metadata", several).status(200).data();
    assertThat(job.path("effective").path("description").path("fr").textValue())
        .isEqualTo("Compte les moutons");
    job = admin.get("/api/jobs/job").data();
    assertThat(job.path("description").textValue()).isEqualTo("Counts sheep");
    assertThat(job.path("descriptions").toString()).isEqualTo("{\"fr\":\"Compte les moutons\"}");
    assertThat(names(admin, "?q=MOUTONS")).containsExactly("Job");
    assertThat(names(admin, "?q=sheep")).containsExactly("Job");

    job = admin.put("/api/jobs/job", "{'description':'Counts all sheep'}").status(200).data();
    assertThat(job.path("descriptions")).hasSize(1);
    job = admin.put("/api/jobs/job", job.toString()).status(200).data();
    assertThat(job.path("description").textValue()).isEqualTo("Counts all sheep");
    String spanish = "{'descriptions':{'es':'Cuenta ovejas'}}";
    job = admin.put("/api/jobs/job", spanish).status(200).data();
    assertThat(job.path("descriptions").toString()).isEqualTo("{\"es\":\"Cuenta ovejas\"}");
    admin.put("/api/jobs/job", "{'descriptions':{'es':5}}").invalid("descriptions");

    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    assertThat(admin.get("/api/jobs/job").data("descriptions").path("es").textValue())
        .isEqualTo("Cuenta ovejas");
  }

  @Test
  void list_showsHowRunsWent_andFiltersByTheLastOne() {
    admin
        .post("/api/jobs", "{'name':'Bad','task':{'kind':'shell','content':'exit 3'}}")
        .status(201);
    admin.post("/api/jobs", "{'name':'Idle'}").status(201);
    assertThat(names(admin, "?lastStatus=none&sort=name")).containsExactly("Bad", "Idle", "Job");
    for (String job : List.of("job", "bad", "job")) {
      String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
      admin.await("/api/runs/" + run, r -> !r.path("finishedAt").isNull());
    }
    JsonNode job = admin.await("/api/jobs/job", j -> j.path("successCount").intValue() == 2).data();
    assertThat(job.path("runCount").intValue()).isEqualTo(2);
    assertThat(job.path("recentRuns")).hasSize(2);
    assertThat(job.path("lastRun").path("status").textValue()).isEqualTo("success");
    admin.await("/api/jobs/bad", j -> j.path("runCount").intValue() == 1);
    assertThat(names(admin, "?lastStatus=failure")).containsExactly("Bad");
    assertThat(names(admin, "?lastStatus=failed")).containsExactly("Bad");
    assertThat(names(admin, "?lastStatus=none,success&sort=name")).containsExactly("Idle", "Job");
    admin.get("/api/jobs?lastStatus=odd").invalid("lastStatus");
    assertThat(names(admin, "?owner=admin&q=IDL")).containsExactly("Idle");

    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    JsonNode later = admin.await("/api/jobs/job", j -> j.path("runCount").intValue() == 2).data();
    assertThat(later.path("successCount").intValue()).isEqualTo(2);
    assertThat(later.path("recentRuns")).isEqualTo(job.path("recentRuns"));
  }

  private static List<String> names(ApiClient client, String query) {
    return client.get("/api/jobs" + query).status(200).data("jobs").findValuesAsText("name");
  }
}
