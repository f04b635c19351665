package dev.tempo.server.pages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A server as it is after some months of use: folders, jobs of all kinds, runs of many days. */
final class LivedInServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DAYS = 40;

  private static final String INVOICES =
      """
      \"\"\"Collects the invoices of the day and sends them to the accountant.\"\"\"
      import csv
      import pathlib
      import sys
      from datetime import date, timedelta

      FOLDER = pathlib.Path("invoices")


      def rows(day: date) -> list[dict]:
          file = FOLDER / f"{day:%Y-%m-%d}.csv"
          if not file.exists():
              return []
          with file.open(newline="") as source:
              return list(csv.DictReader(source))


      def main() -> int:
          day = date.today() - timedelta(days=1)
          found = rows(day)
          total = sum(float(row["amount"]) for row in found)
          print(f"{len(found)} invoices of {day}, {total:.2f} in all")
          return 0


      if __name__ == "__main__":
          sys.exit(main())
      """;

  private static final String DUMP =
      """
      echo 'connecting to the database'
      for table in accounts orders order_lines payments refunds shipments; do
        printf '  \\033[36m%-12s\\033[0m %s\\n' $table done
      done
      printf '\\033[33mwarning\\033[0m: 3 rows of payments have no account\\n'
      echo 'copying to the backup host'
      echo 'scp: /backups: No space left on device' >&2
      exit 1
      """;

  private static final String SENSORS =
      """
      i=0
      while :; do
        i=$((i+1))
        echo "sensor $((i % 40 + 1)): $((17 + i % 9)).$((i % 10)) °C, humidity $((40 + i % 20)) %"
        sleep 0.2
      done
      """;

  private static final String CURRENCY =
      "{'name':'currency','type':'select','options':['EUR','JPY'],'default':'EUR'}";

  private final TestServer server;
  private final ApiClient admin;
  private final Map<String, String> ids;

  private LivedInServer(Path directory, Map<String, String> ids) {
    this.server = TestServer.start(directory);
    this.admin = server.admin();
    this.ids = ids;
  }

  /** Starts one that is used until now. */
  static LivedInServer start(Path directory, Instant now) {
    Map<String, String> ids = new HashMap<>();
    try (TestServer first = TestServer.startSetUp(directory)) {
      furnish(first.admin(), ids);
    }
    history(ids, now.truncatedTo(ChronoUnit.HOURS)).into(directory);
    LivedInServer server = new LivedInServer(directory, ids);
    BrowserTest.ran(server.admin, ids.get("Thumbnails"));
    BrowserTest.ran(server.admin, ids.get("Database dump"));
    return server;
  }

  /** Where it answers. */
  String url() {
    return server.url();
  }

  /** A client that is the first account. */
  ApiClient admin() {
    return admin;
  }

  /** The id of a job. */
  String job(String name) {
    return ids.get(name);
  }

  /** Where a job is. */
  String page(String job) {
    return "/jobs/" + ids.get(job);
  }

  /** Runs a job that does not end by itself; gives its run's id. */
  String runEndless() {
    return BrowserTest.run(admin, ids.get("Sensor import"));
  }

  /** The newest run of a job. */
  String lastRun(String job) {
    return admin
        .get("/api/jobs/" + ids.get(job) + "/runs?limit=1")
        .data("runs")
        .get(0)
        .path("id")
        .textValue();
  }

  @Override
  public void close() {
    server.close();
  }

  private static void furnish(ApiClient admin, Map<String, String> ids) {
    String finance = folder(admin, "Finance");
    String website = folder(admin, "Website");
    String backups = folder(admin, "Backups");
    ids.put("Nightly invoices", save(admin, python("Nightly invoices", INVOICES, finance)));
    ids.put("Exchange rates", save(admin, shell("Exchange rates", "echo 161.32", finance)));
    ids.put("Check links", save(admin, shell("Check links", "echo 1204 links", website)));
    ids.put("Thumbnails", save(admin, shell("Thumbnails", "seq 1 60", website)));
    ids.put("Database dump", save(admin, shell("Database dump", DUMP, backups)));
    ids.put("Prune snapshots", save(admin, shell("Prune snapshots", "echo 4 gone", backups)));
    ids.put("Sensor import", save(admin, shell("Sensor import", SENSORS, null)));
    trigger(admin, ids, "Nightly invoices", "30 2 * * *");
    trigger(admin, ids, "Exchange rates", "0 6,18 * * 1-5");
    trigger(admin, ids, "Check links", "15 */4 * * *");
    trigger(admin, ids, "Database dump", "0 3 * * *");
    trigger(admin, ids, "Prune snapshots", "0 3 * * 0");
    change(admin, ids, "Nightly invoices", "{'tags':['money','daily'],'urlTrigger':true}");
    change(admin, ids, "Sensor import", "{'description':'Reads all sensors of the greenhouse.'}");
    change(admin, ids, "Exchange rates", "{'parameters':[" + CURRENCY + "]}");
    String favorite = "/api/jobs/" + ids.get("Nightly invoices") + "/favorite";
    admin.send("PUT", favorite, null, null).status(200);
    admin.post("/api/jobs/" + ids.get("Prune snapshots") + "/disable").status(200);
  }

  private static String folder(ApiClient admin, String name) {
    return admin.post("/api/folders", "{'name':'" + name + "'}").status(201).data("id").textValue();
  }

  private static ObjectNode python(String name, String script, String folder) {
    return job(name, "python", script, folder);
  }

  private static ObjectNode shell(String name, String script, String folder) {
    return job(name, "shell", script, folder);
  }

  private static ObjectNode job(String name, String kind, String script, String folder) {
    ObjectNode job = JSON.createObjectNode().put("name", name).put("folderId", folder);
    job.putObject("task").put("kind", kind).put("content", script);
    return job;
  }

  private static String save(ApiClient admin, ObjectNode job) {
    return admin
        .send("POST", "/api/jobs", job.toString(), "application/json")
        .status(201)
        .data("id")
        .textValue();
  }

  private static void trigger(ApiClient admin, Map<String, String> ids, String job, String cron) {
    ObjectNode trigger = JSON.createObjectNode().put("type", "cron").put("expression", cron);
    admin
        .send(
            "POST",
            "/api/jobs/" + ids.get(job) + "/triggers",
            trigger.put("timezone", "Europe/Rome").toString(),
            "application/json")
        .status(201);
  }

  private static void change(ApiClient admin, Map<String, String> ids, String job, String what) {
    admin.put("/api/jobs/" + ids.get(job), what).status(200);
  }

  private static StoredRuns history(Map<String, String> ids, Instant now) {
    StoredRuns runs = new StoredRuns();
    for (int day = 1; day <= DAYS; day++) {
      Instant at = now.minus(Duration.ofDays(day));
      runs.add(past(ids, "Nightly invoices", at, 40 + day * 7 % 23, day % 9 == 4));
      runs.add(past(ids, "Database dump", at.plusSeconds(1_800), 95 + day % 30, day % 13 == 5));
      for (int hour = 0; hour < 24; hour += 4) {
        Instant then = at.plus(Duration.ofHours(hour)).plusSeconds(900);
        runs.add(past(ids, "Check links", then, 20 + hour + day % 5, (day + hour) % 17 == 3));
      }
      runs.add(past(ids, "Exchange rates", at.plusSeconds(7_200), 2 + day % 3, false));
      if (day % 7 == 0) {
        runs.add(past(ids, "Prune snapshots", at, 12, false));
      }
    }
    return runs;
  }

  private static Past past(
      Map<String, String> ids, String job, Instant at, int seconds, boolean fails) {
    RunStatus status = fails ? RunStatus.FAILURE : RunStatus.SUCCESS;
    return new Past(UUID.fromString(ids.get(job)), at, Duration.ofSeconds(seconds), status);
  }
}
