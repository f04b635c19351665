package dev.tempo.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes a job from each template, runs it on real files and servers, and looks what it did. */
final class TemplatesTest extends ServerTest {
  @TempDir Path files;

  @Test
  void list_showsAllWithScriptsAndParameters() {
    JsonNode templates = admin.get("/api/templates").status(200).data("templates");
    assertThat(new TreeSet<>(templates.findValuesAsText("id")))
        .containsExactly(
            "csv-report",
            "database-dump",
            "disk-space",
            "file-backup",
            "flask-page",
            "http-check",
            "log-cleanup",
            "shell-health",
            "tornado-page",
            "web-page",
            "web-scrape");
    for (JsonNode template : templates) {
      assertThat(template.path("name").asText()).isNotBlank();
      assertThat(template.path("description").asText()).isNotBlank();
      assertThat(template.path("task").path("content").asText()).isNotBlank();
      assertThat(template.path("parameters")).isNotEmpty();
    }
  }

  @Test
  void create_fromATemplate_takesWhatIsNotGivenFromIt() {
    JsonNode job =
        admin
            .post("/api/jobs", "{'name':'Mine','template':'web-scrape','tags':['own']}")
            .status(201)
            .data();
    assertThat(job.path("task").path("requirements").textValue())
        .isEqualTo("requests>=2.31,<3\nbeautifulsoup4>=4.12,<5");
    assertThat(job.path("tags").toString()).isEqualTo("[\"own\"]");
    assertThat(job.path("category").textValue()).isEqualTo("data");
    admin.post("/api/jobs", "{'name':'x','template':'none'}").invalid("template");
    admin.put("/api/jobs/mine", "{'template':'csv-report'}").invalid("template");
  }

  @Test
  void jobOfATemplate_isInTheLanguageOfWhoMakesIt_andRuns() {
    ApiClient italian = admin.header("Accept-Language", "it");
    JsonNode job =
        italian.post("/api/jobs", "{'name':'Salute','template':'shell-health'}").status(201).data();
    assertThat(job.path("description").textValue()).startsWith("Mostra carico, memoria e disco");
    assertThat(job.path("parameters").findValuesAsText("description"))
        .contains("Un percorso sul disco");
    String limits = "'maxload':100000,'minmemory':0,'maxdisk':100," + path("path", files);
    assertThat(runJob("salute", limits)).isEqualTo("success");
    assertThat(logOf("salute")).contains("carico", "MiB disponibili, almeno 0", "al massimo 100");
    italian.post("/api/jobs", "{'name':'Spazio','template':'disk-space'}").status(201);
    assertThat(runJob("spazio", path("path", files) + ",'minfree':100")).isEqualTo("failure");
    assertThat(logOf("spazio")).contains("È libero meno del 100% di " + files);
    italian.post("/api/jobs", "{'name':'Primo'}").status(201);
    assertThat(runJob("primo", "")).isEqualTo("success");
    assertThat(logOf("primo")).contains("Saluti da Primo");
  }

  /** No mark is left, and what could not be run would be a 422. */
  @Test
  void scriptsOfAllLanguages_canBeRead() {
    for (String language : List.of("en", "es", "fr", "it")) {
      ApiClient reader = admin.header("Accept-Language", language);
      for (JsonNode template : reader.get("/api/templates").data("templates")) {
        String id = template.path("id").textValue();
        String script = template.path("task").path("content").textValue();
        assertThat(script)
            .as(language + " " + id)
            .doesNotContain("«\u00a0")
            .doesNotMatch("(?s).*«[a-zA-Z]+[|»].*");
        String name = language + " " + id;
        reader.post("/api/jobs", "{'name':'" + name + "','template':'" + id + "'}").status(201);
      }
    }
  }

  @Test
  void httpCheck_tellsARightAnswerFromAWrongOne() throws IOException {
    HttpServer web = web("/", 200, "all is well");
    try {
      String url = "http://127.0.0.1:" + web.getAddress().getPort();
      assertThat(run("http-check", "'url':'" + url + "','contains':'is well'"))
          .isEqualTo("success");
      assertThat(run("http-check", "'url':'" + url + "','contains':'is ill'")).isEqualTo("failure");
      assertThat(run("http-check", "'url':'" + url + "','status':404")).isEqualTo("failure");
    } finally {
      web.stop(0);
    }
    String closed = "http://127.0.0.1:" + web.getAddress().getPort();
    assertThat(run("http-check", "'url':'" + closed + "'")).isEqualTo("failure");
  }

  @Test
  void fileBackup_packsAndKeepsTheNewest() throws IOException {
    Path source = Files.createDirectories(files.resolve("source/inner")).getParent();
    Files.writeString(source.resolve("inner/a.txt"), "kept");
    Path target = source.resolve("backups"); // within what is packed, which it must leave out
    for (int i = 0; i < 3; i++) {
      assertThat(
              run(
                  "file-backup",
                  path("source", source) + "," + path("target", target) + ",'keep':2"))
          .isEqualTo("success");
    }
    List<Path> archives = list(target);
    assertThat(archives).hasSize(2);
    Path unpacked = Files.createDirectory(files.resolve("unpacked"));
    assertThat(tar(archives.getLast(), unpacked)).isZero();
    assertThat(unpacked.resolve("source/inner/a.txt")).content().isEqualTo("kept");
    assertThat(unpacked.resolve("source/backups")).doesNotExist();
    assertThat(
            run(
                "file-backup",
                path("source", files.resolve("none")) + "," + path("target", target)))
        .isEqualTo("failure");
  }

