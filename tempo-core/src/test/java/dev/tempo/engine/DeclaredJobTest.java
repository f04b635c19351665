package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.JobDeclaration;
import dev.tempo.JobDeclaration.Part;
import dev.tempo.RetryPolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.Schedule;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that a program declares at each start, and operators change meanwhile. */
class DeclaredJobTest {
  private static final String NIGHTLY = "0 3 * * *";
  private static final String HOURLY = "0 * * * *";

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final MemoryStore store = new MemoryStore();
  private Tempo tempo = start();

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  private Tempo start() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("h", context -> {})
        .build()
        .start();
  }

  private void restart() {
    tempo.close();
    tempo = start();
  }

  private static Job.Builder report(String cron) {
    return Job.named("report").task(Task.handler("h")).trigger(Trigger.cron(cron));
  }

  private Job declare(Job.Builder job) {
    return tempo.save(job.declared().build());
  }

  private static Schedule cron(Job job) {
    assertThat(job.triggers()).hasSize(1);
    return job.triggers().getFirst().schedule();
  }

  private static JobDeclaration overridden(Part... parts) {
    return new JobDeclaration(Set.of(parts));
  }

  @Test
  void programsPart_isAsItsNewestVersionSays_andNothingIsWrittenIfNothingChanged() {
    Job first = declare(report(NIGHTLY));
    assertThat(first.declaration()).contains(JobDeclaration.UNCHANGED);
    assertThat(first.isDeclaring()).isFalse();
    restart();
    assertThat(declare(report(NIGHTLY)).version()).isEqualTo(1);
    Job second =
        declare(
            report(HOURLY)
                .task(Task.handler("h").withParameter("format", "pdf"))
                .retry(RetryPolicy.times(3)));
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.version()).isEqualTo(2);
    assertThat(cron(second)).isEqualTo(cron(report(HOURLY).build()));
    assertThat(second.task().parameters()).containsEntry("format", "pdf");
    assertThat(second.policy().retry()).isEqualTo(RetryPolicy.times(3));
    assertThat(second.declaration()).contains(JobDeclaration.UNCHANGED);
  }

  @Test
  void disabledByAnOperator_staysDisabled_untilSomebodyEnablesIt() {
    Job job = declare(report(NIGHTLY));
    assertThat(tempo.setEnabled(job.id(), false).declaration()).contains(overridden(Part.ENABLED));
    restart();
    Job again = declare(report(HOURLY));
    assertThat(again.enabled()).isFalse();
    assertThat(cron(again)).isEqualTo(cron(report(HOURLY).build()));
    assertThat(tempo.setEnabled(job.id(), true).declaration()).contains(JobDeclaration.UNCHANGED);
    restart();
    assertThat(declare(report(HOURLY)).enabled()).isTrue();
    assertThat(declare(report(HOURLY).enabled(false)).enabled()).isFalse();
    assertThat(declare(report(HOURLY)).enabled()).isTrue(); // nobody but the program did that
  }

  @Test
  void scheduleThatAnOperatorChanged_stays_withItsNextTime_untilTheProgramSaysTheSame() {
    Job job = declare(report(NIGHTLY));
    Job changed =
        tempo.save(
            job.toBuilder()
                .zone(ZoneId.of("Europe/Paris"))
                .triggers(List.of(Trigger.every(Duration.ofMinutes(7))))
                .build());
    assertThat(changed.declaration()).contains(overridden(Part.SCHEDULE));
    List<TriggerState> states = store.triggers().findByJob(job.id());
    restart();
    Job again = declare(report(HOURLY).timeout(Duration.ofMinutes(1)));
    assertThat(again.triggers()).isEqualTo(changed.triggers());
    assertThat(again.zone()).isEqualTo(changed.zone());
    assertThat(again.policy().termination().timeout()).contains(Duration.ofMinutes(1));
    assertThat(again.declaration()).contains(overridden(Part.SCHEDULE));
    assertThat(store.triggers().findByJob(job.id())).isEqualTo(states);

    Job same =
        declare(
            Job.named("report")
                .task(Task.handler("h"))
                .zone(ZoneId.of("Europe/Paris"))
                .triggers(changed.triggers()));
    assertThat(same.declaration()).contains(JobDeclaration.UNCHANGED);
    assertThat(cron(declare(report(NIGHTLY)))).isEqualTo(cron(report(NIGHTLY).build()));
  }

  @Test
  void otherEdits_areTheProgramsToUndo() {
    Job job = declare(report(NIGHTLY));
    Job edited = tempo.save(job.toBuilder().retry(RetryPolicy.times(9)).build());
    assertThat(edited.declaration()).contains(JobDeclaration.UNCHANGED);
    assertThat(declare(report(NIGHTLY)).policy().retry()).isEqualTo(RetryPolicy.none());
  }

  @Test
  void jobThatWasThereBefore_becomesDeclared_andStaysDisabled() {
    Job before = tempo.save(report(NIGHTLY).enabled(false).build());
    assertThat(before.declaration()).isEmpty();
    Job declared = declare(report(HOURLY));
    assertThat(declared.enabled()).isFalse();
    assertThat(cron(declared)).isEqualTo(cron(report(HOURLY).build()));
    assertThat(declared.declaration()).contains(overridden(Part.ENABLED));
  }

  @Test
  void plainSave_makesNoJobDeclared_norAnyUndeclared() {
    Job plain = tempo.save(report(NIGHTLY).build());
    Job copied =
        tempo.save(plain.toBuilder().declaration(Optional.of(JobDeclaration.UNCHANGED)).build());
    assertThat(copied.declaration()).isEmpty();
    declare(report(NIGHTLY));
    assertThat(tempo.save(report(HOURLY).build()).declaration())
        .contains(overridden(Part.SCHEDULE));
  }

  @Test
  void undeclaredJobs_areRemoved_andNothingElse() {
    for (String name : List.of("app", "app:a", "app:b", "app:old", "apple", "other:x")) {
      tempo.save(Job.named(name).task(Task.handler("h")).declared().build());
    }
    tempo.save(Job.named("app:by hand").task(Task.handler("h")).build());
    restart();
    declare(Job.named("app:a").task(Task.handler("h")));
    tempo.saveAll(List.of(Job.named("app:b").task(Task.handler("h")).declared().build()));
    tempo.saveIfAbsent(Job.named("app:c").task(Task.handler("h")).declared().build());
    assertThat(tempo.removeUndeclared("app:")).extracting(Job::key).containsExactly("app:old");
    assertThat(tempo.removeUndeclared("app:")).isEmpty();
    assertThat(tempo.jobs())
        .extracting(Job::key)
        .containsExactly("app", "app:a", "app:b", "app:by hand", "app:c", "apple", "other:x");
    assertThat(tempo.removeUndeclared(""))
        .extracting(Job::key)
        .containsExactly("app", "apple", "other:x");
  }
}
