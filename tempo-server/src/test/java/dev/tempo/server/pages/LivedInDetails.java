package dev.tempo.server.pages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.ApiClient;
import java.util.HashMap;
import java.util.Map;

/**
 * What happens in a lived-in installation beside runs that end well: a queue that is paused, a job
 * that is late, runs that fail for a reason, logs with groups and annotations, a draft, a text that
 * was tried out, users, keys, saved filters.
 */
final class LivedInDetails {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RELEASE =
      """
      echo '::group::Fetch the sources'
      for part in core store server pages; do echo "fetched $part"; done
      echo '::endgroup::'
      echo '::group::Check them'
      seq 1 40 | sed 's/^/check /'
      echo '::endgroup::'
      echo '::warning file=prices.csv,line=12,title=Odd row::the amount is negative'
      echo '::notice::4 parts are released'
      """;

  private static final String PRICES =
      """
      \"\"\"Reads the suppliers' prices.\"\"\"
      import json


      def prices(text: str) -> dict:
          return json.loads(text)


      print("reading 3 suppliers")
      print("::group::Acme")
      print("1,204 prices")
      print("::endgroup::")
      print(prices("{'acme': 12.5}"))
      """;

  private static final String BROKEN =
      """
      \"\"\"Counts what is in stock.\"\"\"
      import csv

      def stock(rows):
          return sum(int(row["count"]) for row in rows

      print(stock([]))
      """;

  private final ApiClient admin;
  private final Map<String, String> jobs = new HashMap<>();
  private final Map<String, String> runs = new HashMap<>();
  private String project = "";

  private LivedInDetails(ApiClient admin) {
    this.admin = admin;
  }

  /** Adds all of it to a server that runs; what waits for a clock, waits. */
  static LivedInDetails addTo(LivedInServer server) {
    LivedInDetails details = new LivedInDetails(server.admin());
    details.people();
    details.release();
    details.failures();
    details.texts(server);
    details.heldJobs(server);
    details.files();
    return details;
  }

  /** Waits until a job is late, about a minute after a server's start. */
  LivedInDetails awaitLate() {
    admin.await("/api/jobs?late=true", page -> page.path("total").intValue() > 0);
    return this;
  }

  /** The id of a job of these. */
  String job(String name) {
    return jobs.get(name);
  }

  /** The id of the newest run of a job of these. */
  String run(String job) {
    return runs.get(job);
  }

  /** The id of a project with files and a backup, which is not the active one. */
  String project() {
    return project;
  }

  private void files() {
    String made = "{'name':'Spring 2026','description':'Measurements of the greenhouse'}";
    project = admin.post("/api/projects", made).status(201).data("id").textValue();
    String files = "/api/projects/" + project + "/files/";
    admin.send("PUT", files + "results/march.csv", "station,value\n1,23.5\n", "text/plain");
    admin.send("PUT", files + "configuration_of_the_measurement_station.json", "{}", "text/plain");
    admin.post("/api/projects/" + project + "/backups").status(201);
  }

  private void people() {
    String olga = "{'username':'olga','password':'correct horse','role':'operator'}";
    String brian = "{'username':'brian','password':'correct horse','role':'developer'}";
    admin.post("/api/users", olga).status(201);
    admin.post("/api/users", brian).status(201);
    admin.post("/api/keys", "{'name':'Build server'}").status(201);
    String filters =
        "{'filters':[{'name':'Failed today','page':'runs','query':'status=failure'},"
            + "{'name':'Finance','page':'jobs','query':'tags=money'}]}";
    admin.put("/api/me/filters", filters).status(200);
  }

  /** Two runs that end well with groups and annotations, and one of a changed script that fails. */
  private void release() {
    String id = add("Release", "shell", RELEASE);
    BrowserTest.ran(admin, id);
    runs.put("Release", BrowserTest.ran(admin, id));
    jobs.put("Publish", add("Publish", "shell", "seq 1 90\necho 'published 12 pages'"));
    BrowserTest.ran(admin, job("Publish"));
    ObjectNode change = JSON.createObjectNode().put("timeoutSeconds", 90);
    change
        .putObject("task")
        .put("content", "seq 1 90\necho 'upload refused: 403 Forbidden' >&2\nexit 3");
    change.putObject("environmentVariables").put("STAGE", "production");
    put("/api/jobs/" + job("Publish"), change);
    runs.put("Publish", BrowserTest.ran(admin, job("Publish")));
  }

  private void failures() {
    runs.put("Import prices", BrowserTest.ran(admin, add("Import prices", "python", PRICES)));
    String yaml = "import bs4\n\nprint(bs4.__version__)\n";
    runs.put("Read settings", BrowserTest.ran(admin, add("Read settings", "python", yaml)));
  }

  private void texts(LivedInServer server) {
    String stock = add("Warehouse report", "python", "print('412 articles')\n");
    ObjectNode draft = JSON.createObjectNode().put("content", BROKEN).put("baseVersion", 1);
    put("/api/jobs/" + stock + "/draft", draft);
    String tried =
        admin
            .post(
                "/api/jobs/" + server.job("Thumbnails") + "/try",
                "{'content':'echo 3 thumbnails of 3'}")
            .data("runId")
            .textValue();
    admin.await("/api/runs/" + tried, run -> !run.path("finishedAt").isNull());
    runs.put("tried", tried);
  }

  private void heldJobs(LivedInServer server) {
    String often = add("Heartbeat", "shell", "echo alive");
    String cron = "{'type':'cron','expression':'*/5 * * * *'}";
    admin.post("/api/jobs/" + often + "/triggers", cron).status(201);
    String mirror = add("Mirror the archive", "shell", "echo mirrored");
    admin.put("/api/jobs/" + mirror, "{'queue':'uplink'}").status(200);
    admin.post("/api/queues/uplink/pause").status(200);
    runs.put("Mirror the archive", BrowserTest.run(admin, mirror));
    String expect = "{'expect':{'successWithinSeconds':1},'tags':['uplink']}";
    admin.put("/api/jobs/" + mirror, expect).status(200);
    String rule = "{'jobs':[{'jobId':'%s','days':365,'newest':500}]}".formatted(mirror);
    admin.put("/api/settings/retention", rule).status(200);
  }

  private void put(String path, ObjectNode body) {
    admin.send("PUT", path, body.toString(), "application/json").status(200);
  }

  private String add(String name, String kind, String script) {
    ObjectNode job = JSON.createObjectNode().put("name", name);
    job.putObject("task").put("kind", kind).put("content", script);
    String id =
        admin
            .send("POST", "/api/jobs", job.toString(), "application/json")
            .status(201)
            .data("id")
            .textValue();
    jobs.put(name, id);
    return id;
  }
}