  @Test
  void databaseDump_isSqlThatMakesTheDatabase() throws Exception {
    Path database = files.resolve("shop.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      connection.createStatement().execute("CREATE TABLE item (name TEXT)");
      connection.createStatement().execute("INSERT INTO item VALUES ('apple')");
      Path target = files.resolve("dumps");
      assertThat(run("database-dump", path("database", database) + "," + path("target", target)))
          .isEqualTo("success");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(list(target).getFirst()))) {
        assertThat(new String(in.readAllBytes(), UTF_8)).contains("CREATE TABLE item", "'apple'");
      }
    }
    Path text = Files.writeString(files.resolve("text.db"), "this is not a database, it is text");
    assertThat(run("database-dump", path("database", text) + "," + path("target", files)))
        .isEqualTo("failure");
  }

  @Test
  void csvReport_sumsExactly() throws IOException {
    Path in = files.resolve("in.csv");
    Files.writeString(in, "category,amount\nb,0.1\nb,0.2\na,5\n");
    Path out = files.resolve("out/report.csv");
    assertThat(run("csv-report", path("input", in) + "," + path("output", out)))
        .isEqualTo("success");
    assertThat(out).content().isEqualTo("category,count,sum,average\na,1,5,5.00\nb,2,0.3,0.15\n");
    Files.writeString(in, "category,amount\na,many\n");
    assertThat(run("csv-report", path("input", in) + "," + path("output", out)))
        .isEqualTo("failure");
  }

  @Test
  void diskSpace_failsBelowItsLimit() {
    assertThat(run("disk-space", path("path", files) + ",'minfree':0")).isEqualTo("success");
    assertThat(run("disk-space", path("path", files) + ",'minfree':100")).isEqualTo("failure");
  }

  @Test
  void logCleanup_compressesThenDeletes() throws IOException {
    log("new.log", 0);
    log("old.log", 5);
    log("ancient.log", 50);
    log("other.txt", 50);
    Files.createSymbolicLink(files.resolve("link.log"), files.resolve("other.txt"));
    String at = path("directory", files);
    assertThat(run("log-cleanup", at + ",'dryrun':'true'")).isEqualTo("success");
    assertThat(list(files)).hasSize(5);
    assertThat(run("log-cleanup", at)).isEqualTo("success");
    assertThat(list(files).stream().map(path -> path.getFileName().toString()))
        .containsExactlyInAnyOrder("new.log", "old.log.gz", "other.txt", "link.log");
    assertThat(Files.getLastModifiedTime(files.resolve("old.log.gz")).toInstant())
        .isBefore(TimeSource.system().instant().minus(4, ChronoUnit.DAYS));
  }

  @Test
  void shellHealth_failsBeyondItsLimits() {
    String easy = "'maxload':100000,'minmemory':0,'maxdisk':100," + path("path", files);
    assertThat(run("shell-health", easy)).isEqualTo("success");
    String hard = "'maxload':100000,'minmemory':100000000,'maxdisk':100," + path("path", files);
    assertThat(run("shell-health", hard)).isEqualTo("failure");
  }

  /** Its requirements are not on every machine; modules with the same face stand in for them. */
  @Test
  void webScrape_writesWhatTheSelectorFinds() throws IOException {
    Path modules = Path.of("src/test/resources/templates").toAbsolutePath();
    HttpServer web = web("/page", 200, "<h1>One <b>word</b></h1><h1>Two</h1><p>no</p>");
    try {
      String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/page";
      Path out = files.resolve("found.json");
      String body =
          "{'name':'Scrape','template':'web-scrape','environmentVariables':{'PYTHONPATH':'"
              + modules
              + "','PYTHONDONTWRITEBYTECODE':'1'}}";
      admin.post("/api/jobs", body).status(201);
      admin.put("/api/jobs/scrape", "{'task':{'requirements':''}}").status(200);
      String parameters = "'url':'" + url + "'," + path("output", out);
      assertThat(runJob("scrape", parameters)).isEqualTo("success");
      assertThat(out).content().contains("One word", "Two").doesNotContain("no\"");
      assertThat(runJob("scrape", parameters + ",'selector':'h6'")).isEqualTo("failure");
    } finally {
      web.stop(0);
    }
  }

  private String run(String template, String parameters) {
    if (admin.get("/api/jobs/" + template).status() == 404) {
      String body = "{'name':'" + template + "','template':'" + template + "'}";
      admin.post("/api/jobs", body).status(201);
    }
    return runJob(template, parameters);
  }

  private String runJob(String job, String parameters) {
    String run =
        admin
            .post("/api/jobs/" + job + "/run", "{'parameters':{" + parameters + "}}")
            .status(202)
            .data("runId")
            .textValue();
    return admin
        .await("/api/runs/" + run, r -> !r.path("finishedAt").isNull())
        .data("status")
        .textValue();
  }

  private String logOf(String job) {
    String run = admin.get("/api/jobs/" + job + "/runs").data("runs").get(0).path("id").textValue();
    return admin.get("/api/runs/" + run + "/logs").status(200).body();
  }

  private void log(String name, int daysOld) throws IOException {
    Path file = Files.writeString(files.resolve(name), "lines\n");
    Instant time = TimeSource.system().instant().minus(daysOld, ChronoUnit.DAYS);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static String path(String name, Path path) {
    return "'" + name + "':'" + path + "'";
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static int tar(Path archive, Path into) throws IOException {
    try {
      return new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", into.toString())
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpServer web(String path, int status, String body) throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    web.start();
    return web;
  }
}
