package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.MisfirePolicy;
import dev.tempo.NodePolicy;
import dev.tempo.OrphanPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.TerminationPolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.task.ParameterStyle;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do with jobs and their triggers. */
public abstract class JobStoreConformance extends StoreConformance {

  @Test
  void savedJob_isReadAsItWas() {
    Job job = everything();
    save(job);

    assertThat(store.jobs().find(job.id())).contains(job);
    assertThat(store.jobs().findByKey("etl:nightly")).contains(job);
    assertThat(store.jobs().list(Optional.empty(), 10)).containsExactly(job);
  }

  @Test
  void everyKindOfTask_isReadAsItWas() {
    List<Task> tasks =
        List.of(
            Task.handler("report").withParameter("rows", "100"),
            Task.python("print('é')\n")
                .withRequirements("requests>=2", "rich")
                .withVersion("3.12")
                .withEnvironment("A_B", "x=y&z")
                .withWorkingDirectory(Path.of("/tmp"))
                .withParameter("n", "1"),
            Task.shell("echo \"$1\" | sed 's/a/b/'")
                .withParameter("z", "1")
                .withParameter("a", "2"),
            Task.python("print(1)\n")
                .withPlace(ScriptPlace.inPlace(Path.of("/g/é/a b.py"), Path.of("/g/é"))),
            Task.shell("echo 1").withPlace(ScriptPlace.inPlace(Path.of("/g/x.sh"), Path.of("/g"))),
            Task.shell("echo 2")
                .withSettings(
                    ScriptSettings.DEFAULT.withStyles(
                        Map.of("dry-run", ParameterStyle.FLAG, "a&b=", ParameterStyle.LIST))),
            Task.command("/bin/echo", "a b", "", "c&d"));
    for (Task task : tasks) {
      Job job = make.job("task " + tasks.indexOf(task)).toBuilder().task(task).build();
      save(job);
      assertThat(store.jobs().find(job.id())).contains(job);
    }
  }

  @Test
  void changedJob_replacesTheOldOneAndItsTriggers() {
    Job job = everything();
    save(job);
    Job changed = job.toBuilder().name("Other").key("other").version(2).triggers(List.of()).build();
    save(changed);

    assertThat(store.jobs().find(job.id())).contains(changed);
    assertThat(store.jobs().findByKey("etl:nightly")).isEmpty();
    assertThat(store.triggers().findByJob(job.id())).isEmpty();
    assertThat(store.jobs().count()).isEqualTo(1);
  }

  @Test
  void deletedJob_isGoneWithItsTriggers_andItsRunsStay() {
    Job job = everything();
    save(job);
    Run run = make.queued(job);
    store.commit(List.of(new Change.AddRun(run, ENGINE), new Change.DeleteJob(job.id())));

    assertThat(store.jobs().find(job.id())).isEmpty();
    assertThat(store.triggers().nextDue()).isEmpty();
    assertThat(store.triggers().jobsToRunAtStartup(Optional.empty(), 10)).isEmpty();
    assertThat(store.runs().find(run.id())).contains(run);
  }

  @Test
  void jobs_arePagedInTheOrderOfTheirKeys() {
    for (String key : List.of("b", "é", "a", "Z", "\uD83D\uDE00", "\uFFFD", "a:b")) {
      save(make.job(key));
    }
    List<String> keys = new ArrayList<>();
    List<Job> page = store.jobs().list(Optional.empty(), 2);
    while (!page.isEmpty()) {
      page.forEach(job -> keys.add(job.key()));
      page = store.jobs().list(Optional.of(keys.getLast()), 2);
    }
    assertThat(keys).containsExactly("Z", "a", "a:b", "b", "é", "\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void manyJobs_areFoundAtOnce_withTheirTriggers() {
    List<Job> jobs =
        IntStream.range(0, 1_200)
            .mapToObj(
                i ->
                    make.job("job " + i).toBuilder()
                        .trigger(Trigger.every(Duration.ofMinutes(1 + i)))
                        .trigger(Trigger.cron(i % 60 + " * * * *"))
                        .build())
            .toList();
    jobs.forEach(this::save);
    List<UUID> wanted = new ArrayList<>(jobs.subList(100, 1_200).stream().map(Job::id).toList());
    wanted.add(make.id());

    assertThat(store.jobs().findAll(wanted))
        .containsExactlyInAnyOrderElementsOf(jobs.subList(100, 1_200));
    assertThat(store.jobs().findAll(List.of())).isEmpty();
  }

  @Test
  void dueTriggers_comeInTheOrderOfTheirTimes() {
    Job job =
        make.job("j").toBuilder()
            .trigger(Trigger.cron("* * * * *"))
            .trigger(Trigger.cron("0 * * * *"))
            .trigger(Trigger.cron("0 0 * * *"))
            .build();
    List<TriggerState> states = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      states.add(due(job, i, NOON.plusSeconds(30 - 10 * i)));
    }
    store.commit(List.of(new Change.SaveJob(job, states)));

    assertThat(store.triggers().nextDue()).contains(NOON.plusSeconds(10));
    assertThat(store.triggers().due(NOON.plusSeconds(20), 10))
        .containsExactly(states.get(2), states.get(1));
    assertThat(store.triggers().due(NOON.plusSeconds(60), 1)).containsExactly(states.get(2));
    assertThat(store.triggers().findByJob(job.id())).containsExactlyInAnyOrderElementsOf(states);
  }

