package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.Change;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Over runs that were put into the past by hand; nothing else can be waited for. */
final class RetentionTest extends ServerTest {
  private static final Instant NOW = TimeSource.system().nowMillis();
  private static final List<Integer> AGES = List.of(1, 6, 8, 29, 31, 89, 91, 364, 366);

  private final Ids ids = new Ids();

  @Test
  void ageOfRuns_goesByTheRoleOfTheirStarter() {
    admin.put("/api/settings", "{'retentionRunsPerJob':10000}").status(200);
    UUID job = job("Job");
    assertThat(kept(job, Optional.of(account(Role.VIEWER)))).containsExactly(1, 6);
    assertThat(kept(job, Optional.of(account(Role.OPERATOR)))).containsExactly(1, 6, 8, 29);
    assertThat(kept(job, Optional.of(account(Role.DEVELOPER))))
        .containsExactly(1, 6, 8, 29, 31, 89);
    assertThat(kept(job, Optional.empty()))
        .as("nobody started it: its owner, the admin")
        .containsExactly(1, 6, 8, 29, 31, 89, 91, 364);
    assertThat(kept(job, Optional.of("a program"))).containsExactly(1, 6, 8, 29);
  }

  @Test
  void ownRules_winOverRoles_aJobsOverAUsers() {
    UUID one = job("One");
    UUID two = job("Two");
    String viewer = account(Role.VIEWER);
    admin
        .put(
            "/api/settings/retention",
            "{'jobs':[{'jobId':'%s','days':30,'newest':2}],'users':[{'userId':'%s','days':90}]}"
                .formatted(one, viewer))
        .status(200);
    assertThat(kept(one, Optional.of(viewer))).containsExactly(1, 6);
    assertThat(kept(two, Optional.of(viewer))).containsExactly(1, 6, 8, 29, 31, 89);

    JsonNode shown = admin.get("/api/settings/retention").status(200).data();
    assertThat(shown.path("roleDays").path("viewer").intValue()).isEqualTo(7);
    assertThat(shown.path("jobs").path(0).path("jobName").textValue()).isEqualTo("One");
    assertThat(admin.put("/api/settings/retention", shown.toString()).status(200).data())
        .isEqualTo(shown);
    admin.put("/api/settings/retention", "{'users':[]}").status(200);
    assertThat(kept(two, Optional.of(viewer))).containsExactly(1, 6);
    admin.put("/api/users/" + viewer, "{'retentionDays':20}").status(200);
    assertThat(kept(two, Optional.of(viewer))).containsExactly(1, 6, 8);
    assertThat(admin.get("/api/settings/retention").data("users").get(0).path("days").intValue())
        .isEqualTo(20);
    admin
        .put("/api/settings/retention", "{'jobs':[{'jobId':'%s'}],'x':1}".formatted(Ids.next()))
        .invalid("jobs[0].jobId", "x");
    server.as(Role.DEVELOPER).get("/api/settings/retention").problem(403, "UNAUTHORIZED");
  }

  @Test
  void rules_canBeWrittenBack_thoughAJobOfOneIsGone() {
    UUID job = job("Gone");
    String path = "/api/settings/retention";
    admin.put(path, "{'jobs':[{'jobId':'%s','days':30}]}".formatted(job)).status(200);
    admin.delete("/api/jobs/" + job).status(200);
    JsonNode shown = admin.get(path).status(200).data();
    assertThat(shown.path("jobs").path(0).path("jobName").isNull()).isTrue();
    assertThat(admin.put(path, shown.toString()).status(200).data()).isEqualTo(shown);
  }

  @Test
  void runsThatHaveNotEnded_areKept() {
    UUID job = job("Job");
    admin.put("/api/settings", "{'retentionAdminDays':0,'retentionRunsPerJob':0}").status(200);
    server.tempo().pauseQueue("default");
    String waits = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    put(job, Optional.empty(), 50);
    assertThat(server.server().cleanUp().runs()).isEqualTo(1);
    admin.get("/api/runs/" + waits).status(200);
  }

  @Test
  void dailySweep_comesAtItsTime_alsoWhenThatIsChanged() {
    UUID job = job("Job");
    put(job, Optional.of(account(Role.VIEWER)), 10);
    server.close();
    VirtualClock clock = VirtualClock.at(NOW.truncatedTo(java.time.temporal.ChronoUnit.DAYS));
    var store = dev.tempo.store.sqlite.SqliteStore.open(directory);
    try (store;
        Tempo tempo = Tempo.builder().store(store).timeSource(clock).build().start();
        TempoServer other = TempoServer.builder().port(0).time(clock).start(tempo, store)) {
      ApiClient client =
          new ApiClient("http://127.0.0.1:" + other.port()).logIn("admin", TestServer.PASSWORD);
      client.put("/api/settings", "{'retentionTime':'05:00'}").status(200);
      clock.advance(Duration.ofHours(4));
      assertThat(days(client, job)).isNotEmpty();
      clock.advance(Duration.ofHours(2));
      assertThat(days(client, job)).isEmpty();
    }
    server = TestServer.start(directory);
  }

