package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Damage;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that cannot be read, as a newer version, another JVM or a failing disk leaves them: all else
 * starts, is listed and runs; what cannot be read rests, is told, and is lost by nothing.
 */
class DamagedRowsTest {
  @TempDir private Path directory;
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final Job broken =
      Job.named("broken")
          .task(Task.handler("work").withParameter("a", "b"))
          .zone(ZoneId.of("Europe/Paris"))
          .trigger(Trigger.cron("* * * * *").withZone(ZoneId.of("Asia/Tokyo")))
          .trigger(Trigger.every(Duration.ofMinutes(1)))
          .timeout(Duration.ofMinutes(5))
          .build();
  private final Job whole =
      Job.named("whole").task(Task.handler("work")).trigger(Trigger.cron("* * * * *")).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zone = 'Mars/Base'",
        "zone = ''",
        "overlap = 'LATER'",
        "retry_backoff = 'lunar'",
        "leftovers = ''",
        "retry_jitter = 7.5",
        "retry_count = -1",
        "limit_nice = 1000",
        "queue = ' '",
        "task_kind = 'wasm'",
        "task_body = ''",
        "task_parameters = '%zz'",
        "task_parameters = 'nothing'",
        "name = ''",
        "key = '  '"
      })
  void jobThatCannotBeRead_rests_andAllOthersRun(String damage) throws SQLException {
    save();
    execute("UPDATE job SET " + damage + " WHERE name = 'broken'");
    String column = damage.substring(0, damage.indexOf(' '));
    String text = stored("job", column);
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      clock.advance(Duration.ofMinutes(3));

      assertThat(runs(store, whole)).hasSize(3);
      assertThat(runs(store, broken)).isEmpty();
      assertThat(store.jobs().list(Optional.empty(), 10)).hasSize(2);
      Job read = tempo.findJob(broken.id()).orElseThrow();
      assertThat(read.enabled()).isFalse();
      assertThat(store.jobs().damages()).extracting(Damage::jobId).containsExactly(broken.id());
      assertThat(store.jobs().damages().getFirst().words())
          .contains("cannot be read")
          .contains("disabled until it is replaced");

      tempo.save(read.toBuilder().trigger(Trigger.atStartup()).build());
      assertThat(stored("job", column)).isEqualTo(text);
      assertThat(tempo.findJob(broken.id()).orElseThrow().triggers()).hasSize(3);
      assertThat(store.jobs().damages()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expression = 'no cron at all'",
        "kind = 'cron:MARTIAN'",
        "kind = 'tide'",
        "kind = 'custom:tide'",
        "kind = 'custom:days'",
        "zone = 'Mars/Base'",
        "dst = 'SOMETIMES'",
        "misfire = 'MAYBE'",
        "excluded_dates = 'christmas'"
      })
  void triggerThatCannotBeRead_rests_andTheOthersOfItsJobRun(String damage) throws SQLException {
    save();
    execute("UPDATE job_trigger SET " + damage + " WHERE zone = 'Asia/Tokyo'");
    String column = damage.substring(0, damage.indexOf(' '));
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      clock.advance(Duration.ofMinutes(3));
      assertThat(runs(store, whole)).hasSize(3);
      assertThat(runs(store, broken)).hasSize(3);
      Job read = tempo.findJob(broken.id()).orElseThrow();
      assertThat(read.triggers()).containsExactly(broken.triggers().get(1));
      assertThat(store.jobs().damages())
          .extracting(Damage::triggerId)
          .containsExactly(Optional.of(broken.triggers().getFirst().id()));

      String text = triggerText(column);
      tempo.save(read.toBuilder().name("renamed").build());
      assertThat(triggerText(column)).isEqualTo(text);

      Trigger mended = Trigger.cron("0 3 * * *").withId(broken.triggers().getFirst().id());
      tempo.save(tempo.findJob(broken.id()).orElseThrow().toBuilder().trigger(mended).build());
      assertThat(store.jobs().damages()).isEmpty();
      assertThat(store.jobs().find(broken.id()).orElseThrow().triggers()).contains(mended);
      assertThat(tempo.delete(broken.id())).isTrue();
    }
  }

  @Test
  void partThatIsReplaced_isReplaced_andTheJobRunsAgain() throws SQLException {
    save();
    execute("UPDATE job SET zone = 'Mars/Base' WHERE name = 'broken'");
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      Job read = tempo.findJob(broken.id()).orElseThrow();
      assertThat(read.zone()).isEqualTo(ZoneOffset.UTC);
      tempo.save(read.toBuilder().zone(ZoneId.of("Europe/Rome")).enabled(true).build());
      clock.advance(Duration.ofMinutes(2));

      assertThat(store.jobs().damages()).isEmpty();
      assertThat(stored("job", "zone")).isEqualTo("Europe/Rome");
      assertThat(runs(store, broken)).isNotEmpty();
    }
  }

  @Test
  void valuesOfAnEarlierVersion_areReadWithinTodaysBounds() throws SQLException {
    save();
    execute(
        "UPDATE job SET timeout_ms = 0, grace_ms = 9223372036854775807,"
            + " retry_max_delay_ms = 31536000000000 WHERE name = 'broken'");
    execute(
        "UPDATE job_trigger SET jitter_ms = 0, grace_ms = -5, start_at = -9223372036854775808,"
            + " end_at = 9223372036854775807 WHERE zone = 'Asia/Tokyo'");
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      Job read = tempo.findJob(broken.id()).orElseThrow();
      assertThat(read.policy().termination().timeout()).contains(Duration.ofMillis(1));
      assertThat(read.policy().termination().grace()).isEqualTo(Duration.ofDays(36_525));
      assertThat(read.triggers()).hasSize(2);
      assertThat(store.jobs().damages()).isEmpty();
      tempo.save(read.toBuilder().name("saved").build());
      assertThat(tempo.delete(broken.id())).isTrue();
    }
  }

  @Test
  void runsAndLedger_withUnknownCodes_areListed() throws SQLException {
    save();
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      clock.advance(Duration.ofMinutes(3));
      assertThat(tempo.findJob(broken.id())).isPresent();
    }
    execute(
        "UPDATE run SET status = 99, cause = -1, parameters = '%zz', attempt = 0, unpaid = 7,"
            + " finished_at = 9223372036854775807, max_cpu_percent = -1, cpu_ms = -5");
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      List<Run> all = store.runs().list(RunQuery.ALL).runs();
      assertThat(tempo.findJob(broken.id())).isPresent();
      assertThat(all).hasSizeGreaterThan(5).allMatch(run -> run.status().isFinal());
      clock.advance(Duration.ofMinutes(1));
      assertThat(store.runs().list(RunQuery.ALL).runs()).hasSizeGreaterThan(all.size());
    }
  }

  @Test
  void rowOfWhichNotEvenTheIdCanBeRead_stopsNothing() throws SQLException {
    save();
    execute("UPDATE job_trigger SET id = x'00' WHERE zone = 'Asia/Tokyo'");
    execute("PRAGMA foreign_keys = OFF", "UPDATE job SET id = x'01' WHERE name = 'whole'");
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      assertThat(store.jobs().list(Optional.empty(), 10)).hasSize(1);
      assertThat(tempo.findJob(whole.id())).isEmpty();
      clock.advance(Duration.ofMinutes(3));
      assertThat(runs(store, broken)).hasSize(3);
    }
  }

  private void save() {
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = start(store)) {
      tempo.save(broken);
      tempo.save(whole);
    }
  }

  private Tempo start(SqliteStore store) {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("work", context -> {})
        .build()
        .start();
  }

  private static List<Run> runs(SqliteStore store, Job job) {
    return store.runs().list(RunQuery.ALL.withJob(job.id()).withFrom(Instant.EPOCH)).runs();
  }

  private String stored(String table, String column) throws SQLException {
    return text("SELECT " + column + " FROM " + table + " WHERE timeout_ms IS NOT NULL");
  }

  private String triggerText(String column) throws SQLException {
    String id = broken.triggers().getFirst().id().toString().replace("-", "");
    return text("SELECT " + column + " FROM job_trigger WHERE id = x'" + id + "'");
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("tempo.db"));
  }
}
