package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is coming and what was, over HTTP. */
final class ForecastTest {
  private static final Path FIGURES = Path.of("target", "forecast", "figures.txt");

  /** Far more than it takes, so that a machine that is busy fails nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final SteppedTime TIME = new SteppedTime();

  @TempDir static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            directory, engine -> engine.timeSource(TIME), builder -> builder.time(TIME));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void forecast_tellsCellsRowsFiresAndOverloads() {
    for (int i = 0; i < 5; i++) {
      job(
          "Together " + i,
          "'queue':'fivefold','triggers':[{'type':'cron','expression':'30 12 * * *'}],");
    }
    LocalDate day = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).plusDays(3);
    job(
        "Odd",
        "'triggers':[{'type':'cron','expression':'0 */6 * * *','jitterSeconds':600,'excludedDates':['%s']}],"
            .formatted(day));
    String query = "/api/forecast?timezone=UTC&step=day&from=%sT00:00:00Z&to=%sT00:00:00Z";
    JsonNode odd = admin.get(query.formatted(day, day.plusDays(2)) + "&job=odd").status(200).data();
    assertThat(odd.path("cells")).hasSize(2);
    assertThat(odd.path("cells").get(0).path("excludedBy").intValue()).isEqualTo(1);
    assertThat(odd.path("cells").get(0).path("date").textValue()).isEqualTo(day.toString());
    assertThat(odd.path("cells").get(0).path("past").isNull()).isTrue();
    assertThat(odd.path("rows").get(0).path("counts").toString()).isEqualTo("[0,4]");
    assertThat(odd.path("runs")).hasSize(4);
    Instant at = Instant.parse(odd.path("runs").get(0).path("at").textValue());
    Instant nominal = Instant.parse(odd.path("runs").get(0).path("scheduledFor").textValue());
    assertThat(nominal).isEqualTo(Instant.parse(day.plusDays(1) + "T00:00:00Z"));
    assertThat(Duration.between(nominal, at)).isBetween(Duration.ZERO, Duration.ofMinutes(10));
    assertThat(odd.path("complete").booleanValue()).isTrue();

    JsonNode overload =
        admin
            .get(
                query.formatted(day, day.plusDays(1))
                    + "&job=together-0,together-1,together-2,together-3,together-4")
            .data("overloads")
            .get(0);
    assertThat(overload.path("from").textValue()).isEqualTo(day + "T12:30:00Z");
    assertThat(overload.path("to").textValue()).isEqualTo(day + "T12:31:00Z");
    assertThat(overload.path("queue").textValue()).isEqualTo("fivefold");
    assertThat(overload.path("limit").intValue()).isEqualTo(4);
    assertThat(overload.path("peak").intValue()).isEqualTo(5);
    assertThat(overload.path("jobIds")).hasSize(5);
  }

  @Test
  void jobsThatFollowOthers_areToldAsOftenAsThese_andOfSeveralOnceAllHaveRun() {
    String cron = "'triggers':[{'type':'cron','expression':'%s'}],";
    String often = job("Chain often", cron.formatted("0 */12 * * *"));
    String daily = job("Chain daily", cron.formatted("0 5 * * *"));
    String each = job("Each", follows("success", often));
    String both = job("Both", follows("always", often, daily));
    job("Unlucky", follows("failure", often));
    String last = job("Last", follows("success", each));
    String any =
        job("Any", follows("success", often, daily).replace("'job',", "'job','all':false,"));
    LocalDate day = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).plusDays(3);
    String span = "?timezone=UTC&step=day&from=%sT00:00:00Z&to=%sT00:00:00Z";
    String query = "/api/forecast" + span.formatted(day, day.plusDays(2));
    JsonNode all = admin.get(query).status(200).data();
    assertThat(all.path("followers").findValuesAsText("jobName"))
        .containsExactlyInAnyOrder("Each", "Both", "Last", "Any");
    assertThat(counts(all, each)).isEqualTo("[2,2]");
    assertThat(counts(all, both)).isEqualTo("[1,1]");
    assertThat(counts(all, last)).isEqualTo("[2,2]");
    assertThat(counts(all, any)).isEqualTo("[3,3]");
    JsonNode only = admin.get(query + "&job=" + last).data();
    assertThat(counts(only, last)).isEqualTo("[2,2]");
    assertThat(only.path("followers")).hasSize(1);
    assertThat(only.path("followers").get(0).path("jobs").get(0).textValue()).isEqualTo(each);
  }

  private static String follows(String on, String... jobs) {
    return "'triggers':[{'type':'job','on':'"
        + on
        + "','afterJobs':['"
        + String.join("','", jobs)
        + "']}],";
  }

  private static String counts(JsonNode forecast, String job) {
    for (JsonNode follower : forecast.path("followers")) {
      if (follower.path("jobId").textValue().equals(job)) {
        return follower.path("counts").toString();
      }
    }
    return "none";
  }

  @Test
  void forecast_marksChangesOfTheClock_andDaysOf23Hours() {
    job(
        "Paris",
        "'timezone':'Europe/Paris','triggers':[{'type':'cron','expression':'15 * * * *'}],");
    ZoneId paris = ZoneId.of("Europe/Paris");
    Instant change = paris.getRules().nextTransition(Instant.now()).getInstant();
    LocalDate day = change.atZone(paris).toLocalDate();
    Instant from = day.atStartOfDay(paris).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(paris).toInstant();
    String span = "&from=" + from + "&to=" + to + "&timezone=Europe/Paris";
    JsonNode byDay = admin.get("/api/forecast?job=paris&step=day" + span).status(200).data();
    assertThat(byDay.path("cells")).hasSize(1);
    long hours = Duration.between(from, to).toHours();
    assertThat(byDay.path("rows").get(0).path("total").longValue()).isEqualTo(hours);
    assertThat(hours).isNotEqualTo(24);
    assertThat(byDay.path("clockChanges").get(0).path("at").textValue())
        .isEqualTo(change.toString());
    assertThat(byDay.path("clockChanges").get(0).path("triggers").intValue()).isEqualTo(1);
    JsonNode byHour = admin.get("/api/forecast?job=paris" + span).data();
    assertThat(byHour.path("step").textValue()).isEqualTo("hour");
    assertThat(byHour.path("cells")).hasSize((int) hours);
  }

  @Test
  void forecast_showsWhatOneMaySee() {
    job("High", "'requiredLevel':'admin','triggers':[{'type':'cron','expression':'0 1 * * *'}],");
    ApiClient viewer = server.as(Role.VIEWER);
    assertThat(viewer.get("/api/forecast").status(200).data("rows").findValuesAsText("jobName"))
        .doesNotContain("High");
    assertThat(admin.get("/api/forecast").data("rows").findValuesAsText("jobName"))
        .contains("High");
    viewer.get("/api/forecast?job=high").problem(404, "NOT_FOUND");
    server.client().get("/api/forecast").problem(401, "INVALID_TOKEN");
  }

  @Test
  void questions_areBounded() {
    String from = "/api/forecast?from=2026-03-01T00:00:00Z";
    admin.get(from + "&to=2026-05-30T00:00:00Z").invalid("to");
    admin.get(from + "&to=2026-03-01T00:00:00Z").invalid("to");
    admin.get(from + "&to=2026-03-31T00:00:00Z&step=hour").invalid("step");
    admin.get(from + "&step=week").invalid("step");
    admin.get("/api/forecast?from=tomorrow").invalid("from");
    admin.get("/api/forecast?from=%2B99999999-01-01").invalid("from");
    JsonNode days =
        admin.get("/api/forecast?from=2027-03-28&to=2027-03-29&timezone=Europe/Paris").data();
    assertThat(days.path("from").textValue()).isEqualTo("2027-03-27T23:00:00Z");
    assertThat(days.path("cells")).hasSize(23);
    admin.get("/api/forecast?timezone=Mars/Olympus").invalid("timezone");
    admin.get("/api/forecast?from=1970-01-01T00:00:00Z").invalid("from");
    admin.get("/api/forecast?from=2299-01-01T00:00:00Z").invalid("to");
  }

  @Test
  void past_tellsWhatRan_wasLate_wasMissed_andFailed() {
    // Half way between two of the job's instants, so that none is in time by the hour of the day.
    long into = TIME.instant().getEpochSecond() % 600;
    TIME.step(Duration.ofSeconds(600 - into + 300));
    job(
        "Steady",
        "'queue':'of-its-own','triggers':[{'type':'cron','expression':'*/10 * * * *'}],",
        "exit 3");
    TIME.step(Duration.ofMinutes(10)); // one, five minutes late
    admin.await("/api/jobs/steady", job -> job.path("runCount").intValue() == 1);
    TIME.step(Duration.ofHours(3)); // one for all that were missed
    admin.await("/api/jobs/steady", job -> job.path("runCount").intValue() == 2);
    Instant now = TIME.instant();
    String query =
        "/api/forecast?job=steady&step=hour&from="
            + now.minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.HOURS)
            + "&to="
            + now.plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.HOURS);
    JsonNode forecast = admin.get(query).status(200).data();
    assertThat(sum(forecast.path("cells"), "ran")).isEqualTo(2);
    assertThat(sum(forecast.path("cells"), "failed")).isEqualTo(2);
    assertThat(sum(forecast.path("cells"), "late")).isBetween(1, 2);
    assertThat(sum(forecast.path("cells"), "missed")).isBetween(16, 18);
    assertThat(sum(forecast.path("cells"), "skipped")).isZero();
    assertThat(sum(forecast.path("cells"), "planned"))
        .isEqualTo(2 + sum(forecast.path("cells"), "missed"));
    JsonNode history = forecast.path("history").get(0);
    assertThat(history.path("jobName").textValue()).isEqualTo("Steady");
    assertThat(history.path("cells").size()).isGreaterThanOrEqualTo(3); // not all in one hour
    for (String what : List.of("planned", "ran", "late", "missed")) {
      assertThat(sum(history.path("cells"), what)).isEqualTo(sum(forecast.path("cells"), what));
    }
    assertThat(forecast.path("historyKnownFrom").isNull()).isTrue();
    int coming = forecast.path("rows").get(0).path("total").intValue();
    assertThat(coming).isBetween(6, 12);
    JsonNode viewers = server.as(Role.VIEWER).get(query).status(200).data();
    assertThat(sum(viewers.path("cells"), "ran")).isEqualTo(2); // by nobody, of a job one may see
    admin.post("/api/jobs/steady/disable").status(200);
  }

  @Test
  void pastThatBeginsWithinALongGap_tellsOfItsOwnPartAlone() {
    job("Gap", "'triggers':[{'type':'cron','expression':'* * * * * *'}],");
    admin.await("/api/jobs/gap", job -> job.path("runCount").intValue() > 0);
    TIME.step(Duration.ofMinutes(70)); // 4,200 fires
    Instant now = TIME.instant();
    String span = "&from=" + now.minus(Duration.ofMinutes(10)) + "&to=" + now;
    JsonNode forecast =
        admin
            .await(
                "/api/forecast?job=gap&step=hour" + span,
                found -> sum(found.path("cells"), "missed") > 0)
            .data();
    assertThat(sum(forecast.path("cells"), "missed")).isBetween(400, 660);
    assertThat(sum(forecast.path("cells"), "planned")).isBetween(400, 720);
    assertThat(forecast.path("historyKnownFrom").isNull()).isTrue();
    admin.post("/api/jobs/gap/disable").status(200);
  }

  private static int sum(JsonNode parts, String field) {
    return parts.findValues(field).stream().mapToInt(JsonNode::intValue).sum();
  }

  /** The figure of a machine that does nothing else stands in the documents. */
  @Test
  void monthOfAThousandJobs_isCountedAtOnce() throws IOException {
    List<String> expressions =
        List.of(
            "*/5 * * * *",
            "0 * * * *",
            "30 2 * * *",
            "0 9 * * MON-FRI",
            "*/15 8-17 * * *",
            "15 3 1 * *",
            "* * * * *",
            "0 */2 * * *",
            "45 6 L * *",
            "20,50 * * * *");
    List<String> zones = List.of("Europe/Paris", "America/New_York", "UTC", "Asia/Tokyo");
    for (int i = 0; i < 1_000; i++) {
      Trigger trigger =
          Trigger.cron(expressions.get(i % 10))
              .withZone(ZoneId.of(zones.get(i % 4)))
              .withJitter(Duration.ofSeconds(i % 3 * 100));
      server
          .tempo()
          .save(
              Job.named("Load " + i)
                  .key("load-" + i)
                  .task(Task.shell("true"))
                  .enabled(true)
                  .trigger(trigger.withStart(Instant.now().plus(Duration.ofDays(1))))
                  .build());
    }
    admin.await("/api/jobs?limit=1&q=Load", jobs -> jobs.path("total").intValue() == 1_000);
    // after the start of all, and so long that it has a first and a last day of a month everywhere
    Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
    String query = "/api/forecast?step=day&from=" + from + "&to=" + from.plus(Duration.ofDays(31));
    List<Long> took = new ArrayList<>();
    List<Long> cpu = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long begin = System.nanoTime();
      long beginCpu = CpuTime.nanos();
      byte[] answer = admin.download(query);
      took.add((System.nanoTime() - begin) / 1_000_000);
      cpu.add((CpuTime.nanos() - beginCpu) / 1_000_000);
      JsonNode forecast = new ObjectMapper().readTree(answer).path("data");
      assertThat(forecast.path("rows").size()).isGreaterThanOrEqualTo(900);
      assertThat(forecast.path("complete").booleanValue()).isTrue();
      assertThat(forecast.path("runs").size()).isGreaterThan(1_500);
    }
    Files.createDirectories(FIGURES.getParent());
    Files.writeString(
        FIGURES, "A month of 1,000 jobs took " + took + " ms, with " + cpu + " ms of CPU\n");
    assertThat(Duration.ofMillis(took.stream().min(Long::compare).orElseThrow()))
        .isLessThan(PATIENCE);
  }

  private static String job(String name, String more) {
    return job(name, more, "true");
  }

  private static String job(String name, String more, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "'," + more + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }
}
