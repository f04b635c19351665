package dev.tempo.server.expectations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.server.jobs.Expectation;
import dev.tempo.server.jobs.Late;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void runCoversAllTimesUpToItsStart() {
    Plan plan = plan(starts(HOUR), Trigger.cron("0 2 * * *"));
    Progress progress = Progress.since(at("2026-05-31T12:00:00Z"));
    assertThat(due(plan, progress).expectedAt()).isEqualTo(at("2026-06-01T00:00:00Z"));
    Plan.Due next = due(plan, started(progress, "2026-06-01T00:00:01Z"));
    assertThat(next.expectedAt()).isEqualTo(at("2026-06-02T00:00:00Z"));
    assertThat(next.deadline()).isEqualTo(at("2026-06-02T01:00:00Z"));
    assertThat(next.missedAt()).contains(at("2026-06-03T00:00:00Z"));
  }

  @Test
  void successIsCountedFromTheFirstTimeAfterTheLastOne() {
    Plan plan = plan(succeeds(HOUR), Trigger.cron("0 2 * * *"));
    Progress failing =
        new Progress(
            at("2026-01-01T00:00:00Z"),
            at("2026-06-05T00:00:00Z"),
            at("2026-06-01T00:00:00Z"),
            at("2026-06-01T00:20:00Z"));
    assertThat(due(plan, failing).expectedAt()).isEqualTo(at("2026-06-02T00:00:00Z"));
  }

  @Test
  void hoursThatAreNotThere_areExpectedWhenTheyRun() {
    Plan plan = plan(starts(HOUR), Trigger.cron("30 2 * * *"));
    Instant before = at("2026-03-28T12:00:00Z");
    assertThat(due(plan, Progress.since(before)).expectedAt())
        .isEqualTo(at("2026-03-29T01:00:00Z")); // 2:30 is skipped there, and fires at 3:00
  }

  @Test
  void excludedDays_andWhatLiesAfterTheEnd_areNotExpected() {
    Trigger trigger =
        Trigger.cron("0 2 * * *")
            .withExcludedDates(List.of(LocalDate.of(2026, 6, 2)))
            .withEnd(at("2026-06-03T12:00:00Z"));
    Plan plan = plan(starts(HOUR), trigger);
    Progress first = Progress.since(at("2026-06-01T12:00:00Z"));
    assertThat(due(plan, first).expectedAt()).isEqualTo(at("2026-06-03T00:00:00Z"));
    assertThat(due(plan, first).missedAt()).isEmpty();
    assertThat(plan.due(Progress.since(at("2026-06-03T01:00:00Z")), store.triggers())).isEmpty();
  }

  @Test
  void withoutASchedule_successIsCountedFromTheLastOne() {
    Progress progress = Progress.since(at("2026-06-01T00:00:00Z"));
    for (Plan plan : List.of(plan(succeeds(HOUR)), plan(succeeds(HOUR), Trigger.atStartup()))) {
      assertThat(due(plan, progress).deadline()).isEqualTo(at("2026-06-01T01:00:00Z"));
    }
    assertThat(plan(starts(HOUR)).due(progress, store.triggers())).isEmpty();
    Plan delay = plan(succeeds(HOUR), Trigger.afterEach(Duration.ofMinutes(10)));
    assertThat(due(delay, progress).deadline()).isEqualTo(at("2026-06-01T01:10:00Z"));
  }

  @Test
  void disabledJobs_andDisabledTriggers_expectNothing() {
    Trigger trigger = Trigger.cron("0 2 * * *");
    Progress progress = Progress.since(at("2026-06-01T00:00:00Z"));
    Plan off = plan(starts(HOUR), trigger.withEnabled(false));
    assertThat(off.due(progress, store.triggers())).isEmpty();
    Job job = job(trigger).toBuilder().enabled(false).build();
    assertThat(Plan.of(job, starts(HOUR)).due(progress, store.triggers())).isEmpty();
    assertThat(Set.of(plan(starts(HOUR), trigger), plan(succeeds(HOUR), trigger))).hasSize(2);
  }

  private static Expectation starts(Duration within) {
    return new Expectation(Optional.of(within), Optional.empty());
  }

  private static Expectation succeeds(Duration within) {
    return new Expectation(Optional.empty(), Optional.of(within));
  }

  private static Plan plan(Expectation expectation, Trigger... triggers) {
    return Plan.of(job(triggers), expectation);
  }

  private static Job job(Trigger... triggers) {
    return Job.named("Planned")
        .task(Task.shell("true"))
        .zone(ZoneId.of("Europe/Rome"))
        .triggers(List.of(triggers))
        .build();
  }

  private Plan.Due due(Plan plan, Progress progress) {
    List<Plan.Due> due = plan.due(progress, store.triggers());
    assertThat(due).hasSize(1).extracting(Plan.Due::kind).isSubsetOf(Late.Kind.values());
    return due.getFirst();
  }

  private static Progress started(Progress progress, String at) {
    return new Progress(progress.since(), at(at), progress.succeededFrom(), progress.succeeded());
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }
}
