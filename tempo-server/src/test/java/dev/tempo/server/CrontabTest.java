package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Crontabs become jobs: whole, or not at all. */
final class CrontabTest extends ServerTest {
  private static final String TABLE =
      """
      # m h  dom mon dow   command
      SHELL=/bin/bash
      PATH=/usr/local/bin:/usr/bin:/bin
      MAILTO="ops@example.org, root"
      http_proxy = 'http://proxy:3128'

      # Back up the home directory
      0 5 * * 1 tar -zcf /var/backups/home-$(date +\\%F).tgz /home
      # 30 1 * * * commented out
      */15 * */2 * mon    [[ -e /tmp/x ]] && echo yes

      CRON_TZ=Europe/Madrid
      SHELL=/bin/sh
      MAILTO=
      @daily mail -s "It's 10pm" joe%Joe,%%Where are your kids?%
      @reboot /opt/start --all
      0 5 * * 1 tar -zcf /var/backups/home-$(date +\\%F).tgz /home
      """;

  @Test
  void everyCommand_becomesAJob_asCronUnderstandsIt() {
    JsonNode report = imported(TABLE, "").status(200).data();
    assertThat(report.path("counts").path("created").intValue()).isEqualTo(5);
    assertThat(report.path("notes")).hasSize(2);

    JsonNode backup = job(report, 0);
    assertThat(backup.path("name").textValue()).isEqualTo("Back up the home directory");
    assertThat(backup.path("description").textValue()).isEqualTo("Line 8 of a crontab");
    assertThat(content(backup))
        .isEqualTo("#!/bin/bash\ntar -zcf /var/backups/home-$(date +%F).tgz /home\n");
    assertThat(trigger(backup).path("expression").textValue()).isEqualTo("0 5 * * 1");
    assertThat(backup.path("environmentVariables").path("http_proxy").textValue())
        .isEqualTo("http://proxy:3128");
    assertThat(backup.path("environmentVariables").has("SHELL")).isFalse();
    assertThat(backup.path("notify").path("on").textValue()).isEqualTo("failure");
    assertThat(backup.path("notify").path("emails").toString()).isEqualTo("[\"ops@example.org\"]");

    JsonNode both = job(report, 1);
    assertThat(both.path("name").textValue())
        .as("what is commented out names nothing")
        .isEqualTo("[[ -e /tmp/x ]] && echo yes");
    assertThat(trigger(both).path("expression").textValue())
        .as("a field that begins with * restricts along with the other")
        .isEqualTo("*/15 * */2 * +MON");

    JsonNode mail = job(report, 2);
    assertThat(content(mail))
        .isEqualTo(
            "{\nmail -s \"It's 10pm\" joe\n} <<'INPUT'\nJoe,\n\nWhere are your kids?\n\nINPUT\n");
    assertThat(trigger(mail).path("expression").textValue()).isEqualTo("@daily");
    assertThat(trigger(mail).path("timezone").textValue()).isEqualTo("Europe/Madrid");
    assertThat(mail.path("notify").path("on").textValue()).isEqualTo("never");

    assertThat(trigger(job(report, 3)).path("type").textValue()).isEqualTo("startup");
    assertThat(job(report, 4).path("name").textValue())
        .isEqualTo("tar -zcf /var/backups/home-$(date +%F).tgz /home");
  }

  @Test
  void commandsInput_isReadByTheCommand() {
    JsonNode report = imported("0 0 1 1 * cat%one%%three\n", "").status(200).data();
    String id = job(report, 0).path("id").textValue();
    String run = admin.post("/api/jobs/" + id + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, r -> r.path("finishedAt").isTextual());
    JsonNode lines = admin.get("/api/runs/" + run + "/logs").status(200).data("lines");
    assertThat(lines.findValuesAsText("content")).containsExactly("one", "", "three");
  }

  @Test
  void tableOfTheSystem_hasUsers() {
    String table =
        "17 *\t* * *\troot\tcd / && run-parts /etc/cron.hourly\n@weekly root fstrim -a\n";
    JsonNode found = imported(table, "").status(200).data();
    assertThat(content(job(found, 0))).isEqualTo("cd / && run-parts /etc/cron.hourly\n");
    assertThat(job(found, 0).path("description").textValue())
        .isEqualTo("Line 1 of a crontab, there run by root");
    JsonNode told = imported("0 0 * * * nobody-here echo x\n", "&userColumn=true").data();
    assertThat(content(job(told, 0))).isEqualTo("echo x\n");
    JsonNode plain = imported(table, "&userColumn=false").status(200).data();
    assertThat(content(job(plain, 1))).isEqualTo("root fstrim -a\n");
    assertThat(imported(table, "").data().path("counts").path("created").intValue()).isEqualTo(2);
    assertThat(admin.get("/api/jobs?q=fstrim").data("jobs").findValuesAsText("name"))
        .contains("fstrim -a", "fstrim -a (2)");
  }

  @Test
  void wrongLines_areAllNamed_andNothingIsMade() {
    String table =
        """
        0 5 * * * echo right
        61 5 * * * echo minute
        0 5 * * echo too few
        @fortnightly echo nickname
        not a line
        CRON_TZ=Mars/Olympus
        0 6 * * * echo zone
        """;
    imported(table, "").invalid("line 2", "line 3", "line 4", "line 5", "line 7");
    assertThat(admin.get("/api/jobs").data("total").intValue()).isZero();
    admin
        .send("POST", "/api/import?format=crontab", "0 0 * * * x", "application/zip")
        .problem(415, "UNSUPPORTED_MEDIA_TYPE");
    imported("0 0 * * * x\n".repeat(1_001), "").invalid("");
    imported("x".repeat((1 << 20) + 1), "").problem(413, "PAYLOAD_TOO_LARGE");
  }

  private ApiClient.Answer imported(String table, String more) {
    return admin.send("POST", "/api/import?format=crontab" + more, table, "text/plain");
  }

  private JsonNode job(JsonNode report, int number) {
    String id = report.path("jobs").get(number).path("id").textValue();
    return admin.get("/api/jobs/" + id).status(200).data();
  }

  private static String content(JsonNode job) {
    return job.path("task").path("content").textValue();
  }

  private static JsonNode trigger(JsonNode job) {
    return job.path("triggers").get(0);
  }
}
