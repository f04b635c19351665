package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server of its own in locales that write other digits ({@code fa_IR}, {@code ar_EG}) or whose I
 * is not that of others ({@code tr_TR}): it says and understands the same as everywhere.
 */
final class LocalesTest {
  private static final Pattern READY = Pattern.compile("(?s).*(http://[\\d.]+:\\d+).*");
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({"fa,IR", "tr,TR"})
  void server_worksInTheLocale(String language, String country) throws Exception {
    Cli cli =
        Cli.plain()
            .with("TEMPO_DATA_PATH", data.toString())
            .with(
                "JAVA_TOOL_OPTIONS", "-Duser.language=" + language + " -Duser.country=" + country);
    Matcher ready = READY.matcher(cli.run("start", "--port", "0").code(0).out());
    assertThat(ready.matches()).isTrue();
    try {
      ApiClient admin = setUp(ready.group(1));
      jobsAndRuns(admin);
      schedules(admin);
      reports(admin);
    } finally {
      cli.run("stop").code(0);
    }
    assertThat(cli.run("config").code(0).out()).contains("dataPath");
    assertThat(data.resolve("logs/console.log")).content().doesNotContain("Exception");
  }

  private static ApiClient setUp(String url) {
    ApiClient anybody = new ApiClient(url);
    anybody
        .post("/api/setup/admin", "{'username':'boss','password':'" + PASSWORD + "'}")
        .status(201);
    return anybody.logIn("boss", PASSWORD);
  }

  private static void jobsAndRuns(ApiClient admin) {
    JsonNode job =
        admin
            .post(
                "/api/jobs",
                "{'name':'I\u0131\u0130i','retry':{'count':1,'delaySeconds':1.5,'backoff':'fixed'},"
                    + "'overlap':'skip','limits':{'memoryBytes':1073741824},"
                    + "'triggers':[{'type':'interval','everySeconds':3600.5}],"
                    + "'task':{'kind':'shell','content':'echo 1234567'}}")
            .status(201)
            .data();
    String id = job.path("id").textValue();
    assertThat(job.path("retry").path("delaySeconds").doubleValue()).isEqualTo(1.5);
    String run = admin.post("/api/jobs/" + id + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, read -> !read.path("finishedAt").isNull());
    assertThat(admin.get("/api/runs/" + run + "/logs").status(200).body()).contains("1234567");
    assertThat(admin.get("/api/runs?status=success&sort=startedat").data("total").intValue())
        .isEqualTo(1);
    assertThat(admin.get("/api/jobs?sort=name&limit=50").data("total").intValue()).isEqualTo(1);
    admin.get("/api/jobs/" + id + "/metrics").status(200);
    admin.get("/api/jobs/" + id + "/explain").status(200);
    assertThat(admin.get("/api/search/logs?q=1234567").status(200).body()).contains("1234567");
    admin.put("/api/jobs/" + id, "{'enabled':false}").status(200);
    assertThat(admin.post("/api/runs/export").body()).contains(run);
  }

  private static void schedules(ApiClient admin) {
    for (String dialect : new String[] {"QUARTZ", "SPRING"}) {
      String expression = "0 15 10 ? * fri,MON";
      JsonNode preview =
          admin
              .post(
                  "/api/schedules/preview",
                  "{'type':'cron','dialect':'"
                      + dialect.toLowerCase(java.util.Locale.ROOT)
                      + "','expression':'"
                      + expression
                      + "','from':'2026-03-28T12:00:00Z','count':2}")
              .status(200)
              .data();
      assertThat(preview.path("occurrences").get(0).textValue()).isEqualTo("2026-03-30T10:15:00Z");
    }
    JsonNode plain =
        admin
            .post(
                "/api/schedules/preview",
                "{'type':'cron','expression':'30 2 * jul fri','from':'2026-03-28T12:00:00Z'}")
            .status(200)
            .data();
    assertThat(plain.path("description").textValue()).contains("2:30").contains("Friday");
  }

  private static void reports(ApiClient admin) {
    assertThat(admin.get("/api/health").status(200).body()).contains("healthy");
    admin.get("/api/dashboard").status(200);
    admin.get("/api/admin/logs/system").status(200);
    admin.get("/api/admin/audit").status(200);
    admin.get("/api/queues").status(200);
    assertThat(admin.get("/metrics").body()).doesNotContainPattern("[\u0660-\u0669\u06F0-\u06F9]");
    assertThat(admin.get("/api/jobs").body()).doesNotContainPattern("[\u0660-\u0669\u06F0-\u06F9]");
  }
}