  @Test
  void movedTrigger_isDueAtItsNewTime_andOneThatIsGoneIsLeftAlone() {
    Job job = make.job("j").toBuilder().trigger(Trigger.cron("* * * * *")).build();
    store.commit(List.of(new Change.SaveJob(job, List.of(due(job, 0, NOON)))));
    TriggerState moved =
        new TriggerState(
            job.triggers().getFirst().id(),
            job.id(),
            Optional.of(new Due(NOON.plusSeconds(60), NOON.plusSeconds(61))),
            Optional.of(NOON));
    TriggerState gone = new TriggerState(make.id(), job.id(), moved.next(), Optional.empty());
    store.commit(List.of(new Change.MoveTrigger(moved), new Change.MoveTrigger(gone)));

    assertThat(store.triggers().due(NOON.plusSeconds(100), 10)).containsExactly(moved);
    assertThat(store.triggers().find(gone.triggerId())).isEmpty();
  }

  @Test
  void jobsWithStartupTriggers_arePaged() {
    List<UUID> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Job job = make.job("j" + i).toBuilder().trigger(Trigger.atStartup()).build();
      save(job);
      expected.add(job.id());
    }
    save(make.job("off").toBuilder().trigger(Trigger.atStartup().withEnabled(false)).build());

    List<UUID> first = store.triggers().jobsToRunAtStartup(Optional.empty(), 3);
    List<UUID> rest = store.triggers().jobsToRunAtStartup(Optional.of(first.getLast()), 3);
    assertThat(first).hasSize(3);
    assertThat(rest).hasSize(2);
    assertThat(first).doesNotContainAnyElementsOf(rest);
    assertThat(expected).containsAll(first).containsAll(rest);
  }

  private Job everything() {
    Trigger calendar =
        Trigger.of(
            CalendarSchedule.builder()
                .months(List.of(1, 7))
                .weekdays(List.of(0, 6))
                .hours(List.of(3))
                .minutes(List.of(15, 45))
                .build());
    Trigger cron =
        Trigger.cron("30 2 * * MON#2,FRI#L")
            .withZone(ZoneId.of("Europe/Paris"))
            .withDst(DstPolicy.OCPS)
            .withStart(NOON)
            .withEnd(NOON.plus(Duration.ofDays(400)))
            .withExcludedDates(Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 1, 1)))
            .withJitter(Duration.ofSeconds(30))
            .withMisfire(MisfirePolicy.RUN_ALL)
            .withGrace(Duration.ofMinutes(5));
    return make.job("Nightly").toBuilder()
        .key("etl:nightly")
        .task(Task.shell("true"))
        .trigger(calendar)
        .trigger(cron)
        .trigger(Trigger.of(CronSchedule.parse("0 0/5 14 * * ?", Dialect.QUARTZ)))
        .trigger(Trigger.of(IntervalSchedule.fixedRate(Duration.ofMillis(1500), NOON)))
        .trigger(Trigger.afterEach(Duration.ofMinutes(1)).withEnabled(false))
        .trigger(Trigger.atStartup())
        .trigger(Trigger.at(NOON.plusMillis(1)))
        .zone(ZoneId.of("America/New_York"))
        .enabled(false)
        .policy(policy())
        .build();
  }

  private static JobPolicy policy() {
    RetryPolicy retry =
        RetryPolicy.times(3)
            .withBackoff(Duration.ofSeconds(10), Duration.ofMinutes(2))
            .withJitter(0.25);
    TerminationPolicy termination =
        new TerminationPolicy(
            Optional.of(Duration.ofMinutes(9)), Duration.ofSeconds(2), OrphanPolicy.LEAVE);
    ResourceLimits limits =
        ResourceLimits.NONE
            .withMemoryBytes(1 << 30)
            .withCpuPercent(150)
            .withProcesses(10)
            .withOutputBytes(1 << 20)
            .withNice(-5);
    NodePolicy nodes =
        NodePolicy.ANY
            .withLabel("gpu", "")
            .withLabel("zoné", "a=b&c%")
            .withLostAfter(Duration.ofMillis(90_001));
    return new JobPolicy("heavy", OverlapPolicy.REPLACE, retry, termination, limits, true)
        .withNodes(nodes);
  }

  private void save(Job job) {
    commit(new Change.SaveJob(job, states(job)));
  }

  private static List<TriggerState> states(Job job) {
    return job.triggers().stream()
        .map(
            trigger ->
                new TriggerState(
                    trigger.id(), job.id(), Optional.of(new Due(NOON, NOON)), Optional.empty()))
        .toList();
  }

  private static TriggerState due(Job job, int index, Instant at) {
    return new TriggerState(
        job.triggers().get(index).id(), job.id(), Optional.of(new Due(at, at)), Optional.empty());
  }
}