  @Test
  void cleanUpByHand_doesWhatRetentionWouldDo_toOnesOwnRuns() {
    ApiClient operator = server.as(Role.OPERATOR);
    String own = account(Role.OPERATOR);
    UUID job = job("Job");
    put(job, Optional.of(account(Role.VIEWER)), 300);
    AGES.reversed().forEach(days -> put(job, Optional.of(own), days));
    assertThat(operator.get("/api/logs/stats").data("retentionDays").intValue()).isEqualTo(30);
    assertThat(cleanUp(operator, "{}")).isEqualTo(5);
    assertThat(days(admin, job)).containsExactly(1, 6, 8, 29, 300);

    admin.put("/api/settings", "{'retentionOperatorDays':20}").status(200);
    assertThat(operator.get("/api/logs/stats").data("retentionDays").intValue()).isEqualTo(20);
    assertThat(cleanUp(operator, "{}")).isEqualTo(1);
    String days = "{'jobs':[{'jobId':'%s','days':7}]}".formatted(job);
    admin.put("/api/settings/retention", days).status(200);
    assertThat(cleanUp(operator, "{}")).isEqualTo(1);
    assertThat(cleanUp(operator, "{'olderThanDays':5}")).isEqualTo(1);
    assertThat(days(admin, job)).containsExactly(1, 300);

    put(job, Optional.of(own), 2);
    String newest = "{'jobs':[{'jobId':'%s','newest':1}]}".formatted(job);
    admin.put("/api/settings/retention", newest).status(200);
    assertThat(cleanUp(operator, "{}")).as("its own are not all of the job's").isZero();
    assertThat(cleanUp(admin, "{'everybody':true}")).isEqualTo(2);
  }

  @Test
  void runsThatRetentionDeletes_areForgottenEverywhere() {
    String shell = "{'name':'Shell','task':{'kind':'shell','content':'true'}}";
    String job = admin.post("/api/jobs", shell).status(201).data("id").textValue();
    String run = admin.post("/api/jobs/shell/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, shown -> !shown.path("finishedAt").isNull());
    admin.put("/api/runs/" + run + "/note", "{'note':'look here'}").status(200);
    admin.await("/api/jobs/" + job, shown -> shown.path("recentRuns").size() == 1);
    String none = "{'jobs':[{'jobId':'%s','newest':0}]}".formatted(job);
    admin.put("/api/settings/retention", none).status(200);
    assertThat(notes()).isEqualTo(1);
    Await.until("the log is put away", () -> server.server().cleanUp().runs() == 1);
    admin.await("/api/jobs/" + job, shown -> shown.path("recentRuns").isEmpty());
    Await.until("the note is gone", () -> notes() == 0);
  }

  private int notes() {
    return server
        .store()
        .database()
        .read(c -> Sql.of(c, "SELECT count(*) AS n FROM run_note").first(row -> row.integer("n")))
        .orElseThrow();
  }

  private static int cleanUp(ApiClient client, String body) {
    var answer = client.post("/api/logs/cleanup", body).status(200);
    assertThat(answer.data("complete").booleanValue()).isTrue();
    return answer.data("deleted").intValue();
  }

  private List<Integer> kept(UUID job, Optional<String> starter) {
    AGES.reversed().forEach(days -> put(job, starter, days));
    server.server().cleanUp();
    List<Integer> kept = days(admin, job);
    server.store().commit(List.of(new Change.DeleteRuns(runIds(job))));
    return kept;
  }

  private List<Integer> days(ApiClient client, UUID job) {
    List<Integer> days = new ArrayList<>();
    client
        .get("/api/jobs/" + job + "/runs?limit=100")
        .status(200)
        .data("runs")
        .forEach(
            run -> {
              Instant end = Instant.parse(run.path("finishedAt").textValue());
              days.add((int) Duration.between(end, NOW).toDays());
            });
    return days;
  }

  private List<UUID> runIds(UUID job) {
    List<UUID> found = new ArrayList<>();
    admin
        .get("/api/jobs/" + job + "/runs?limit=100")
        .data("runs")
        .forEach(run -> found.add(UUID.fromString(run.path("id").textValue())));
    return found;
  }

  private void put(UUID jobId, Optional<String> starter, int days) {
    Job job = server.tempo().findJob(jobId).orElseThrow();
    Instant at = NOW.minus(Duration.ofDays(days));
    RunOrigin origin =
        starter.isPresent()
            ? RunOrigin.request(RunCause.MANUAL, starter)
            : RunOrigin.occurrence(RunCause.SCHEDULE, Ids.next(), at);
    Run run =
        new Run(
                ids.next(at.toEpochMilli()),
                Run.JobRef.of(job),
                RunRequest.first(origin, job.task().parameters()),
                RunTimeline.queued(at),
                RunResult.NONE)
            .withStarted(Run.JobRef.of(job), at)
            .withFinished(RunStatus.SUCCESS, at, RunResult.NONE);
    server.store().commit(List.of(new Change.AddRun(run, Ids.next())));
  }

  private UUID job(String name) {
    return UUID.fromString(
        admin
            .post("/api/jobs", "{'name':'%s'}".formatted(name))
            .status(201)
            .data("id")
            .textValue());
  }

  private String account(Role role) {
    return server.as(role).get("/api/auth/me").status(200).data().findValue("id").textValue();
  }
}
