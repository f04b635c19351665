package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobsTest extends ServerTest {

  @Test
  void create_withNameAlone_takesTheDefaults() {
    JsonNode job = admin.post("/api/jobs", "{'name':'Hello World'}").status(201).data();
    assertThat(job.path("safeName").textValue()).isEqualTo("hello-world");
    assertThat(job.path("task").path("kind").textValue()).isEqualTo("python");
    assertThat(job.path("task").path("content").textValue()).contains("Hello World");
    assertThat(job.path("owner").textValue()).isEqualTo("admin");
    assertThat(job.path("timezone").textValue()).isEqualTo("UTC");
    assertThat(job.path("timeoutSeconds").intValue()).isEqualTo(3600);
    assertThat(job.path("limits").path("memoryBytes").longValue()).isEqualTo(512L << 20);
    assertThat(job.path("notify").path("on").textValue()).isEqualTo("failure");
    assertThat(job.path("urlTrigger").booleanValue()).isFalse();
    assertThat(job.path("version").intValue()).isEqualTo(1);
    assertThat(job.path("nextRunAt").isNull()).isTrue();
  }

  @Test
  void create_withAllFields_readsThemBack() {
    String body =
        """
        {'name':'Whole','displayName':{'es':'Entero'},'category':'sums','description':'All of it',
         'descriptions':{'es':'Todo'},
         'enabled':false,'requiredLevel':'developer','tags':['a','b_2'],'timezone':'Europe/Paris',
         'task':{'kind':'shell','content':'echo hi','workingDir':'/tmp'},
         'environmentVariables':{'PLAIN':'shown','TOKEN':'hidden'},'secretVariables':['TOKEN'],
         'parameters':[{'name':'rows','type':'int','required':true,'default':5,'min':1,'max':9}],
         'triggers':[{'type':'interval','everySeconds':90,'mode':'FIXED_DELAY','enabled':false},
          {'type':'calendar','weekdays':[1,5],'hours':[8],'minutes':[0],'dst':'LITERAL'},
          {'type':'startup'},
          {'type':'cron','expression':'0 0/15 * * * ?','dialect':'QUARTZ','timezone':'Asia/Tokyo',
           'startAt':'2026-01-01T00:00:00Z','endAt':'2030-01-01T00:00:00+01:00',
           'excludedDates':['2026-12-24'],'jitterSeconds':7,'misfire':'SKIP','graceSeconds':5}],
         'queue':'slow','overlap':'ALLOW','timeoutSeconds':60,'graceSeconds':2,'leftovers':'LEAVE',
         'retry':{'count':3,'delaySeconds':1,'backoff':'EXPONENTIAL','maxDelaySeconds':60,'jitter':0.5,
          'retryOnExitCodes':[75,3],'abortOnExitCodes':[4]},
         'rerunIfLost':true,'nodeLabels':['zone=a','gpu','zone=b'],'lostAfterSeconds':90.5,
         'limits':{'memoryBytes':1000000,'cpuPercent':50,'processes':9,'outputBytes':99,'nice':3},
         'notify':{'on':'always','emails':['a@example.org'],'webhookUrl':'https://example.org/h'},
         'urlTrigger':true,'autoSave':false,'interface':{'preferredPort':5200,'autoOpen':true}}
        """;
    JsonNode made = admin.post("/api/jobs", body).status(201).data();
    JsonNode read = admin.get("/api/jobs/whole").status(200).data();
    assertThat(read).isEqualTo(made);
    assertThat(read.path("triggers").findValuesAsText("type"))
        .containsExactly("interval", "calendar", "startup", "cron");
    assertThat(read.path("triggers").get(3).path("endAt").textValue())
        .isEqualTo("2029-12-31T23:00:00Z");
    assertThat(read.path("environmentVariables").path("PLAIN").textValue()).isEqualTo("shown");
    assertThat(read.path("environmentVariables").path("TOKEN").isNull()).isTrue();
    assertThat(read.path("retry").path("jitter").doubleValue()).isEqualTo(0.5);
    assertThat(read.path("retry").path("retryOnExitCodes").toString()).isEqualTo("[3,75]");
    assertThat(read.path("limits").path("nice").intValue()).isEqualTo(3);
    assertThat(read.path("nodeLabels").toString()).isEqualTo("[\"gpu\",\"zone=b\"]");
    assertThat(read.path("lostAfterSeconds").doubleValue()).isEqualTo(90.5);
    assertThat(read.path("displayName").path("es").textValue()).isEqualTo("Entero");
    assertThat(read.path("parameters").get(0).path("default").textValue()).isEqualTo("5");

    JsonNode back = admin.put("/api/jobs/whole", read.toString()).status(200).data();
    assertThat(back).isEqualTo(read);
  }

  /** What was read may be written back, and is ignored. */
  @Test
  void environment_thatIsMeantAsVariables_isSaidToBeNotTaken() {
    JsonNode made =
        admin
            .post("/api/jobs", "{'name':'Meant','environment':{'COLOUR':'red'}}")
            .status(201)
            .data();
    assertThat(made.path("warnings").toString()).contains("given as environmentVariables");
    assertThat(made.path("environmentVariables")).isEmpty();
    JsonNode read = admin.get("/api/jobs/meant").status(200).data();
    assertThat(admin.put("/api/jobs/meant", read.toString()).status(200).data().path("warnings"))
        .isEqualTo(read.path("warnings"));
  }

  @Test
  void create_withBadInput_namesEveryFieldAndStoresNothing() {
    var answer =
        admin.post(
            "/api/jobs",
            """
            {'nam':'x','timezone':'Mars/Olympus','timeoutSeconds':0,'tags':['a b'],
             'retry':{'count':-1,'often':true,'abortOnExitCodes':[0]},'overlap':'MAYBE','enabled':'yes',
             'nodeLabels':['a b'],'lostAfterSeconds':-1,'runCounts':1,
             'environmentVariables':{'1lower':'x'},
             'triggers':[{'type':'cron','expression':'61 * * * *'},{'type':'interval'}]}
            """);
    answer.invalid(
        "name",
        "nam",
        "timezone",
        "timeoutSeconds",
        "tags",
        "retry.count",
        "retry.often",
        "retry.abortOnExitCodes",
        "overlap",
        "enabled",
        "environmentVariables",
        "nodeLabels",
        "lostAfterSeconds",
        "runCounts",
        "triggers[0].expression",
        "triggers[1].everySeconds");
    JsonNode cron = detail(answer.json(), "triggers[0].expression");
    assertThat(cron.path("position").intValue()).isZero();
    assertThat(detail(answer.json(), "nam").path("message").textValue())
        .isEqualTo("is not a known field; did you mean name?");
    assertThat(detail(answer.json(), "runCounts").path("message").textValue())
        .as("what is computed cannot be meant")
        .isEqualTo("is not a known field");
    assertThat(admin.get("/api/jobs").data("total").intValue()).isZero();
  }

  @Test
  void create_withWrongBody_is400Or415() {
    admin.post("/api/jobs", "{'name':").problem(400, "BAD_REQUEST");
    admin.post("/api/jobs", "{'name':'a','name':'b'}").problem(400, "BAD_REQUEST");
    admin.post("/api/jobs", "{'name':'a'} x").problem(400, "BAD_REQUEST");
    admin.post("/api/jobs").problem(400, "BAD_REQUEST");
    admin.post("/api/jobs", "[1]").problem(422, "VALIDATION_ERROR");
    admin.send("POST", "/api/jobs", "name=a", "text/plain").problem(415, "UNSUPPORTED_MEDIA_TYPE");
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    admin.post("/api/jobs", deep).problem(400, "BAD_REQUEST");
    String large = "{'name':'" + "a".repeat(5 << 20) + "'}";
    admin.post("/api/jobs", large).problem(413, "PAYLOAD_TOO_LARGE");
    assertThat(admin.get("/api/jobs").data("total").intValue()).isZero();
  }

  @Test
  void create_withTakenName_is409_butSameSafeNameIsNumbered() {
    create("API Call #1");
    admin.post("/api/jobs", "{'name':'api call #1'}").problem(409, "CONFLICT");
    JsonNode second = create("API Call 1");
    assertThat(second.path("safeName").textValue()).isEqualTo("api-call-1-2");
    assertThat(create("#!?").path("safeName").textValue()).isEqualTo("script-2");
  }

  @Test
  void show_byIdKeyOrSafeName_isTheSame() {
    JsonNode job = create("Hello World");
    JsonNode byId = admin.get("/api/jobs/" + job.path("id").textValue()).status(200).data();
    assertThat(admin.get("/api/jobs/hello-world").data()).isEqualTo(byId);
    assertThat(admin.get("/api/scripts/hello-world").data()).isEqualTo(byId);
    admin.get("/api/jobs/nobody").problem(404, "NOT_FOUND");
    admin.get("/api/jobs/01a1fd97-fd34-7682-948f-4fe378aecac3").problem(404, "NOT_FOUND");
  }

  @Test
  void show_ofAmbiguousSafeName_is409WithTheCandidates() {
    server.tempo().save(Job.named("A").key("one:same").task(Task.shell("true")).build());
    server.tempo().save(Job.named("B").key("two:same").task(Task.shell("true")).build());
    admin.await("/api/jobs", jobs -> jobs.path("total").intValue() == 2);
    var answer = admin.get("/api/jobs/same").problem(409, "CONFLICT");
    assertThat(answer.json().path("candidates").findValuesAsText("")).isEmpty();
    assertThat(answer.json().path("candidates").toString())
        .isEqualTo("[\"one:same\",\"two:same\"]");
    assertThat(admin.get("/api/jobs/two:same").data("name").textValue()).isEqualTo("B");
  }

  @Test
  void update_keepsWhatIsAbsent_andCountsTheVersion() {
    create("Kept");
    JsonNode tagged = admin.put("/api/jobs/kept", "{'version':1,'tags':['x']}").status(200).data();
    assertThat(tagged.path("version").intValue()).isEqualTo(2);
    JsonNode slower =
        admin.put("/api/jobs/kept", "{'version':2,'timeoutSeconds':5}").status(200).data();
    assertThat(slower.path("version").intValue()).isEqualTo(3);
    assertThat(slower.path("tags").toString()).isEqualTo("[\"x\"]");
    JsonNode same = admin.put("/api/jobs/kept", "{'timeoutSeconds':5}").status(200).data();
    assertThat(same).isEqualTo(slower);
    assertThat(
            admin.put("/api/jobs/kept", "{'timeoutSeconds':null}").data("timeoutSeconds").isNull())
        .isTrue();
  }

  @Test
  void update_withStaleVersion_is409WithTheCurrentJob() {
    create("Raced");
    admin.put("/api/jobs/raced", "{'version':1,'description':'mine'}").status(200);
    var stale = admin.put("/api/jobs/raced", "{'version':1,'description':'theirs'}");
    stale.problem(409, "CONFLICT");
    JsonNode current = stale.json().path("current");
    assertThat(current.path("version").intValue()).isEqualTo(2);
    assertThat(current.path("description").textValue()).isEqualTo("mine");
  }

  @Test
  void update_ofUnchangedSchedule_keepsTheNextTime() {
    JsonNode job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Timed','triggers':[{'type':'interval','everySeconds':86400}]}")
            .status(201)
            .data();
    JsonNode renamed =
        admin.put("/api/jobs/timed", "{'name':'Renamed','timeoutSeconds':9}").status(200).data();
    assertThat(renamed.path("safeName").textValue()).isEqualTo("timed");
    assertThat(renamed.path("nextRunAt")).isEqualTo(job.path("nextRunAt"));
    assertThat(renamed.path("triggers").get(0).path("id"))
        .isEqualTo(job.path("triggers").get(0).path("id"));
  }

  @Test
  void secretVariable_staysHidden_untilItGetsANewValue() {
    admin
        .post(
            "/api/jobs",
            "{'name':'S','environmentVariables':{'TOKEN':'t0p'},'secretVariables':['TOKEN']}")
        .status(201);
    admin.put("/api/jobs/s", "{'secretVariables':[]}").invalid("secretVariables");
    admin.put("/api/jobs/s", "{'environmentVariables':{'TOKEN':null,'B':'1'}}").status(200);
    assertThat(admin.get("/api/jobs/s").data("environmentVariables").path("TOKEN").isNull())
        .isTrue();
    admin
        .put("/api/jobs/s", "{'environmentVariables':{'TOKEN':'new'},'secretVariables':[]}")
        .status(200);
    assertThat(admin.get("/api/jobs/s").data("environmentVariables").path("TOKEN").textValue())
        .isEqualTo("new");
  }

  @Test
  void enableAndDisable_sayWhetherItMayRun() {
    create("Switch");
    assertThat(admin.post("/api/jobs/switch/disable").status(200).data("enabled").booleanValue())
        .isFalse();
    admin.post("/api/jobs/switch/run").problem(409, "CONFLICT");
    assertThat(admin.post("/api/jobs/switch/enable").status(200).data("enabled").booleanValue())
        .isTrue();
  }

  @Test
  void delete_removesTheJob_andFreesItsName() {
    create("Gone");
    admin.delete("/api/jobs/gone").status(200);
    admin.get("/api/jobs/gone").problem(404, "NOT_FOUND");
    create("Gone");
  }

  @Test
  void list_filtersSortsAndPages() {
    List.of("Charlie", "alpha", "Bravo").forEach(this::create);
    admin.put("/api/jobs/bravo", "{'tags':['x','y'],'description':'find me'}").status(200);
    admin.put("/api/jobs/alpha", "{'tags':['x']}").status(200);
    admin.post("/api/jobs/charlie/disable").status(200);
    assertThat(names("?sort=name")).containsExactly("alpha", "Bravo", "Charlie");
    assertThat(names("")).containsExactly("Bravo", "alpha", "Charlie");
    assertThat(names("?tags=x,y")).containsExactly("Bravo");
    assertThat(names("?tags=x,y&match=any&sort=name")).containsExactly("alpha", "Bravo");
    assertThat(names("?q=FIND")).containsExactly("Bravo");
    assertThat(names("?enabled=false")).containsExactly("Charlie");
    JsonNode page = admin.get("/api/jobs?sort=name&limit=2").data();
    assertThat(page.path("total").intValue()).isEqualTo(3);
    String cursor = page.path("nextCursor").textValue();
    assertThat(names("?sort=name&limit=2&cursor=" + cursor)).containsExactly("Charlie");
    admin.get("/api/jobs?limit=0").invalid("limit");
    admin.get("/api/jobs?cursor=!").invalid("cursor");
    admin.get("/api/jobs?sort=size").invalid("sort");
  }

  @Test
  void jobOfAProgram_isListedToo() {
    server
        .tempo()
        .save(
            Job.named("By code")
                .task(Task.handler("report").withParameter("rows", "1"))
                .trigger(Trigger.cron("0 3 * * *"))
                .build());
    JsonNode job =
        admin.await("/api/jobs", jobs -> jobs.path("total").intValue() == 1).data("jobs").get(0);
    assertThat(job.path("task").path("kind").textValue()).isEqualTo("handler");
    JsonNode whole = admin.get("/api/jobs/" + job.path("id").textValue()).status(200).data();
    assertThat(whole.path("task").path("content").textValue()).isEqualTo("report");
    assertThat(job.path("timeoutSeconds").isNull()).isTrue();
  }

  @Test
  void restart_keepsEverything() {
    JsonNode before = create("Durable");
    admin.put("/api/jobs/durable", "{'tags':['kept']}").status(200);
    server.close();
    server = TestServer.start(directory);
    JsonNode after = server.admin().get("/api/jobs/durable").status(200).data();
    assertThat(after.path("id")).isEqualTo(before.path("id"));
    assertThat(after.path("tags").toString()).isEqualTo("[\"kept\"]");
    assertThat(after.path("owner").textValue()).isEqualTo("admin");
  }

  private JsonNode create(String name) {
    return admin.post("/api/jobs", "{'name':'" + name + "'}").status(201).data();
  }

  private List<String> names(String query) {
    return admin.get("/api/jobs" + query).status(200).data("jobs").findValuesAsText("name");
  }

  private static JsonNode detail(JsonNode problem, String field) {
    for (JsonNode detail : problem.path("details")) {
      if (detail.path("field").textValue().equals(field)) {
        return detail;
      }
    }
    throw new AssertionError(field + " is not in " + problem);
  }
}
