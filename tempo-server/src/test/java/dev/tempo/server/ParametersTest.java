package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What jobs ask for, which values are right, and how scripts get them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ParametersTest {
  /** Prints its arguments, one a line. */
  private static final String SHOW = "for a in \"$@\"; do echo \"[$a]\"; done";

  private TestServer server;
  private ApiClient admin;
  private int jobs;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A job with these parameters, by its safe name. */
  private String job(String parameters) {
    String name = "job" + ++jobs;
    made(name, parameters).status(201);
    return name;
  }

  private ApiClient.Answer made(String name, String parameters) {
    String content = SHOW.replace("\"", "\\\"");
    return admin.post(
        "/api/jobs",
        "{'name':'%s','task':{'kind':'shell','content':\"%s\"},'parameters':[%s]}"
            .formatted(name, content, parameters));
  }

  private ApiClient.Answer start(String job, String values) {
    return admin.post("/api/jobs/" + job + "/run", "{'parameters':{" + values + "}}");
  }

  private List<String> output(String job, String values) {
    String id = start(job, values).status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    return admin
        .get("/api/runs/" + id + "/logs")
        .status(200)
        .data("lines")
        .findValuesAsText("content");
  }

  private void refused(String job, String value) {
    start(job, "'p':" + value).invalid("parameters.p");
  }

  @Test
  void eachType_takesItsOwnValues_andRefusesOthers() {
    String text = job("{'name':'p','min':2,'max':4,'pattern':'[a-z]+'}");
    start(text, "'p':'abc'").status(202);
    refused(text, "'a'");
    refused(text, "'abcde'");
    refused(text, "'AB'");
    refused(job("{'name':'p'}"), "'a\\nb'");
    start(job("{'name':'p','type':'text'}"), "'p':'a\\nb'").status(202);

    String number = job("{'name':'p','type':'int','min':1,'max':9}");
    start(number, "'p':9").status(202);
    refused(number, "10");
    refused(number, "1.5");
    start(job("{'name':'p','type':'float','max':1}"), "'p':0.5").status(202);

    refused(job("{'name':'p','type':'bool'}"), "'yes'");
    refused(job("{'name':'p','type':'date'}"), "'2026-02-30'");
    refused(job("{'name':'p','type':'select','options':['a',{'value':'b','label':'B'}]}"), "'B'");
    String some = job("{'name':'p','type':'multiselect','options':['a','b','c'],'max':2}");
    start(some, "'p':['a','c']").status(202);
    refused(some, "['a','b','c']");
    refused(some, "['d']");
    refused(job("{'name':'p','type':'path'}"), "'/a\\nb'");
    refused(job("{'name':'p','type':'secret','min':8}"), "'short'");
  }

  @Test
  void values_areNeverSeenByAShell_andPassedAsTheTypeSays() {
    String job =
        job(
            "{'name':'text','default':'$(id) `id` ; \\\"'},"
                + "{'name':'on','type':'bool'},{'name':'off','type':'bool','default':true},"
                + "{'name':'plain','type':'bool','passAs':'value','default':false},"
                + "{'name':'joined','type':'multiselect','options':['a','b'],'default':'a,b'},"
                + "{'name':'each','type':'multiselect','options':['a','b'],'passAs':'repeated'},"
                + "{'name':'list','type':'multiselect','options':['a','b'],'passAs':'list'},"
                + "{'name':'token','type':'secret'}");
    assertThat(output(job, "'on':true,'off':false,'each':['a','b'],'list':['b','a'],'token':'x9y'"))
        .containsExactlyInAnyOrder(
            "[--text]",
            "[$(id) `id` ; \"]",
            "[--on]",
            "[--plain]",
            "[false]",
            "[--joined]",
            "[a,b]",
            "[--each]",
            "[a]",
            "[--each]",
            "[b]",
            "[--list]",
            "[b]",
            "[a]");
  }

  @Test
  void conditions_goByTheValueThatHolds_alsoAlongChains() {
    String job =
        job(
            "{'name':'mode','type':'select','options':['tar','zip','none'],'default':'tar'},"
                + "{'name':'level','type':'int','default':5,"
                + "'dependsOn':{'parameter':'mode','values':['tar','zip']}},"
                + "{'name':'why','required':true,'dependsOn':{'parameter':'level','values':[9]}},"
                + "{'name':'deep','type':'bool'},"
                + "{'name':'depth','type':'int','required':true,'dependsOn':'deep'}");
    assertThat(output(job, "")).containsExactly("[--mode]", "[tar]", "[--level]", "[5]");
    start(job, "'level':9").invalid("parameters.why");
    start(job, "'level':9.0").invalid("parameters.why");
    start(job, "'deep':true").invalid("parameters.depth");
    assertThat(output(job, "'deep':false")).doesNotContain("[--deep]", "[--depth]");
    assertThat(output(job, "'mode':'none','level':9,'why':'stale','deep':true,'depth':2"))
        .as("neither what was given nor the default of what is not asked for")
        .containsExactly("[--mode]", "[none]", "[--deep]", "[--depth]", "[2]");
  }

  @Test
  void definitions_areRefusedWhereTheyMakeNoSense() {
    made("x", "{'name':'a','dependsOn':'b'}").invalid("parameters[0].dependsOn");
    ApiClient.Answer circle =
        made(
            "x",
            "{'name':'a','dependsOn':'b'},{'name':'b','dependsOn':'c'},{'name':'c','dependsOn':'a'}");
    circle.invalid("parameters[0].dependsOn", "parameters[1].dependsOn", "parameters[2].dependsOn");
    assertThat(circle.body()).contains("leads back to itself: a, b, c");
    made("x", "{'name':'a'},{'name':'a'}").invalid("parameters[1].name");
    made(
            "x",
            "{'name':'a','type':'bool'},{'name':'b','dependsOn':{'parameter':'a','values':['1']}}")
        .invalid("parameters[1].dependsOn");
    made("x", "{'name':'a','dependsOn':{'values':['b']}}").invalid("parameters[0].dependsOn");
    made("x", "{'name':'a','dependsOn':{'parameter':'b','is':'c'}}")
        .invalid("parameters[0].dependsOn");
    made("x", "{'name':'a','type':'multiselect','options':['b,c']}")
        .invalid("parameters[0].options");
    made("x", "{'name':'a','type':'select','options':['b','b']}").invalid("parameters[0].options");
    made("x", "{'name':'a','type':'select','options':[{'label':'b'}]}")
        .invalid("parameters[0].options");
    made("x", "{'name':'a','type':'select','options':['b'],'default':'c'}")
        .invalid("parameters[0].default");
    made("x", "{'name':'a','min':2,'max':1}").invalid("parameters[0].min");
    made("x", "{'name':'a','passAs':'flag'}").invalid("parameters[0].passAs");
    made("x", "{'name':'a','description':{'en':7}}").invalid("parameters[0].description");
    made("x", "{'name':'a','pattern':'(a)\\\\1'}").invalid("parameters[0].pattern");
  }

  @Test
  void definitions_comeBackAsTheyWereWritten() {
    String job =
        job(
            "{'name':'mode','type':'select','default':'tar','group':{'en':'Archive','fr':'Archive'},"
                + "'options':['tar',{'value':'zip','label':{'en':'Zip file','es':'Archivo zip'}}],"
                + "'description':{'en':'How','es':'Cómo'}},"
                + "{'name':'level','type':'int','dependsOn':{'parameter':'mode','values':['tar']},"
                + "'description':'Plain','group':'Archive'},"
                + "{'name':'quiet','type':'bool','dependsOn':'mode','passAs':'value'}");
    JsonNode read = admin.get("/api/jobs/" + job).data("parameters");
    assertThat(read.get(0).path("options").get(0).textValue()).isEqualTo("tar");
    assertThat(read.get(0).path("options").get(1).at("/label/es").textValue())
        .isEqualTo("Archivo zip");
    assertThat(read.get(0).at("/description/es").textValue()).isEqualTo("Cómo");
    assertThat(read.get(0).at("/group/fr").textValue()).isEqualTo("Archive");
    assertThat(read.get(1).at("/dependsOn/values/0").textValue()).isEqualTo("tar");
    assertThat(read.get(1).path("description").textValue()).isEqualTo("Plain");
    assertThat(read.get(2).path("dependsOn").textValue()).isEqualTo("mode");
    assertThat(read.get(2).path("passAs").textValue()).isEqualTo("value");
    admin
        .send("PUT", "/api/jobs/" + job, "{\"parameters\":" + read + "}", "application/json")
        .status(200);
    assertThat(admin.get("/api/jobs/" + job).data("parameters")).isEqualTo(read);
  }

  @Test
  void lastValues_areTheCallersOwn_asFarAsTheyAreStillRight() {
    String job = job("{'name':'a'},{'name':'n','type':'int'},{'name':'s','type':'secret'}");
    String path = "/api/jobs/" + job + "/parameters/last";
    assertThat(admin.get(path).status(200).data("runId").isNull()).isTrue();
    output(job, "'a':'one','n':5,'s':'hidden'");
    ApiClient other = server.as("olga", Role.OPERATOR);
    other.post("/api/jobs/" + job + "/run", "{'parameters':{'a':'hers'}}").status(202);
    JsonNode last = admin.get(path).status(200).data();
    assertThat(last.path("parameters").toString()).isEqualTo("{\"a\":\"one\",\"n\":\"5\"}");
    assertThat(other.get(path).data("parameters").path("a").textValue()).isEqualTo("hers");
    admin
        .put("/api/jobs/" + job, "{'parameters':[{'name':'a'},{'name':'n','type':'int','max':4}]}")
        .status(200);
    assertThat(admin.get(path).data("parameters").toString()).isEqualTo("{\"a\":\"one\"}");
  }

  @Test
  void schedule_needsDefaults_asFarAsItsRunsAreAsked() {
    String asks = job("{'name':'mode','default':'a'},{'name':'must','required':true}");
    String trigger = "{'type':'interval','everySeconds':3600}";
    admin.post("/api/jobs/" + asks + "/triggers", trigger).invalid("parameters.must");
    String never =
        job(
            "{'name':'mode','default':'a'},{'name':'must','required':true,"
                + "'dependsOn':{'parameter':'mode','values':['b']}}");
    admin.post("/api/jobs/" + never + "/triggers", trigger).status(201);
    admin
        .put(
            "/api/jobs/" + never,
            "{'parameters':[{'name':'mode','default':'b'},{'name':'must','required':true,"
                + "'dependsOn':{'parameter':'mode','values':['b']}}]}")
        .invalid("parameters.must");
  }
}
