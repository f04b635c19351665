package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people write about jobs: languages, versions, rendering, checks, files, templates. */
final class JobDocsTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @TempDir static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  private String job;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeJob() {
    job = made("Documented");
  }

  @AfterEach
  void deleteJobs() {
    admin
        .get("/api/jobs")
        .data("jobs")
        .forEach(one -> admin.delete("/api/jobs/" + one.path("id").textValue()).status(200));
  }

  private static String made(String name) {
    return admin
        .post("/api/jobs", "{'name':'" + name + "','task':{'kind':'shell','content':'exit 0'}}")
        .status(201)
        .data("id")
        .textValue();
  }

  private String docs() {
    return "/api/jobs/" + job + "/docs";
  }

  private ApiClient.Answer write(String language, String markdown) {
    ObjectNode body = Json.object().put("lang", language).put("markdown", markdown).node();
    return admin.put(docs(), body.toString());
  }

  private static JsonNode rendered(String markdown, String job) {
    ObjectNode body = Json.object().put("markdown", markdown).put("job", job).node();
    return admin.post("/api/docs/render", body.toString()).status(200).data();
  }

  @Test
  void fourLanguages_fallBackToEnglish_thenToAny() {
    JsonNode none = admin.get(docs() + "?lang=it").status(200).data();
    assertThat(none.path("language").isNull()).isTrue();
    assertThat(none.path("version").intValue()).isZero();
    assertThat(none.path("missing").toString()).isEqualTo("[\"en\",\"es\",\"fr\",\"it\"]");
    write("es", "# Hola").status(200);
    assertThat(admin.get(docs() + "?lang=it").data("language").textValue()).isEqualTo("es");
    JsonNode english = write("en", "# Hello").status(200).data();
    assertThat(english.path("requested").textValue()).isEqualTo("en");
    JsonNode italian = admin.get("/api/scripts/" + job + "/description-long?lang=it").data();
    assertThat(italian.path("language").textValue()).isEqualTo("en");
    assertThat(italian.path("requested").textValue()).isEqualTo("it");
    assertThat(italian.path("markdown").textValue()).isEqualTo("# Hello");
    assertThat(italian.path("html").textValue()).isEqualTo("<h1 id=\"hello\">Hello</h1>\n");
    assertThat(italian.path("toc").toString())
        .isEqualTo("[{\"level\":1,\"text\":\"Hello\",\"anchor\":\"hello\"}]");
    assertThat(italian.path("languages").toString()).isEqualTo("[\"en\",\"es\"]");
    assertThat(italian.path("missing").toString()).isEqualTo("[\"fr\",\"it\"]");
    assertThat(italian.path("path").isNull()).isTrue();
    write("it", "# Ciao").status(200);
    write("fr", "# Salut").status(200);
    for (String language : List.of("en", "es", "fr", "it")) {
      JsonNode page = admin.get(docs() + "?lang=" + language).data();
      assertThat(page.path("language").textValue()).isEqualTo(language);
      assertThat(page.path("missing")).isEmpty();
    }
    ApiClient mexican = admin.header("Accept-Language", "es-MX,en;q=0.5");
    assertThat(mexican.get(docs()).data("markdown").textValue()).isEqualTo("# Hola");
    write("en", "").status(200);
    assertThat(admin.get(docs() + "?lang=en").data("languages").toString())
        .isEqualTo("[\"es\",\"fr\",\"it\"]");
  }

  @Test
  void anotherPageThanTheKnownOne_isNotWrittenOver() {
    JsonNode first = write("en", "# One").status(200).data();
    JsonNode second = admin.put(docs(), first.toString().replace("# One", "# Two")).data();
    assertThat(second.path("markdown").textValue()).isEqualTo("# Two");
    assertThat(second.path("version").longValue()).isGreaterThan(first.path("version").longValue());
    JsonNode stale =
        admin
            .put(docs(), first.toString().replace("# One", "# Lost"))
            .problem(409, "CONFLICT")
            .json();
    assertThat(stale.path("docs").path("markdown").textValue()).isEqualTo("# Two");
    assertThat(stale.path("docs").path("version")).isEqualTo(second.path("version"));
    admin.put(docs(), "{'lang':'en','markdown':'','version':0}").problem(409, "CONFLICT");
    write("en", "").status(200);
    admin.put(docs(), second.toString()).problem(409, "CONFLICT"); // it was deleted meanwhile
    JsonNode again = admin.put(docs(), "{'lang':'en','markdown':'# New','version':0}").data();
    assertThat(again.path("version").longValue()).isGreaterThan(second.path("version").longValue());
    JsonNode spanish = admin.get(docs() + "?lang=es").data(); // shows the English page
    admin.put(docs() + "?lang=es", spanish.toString()).status(200);
    assertThat(admin.get(docs() + "?lang=es").data("language").textValue()).isEqualTo("es");
  }

  @Test
  void whatCannotBeShown_isRefusedWithItsLine_inTheReadersLanguage() {
    ApiClient.Answer refused = write("en", "# Title\n\n```python\nprint(1)");
    refused.invalid("markdown");
    JsonNode detail = refused.json().path("details").get(0);
    assertThat(detail.path("line").intValue()).isEqualTo(3);
    assertThat(detail.path("position").intValue()).isEqualTo(9);
    JsonNode spanish =
        admin
            .header("Accept-Language", "es")
            .put(docs(), "{'lang':'en','markdown':'$\\\\frac{1}{2$'}")
            .problem(422, "VALIDATION_ERROR")
            .json();
    assertThat(spanish.path("details").get(0).path("message").textValue())
        .contains("no lo cierra nunca");
    write("../x", "x").invalid("lang");
    write("en", "x".repeat(200_001)).invalid("markdown");
    admin.put(docs(), "{'lang':'en','markdown':'x','content':'x'}").invalid("content");
    admin.put(docs(), "{'lang':'en'}").invalid("markdown");
  }

  @Test
  void whoMayDescribeTheJob_writes_andTheRestReads() {
    ApiClient operator = server.as(Role.OPERATOR);
    operator.put(docs(), "{'lang':'en','markdown':'x'}").problem(403, "UNAUTHORIZED");
    operator.post(docs() + "/template", "{'lang':'en'}").problem(403, "UNAUTHORIZED");
    server.as(Role.DEVELOPER).put(docs(), "{'lang':'en','markdown':'x'}").status(200);
    assertThat(server.as(Role.VIEWER).get(docs()).data("html").textValue()).contains("x");
    assertThat(operator.get("/api/admin/documentation").status()).isEqualTo(403);
  }

  @Test
  void links_leadToJobsThatTheReaderMaySee_andBrokenOnesAreReported() {
    String other = made("Loads data");
    String markdown =
        """
        [by key](job:loads-data) [by name](<job:Loads data>) [file](loads_data_es.md#result)
        [gone](job:gone) [page](gone.md)
        [pages](/jobs?tags=a) [out](https://example.com)
        """;
    JsonNode page = write("en", markdown).status(200).data();
    String html = page.path("html").textValue();
    assertThat(html.split("href=\"/jobs/" + other, -1)).hasSize(4);
    assertThat(html).contains("/jobs/" + other + "#result", "href=\"/jobs?tags=a\"");
    assertThat(html).doesNotContain("gone.md", "job:");
    JsonNode problems = page.path("problems");
    assertThat(problems.findValuesAsText("line")).containsExactly("2", "2");
    assertThat(problems.findValuesAsText("severity")).containsOnly("warning");
    assertThat(problems.get(0).path("message").textValue()).contains("gone");
    admin.put("/api/jobs/" + other, "{'requiredLevel':'admin'}").status(200);
    JsonNode forViewer = server.as(Role.VIEWER).get(docs()).status(200).data();
    assertThat(forViewer.toString()).doesNotContain(other);
    assertThat(forViewer.path("problems")).hasSize(5);
    made("an early one");
    JsonNode overview = admin.get("/api/admin/documentation").status(200).data("jobs");
    assertThat(overview.findValuesAsText("name"))
        .containsExactly("an early one", "Documented", "Loads data");
    JsonNode row =
        StreamSupport.stream(overview.spliterator(), false)
            .filter(one -> one.path("jobId").textValue().equals(job))
            .findFirst()
            .orElseThrow();
    assertThat(row.path("problems").intValue()).isEqualTo(2);
    assertThat(row.path("missing").toString()).isEqualTo("[\"es\",\"fr\",\"it\"]");
  }

  @Test
  void filesBesideThePages_areServed_andNothingElse() throws IOException {
    String name = admin.get("/api/jobs/" + job).data("safeName").textValue();
    Path folder = Files.createDirectories(directory.resolve("scripts/" + name + "/docs/img"));
    Files.write(folder.resolve("a b.png"), PNG);
    Files.writeString(folder.resolve("x.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Files.writeString(folder.resolveSibling("data.html"), "<script>1</script>");
    Files.writeString(folder.resolveSibling(".hidden"), "hidden");
    Files.createSymbolicLink(folder.resolveSibling("link.png"), directory.resolve("tempo.db"));
    Files.createSymbolicLink(folder.resolveSibling("up"), directory);
    String files = docs() + "/files/";
    ApiClient.Answer image = admin.get(files + "img/a%20b.png").status(200);
    assertThat(image.header("Content-Type")).isEqualTo("image/png");
    assertThat(image.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    assertThat(image.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(admin.get(files + "img/x.svg").status(200).header("Content-Type"))
        .startsWith("image/svg+xml");
    ApiClient.Answer other = admin.get(files + "data.html").status(200);
    assertThat(other.header("Content-Disposition")).isEqualTo("attachment; filename=\"data.html\"");
    assertThat(other.header("Content-Type")).startsWith("application/octet-stream");
    for (String path : List.of(".hidden", "link.png", "up/tempo.db", "img", "none")) {
      admin.get(files + path).problem(404, "NOT_FOUND");
    }
    JsonNode page =
        write("en", "![a](<img/a b.png>) ![b](link.png) [c](data.html)").status(200).data();
    assertThat(page.path("html").textValue())
        .contains("src=\"" + files + "img/a%20b.png\"", "href=\"" + files + "data.html\"")
        .doesNotContain("link.png");
    assertThat(page.path("problems")).hasSize(1);
    assertThat(rendered("![a](img/a.png)", job).path("problems")).hasSize(1);
    assertThat(rendered("![a](img/a.png)", null).path("problems")).isEmpty();
    admin.post("/api/docs/render", "{'markdown':'x','job':'no-such'}").problem(404, "NOT_FOUND");
    admin.post("/api/docs/render", "{}").invalid("markdown");
  }

  @Test
  void template_isMadeOfWhatIsKnown_inTheLanguageAskedFor() {
    admin
        .put(
            "/api/jobs/" + job,
            "{'description':'Counts | rows','displayName':{'es':'Cuenta'},"
                + "'parameters':[{'name':'rows','type':'int','required':true,'default':5,'description':'How *many*'},"
                + "{'name':'key','type':'secret','default':'hidden'}],"
                + "'triggers':[{'type':'cron','expression':'0 3 * * *'}]}")
        .status(200);
    String english =
        admin.post(docs() + "/template", "{'lang':'en'}").status(200).data("markdown").textValue();
    assertThat(english)
        .contains("# Documented", "Counts \\| rows", "## Parameters")
        .contains("| `rows` | int | yes | `5` | How \\*many\\* |")
        .contains("03:00")
        .doesNotContain("hidden");
    String spanish = admin.post(docs() + "/template", "{'lang':'es'}").data("markdown").textValue();
    assertThat(spanish).startsWith("# Cuenta\n").contains("## Parámetros", "03:00");
    assertThat(rendered(english, job).path("problems")).isEmpty();
    assertThat(rendered(english, job).path("html").textValue()).contains("<table>");
    assertThat(admin.get(docs()).data("language").isNull()).isTrue();
    admin.post(docs() + "/template", "{'lang':'x y'}").invalid("lang");
    admin.post("/api/jobs/no-such/docs/template").problem(404, "NOT_FOUND");
    assertThat(english.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000);
  }
}
