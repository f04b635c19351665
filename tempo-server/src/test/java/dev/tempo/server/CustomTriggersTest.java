package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.schedule.Calendars;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Triggers by rules and calendars of the program in which the server is embedded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CustomTriggersTest {
  private static final String TRIGGER =
      "{'type':'custom','scheduleType':'days',"
          + "'scheduleText':'exclude=server.holidays;only=;cron OCPS 0 9 * * *'}";

  private TestServer server;
  private ApiClient admin;

  @BeforeAll
  void start(@TempDir Path directory) {
    Calendars.register("server.holidays", Set.of(LocalDate.of(2030, 5, 1)));
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void trigger_isShownAndKeptAsItIs_whenItIsChanged() {
    admin
        .post(
            "/api/jobs",
            "{'name':'office','task':{'kind':'shell','content':'echo hi'},'triggers':["
                + TRIGGER
                + "]}")
        .status(201);
    JsonNode trigger = admin.get("/api/jobs/office").status(200).data("triggers").get(0);
    assertThat(trigger.path("type").textValue()).isEqualTo("custom");
    assertThat(trigger.path("scheduleType").textValue()).isEqualTo("days");
    assertThat(trigger.path("scheduleText").textValue())
        .isEqualTo("exclude=server.holidays;only=;cron OCPS 0 9 * * *");
    assertThat(trigger.path("description").textValue())
        .endsWith(", except on days of server.holidays");

    String path = "/api/jobs/office/triggers/" + trigger.path("id").textValue();
    admin.put(path, "{'graceSeconds':30}").status(200);
    assertThat(admin.get("/api/jobs/office").data("triggers").get(0).path("scheduleText"))
        .isEqualTo(trigger.path("scheduleText"));
  }

  @Test
  void preview_leavesOutDaysOfCalendars_andMistakesAreFieldErrors() {
    String after = TRIGGER.replace("{'type'", "{'startAt':'2030-04-30T00:00:00Z','type'");
    JsonNode times = admin.post("/api/schedules/preview", after).status(200).data("occurrences");
    assertThat(times.get(0).textValue()).isEqualTo("2030-04-30T09:00:00Z");
    assertThat(times.get(1).textValue()).isEqualTo("2030-05-02T09:00:00Z");

    admin
        .post("/api/schedules/preview", TRIGGER.replace("'days'", "'tide'"))
        .invalid("scheduleType");
    admin
        .post("/api/schedules/preview", TRIGGER.replace("server.holidays", "server.nothing"))
        .invalid("scheduleText");
    admin
        .post("/api/schedules/preview", "{'type':'custom','scheduleType':'days'}")
        .invalid("scheduleText");
    admin.post("/api/schedules/preview", "{'type':'custom'}").invalid("scheduleType");
  }
}
