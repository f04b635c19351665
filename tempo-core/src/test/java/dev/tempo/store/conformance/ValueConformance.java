package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static dev.tempo.value.TimeBounds.MAX_INSTANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.QueueState;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is saved is what is read, field by field, with values that stores get wrong: see {@link
 * HostileValues}. Every {@link Store} must hold this; the library refuses what none could keep.
 */
public abstract class ValueConformance extends StoreConformance {
  private final HostileValues hostile = new HostileValues();

  @Test
  void everyFieldOfAJob_isReadAsItWasSaved() {
    List<Job> jobs = jobs();
    assertThat(jobs).hasSizeGreaterThan(500);
    commitAll(
        jobs.stream().<Change>map(job -> new Change.SaveJob(job, states(job, Optional.empty()))));
    for (Job job : jobs) {
      assertThat(store.jobs().find(job.id())).as(words(job)).contains(job);
      assertThat(store.jobs().findByKey(job.key())).contains(job);
    }
    List<UUID> ids = jobs.stream().map(Job::id).toList();
    assertThat(store.jobs().findAll(ids)).containsExactlyInAnyOrderElementsOf(jobs);
  }

  @Test
  void whatAnEngineHasSaved_canBeChangedAndDisabledAgain() {
    Job.Builder fine = Job.named("fine").task(Task.python("1").withRequirements("", "\n"));
    Job.Builder empty = Job.named("empty").task(Task.python("1").withRequirements(""));
    fine.trigger(Trigger.cron("0 3 * * *").withStart(NOON.plusNanos(1)).withEnd(MAX_INSTANT));
    empty.trigger(Trigger.every(Duration.ofMillis(1_500)).withJitter(Duration.ofMillis(1)));
    VirtualClock clock = VirtualClock.at(NOON);
    try (Tempo tempo = Tempo.builder().store(store).timeSource(clock).build().start()) {
      for (Job.Builder builder : List.of(fine, empty)) {
        Job saved = tempo.save(builder.build());
        assertThat(tempo.findJob(saved.id())).contains(saved);
        Job again = tempo.saveIfUnchanged(saved.toBuilder().name("renamed").build());
        Job disabled = tempo.setEnabled(saved.id(), false);
        assertThat(tempo.saveIfUnchanged(disabled.toBuilder().enabled(true).build()).version())
            .isEqualTo(again.version() + 2);
        assertThat(tempo.delete(saved.id())).isTrue();
      }
    }
  }

  @Test
  void everyFieldOfARun_isReadAsItWasSaved() {
    List<Run> runs = runs();
    assertThat(runs).hasSizeGreaterThan(200);
    commitAll(runs.stream().<Change>map(run -> new Change.AddRun(run, ENGINE)));
    for (Run run : runs) {
      assertThat(store.runs().find(run.id())).contains(run);
    }
  }

  @Test
  void everyResultOfARun_isReadAsItEnded() {
    Job job = make.job("j");
    List<Run> ended = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (Object result : hostile.of(RunResult.class)) {
      Run queued = make.queued(job);
      Run started = queued.withStarted(queued.job(), NOON.plusMillis(1));
      Run finished =
          started.withFinished(RunStatus.FAILURE, NOON.plusMillis(2), (RunResult) result);
      changes.add(new Change.AddRun(queued, ENGINE));
      changes.add(new Change.StartRun(started, ENGINE));
      changes.add(new Change.FinishRun(finished));
      ended.add(finished);
    }
    commitAll(changes.stream());
    for (Run run : ended) {
      assertThat(store.runs().find(run.id())).contains(run);
    }
  }

  @Test
  void everyFieldOfATriggersState_isReadAsItWasMoved() {
    Job job = make.job("j").toBuilder().trigger(Trigger.cron("* * * * *")).build();
    UUID trigger = job.triggers().getFirst().id();
    commit(new Change.SaveJob(job, states(job, Optional.of(new Due(NOON, NOON)))));
    TriggerState base =
        new TriggerState(trigger, job.id(), Optional.of(new Due(NOON, NOON)), Optional.of(NOON));
    for (TriggerState state : hostile.records(base)) {
      if (state.triggerId().equals(trigger) && state.jobId().equals(job.id())) {
        commit(new Change.MoveTrigger(state));
        assertThat(store.triggers().find(trigger)).contains(state);
      }
    }
  }

  @Test
  void everyFieldOfTheLedgerAndOfQueues_isReadAsItWasSaved() {
    for (Object value : hostile.of(DecisionEntry.class)) {
      DecisionEntry entry = (DecisionEntry) value;
      commit(new Change.Record(entry));
      assertThat(store.decisions().entries(entry.subject().jobId(), Instant.MIN, Instant.MAX, 10))
          .contains(entry);
    }
    for (Object value : hostile.of(QueueState.class)) {
      commit(new Change.SaveQueue((QueueState) value));
      assertThat(store.queues().list()).contains((QueueState) value);
    }
  }

  private static String words(Job job) {
    String words = job.key() + " " + job.task() + job.policy() + job.triggers() + job.zone();
    return words.substring(0, Math.min(2_000, words.length()));
  }

  /** Jobs that differ in one setting each: a builder's method of the name of what it sets. */
  private List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (Method setter : Job.Builder.class.getMethods()) {
      if (isSetter(setter)) {
        for (Object value : valuesOf(setter)) {
          job(setter, value, jobs.size()).ifPresent(jobs::add);
        }
      }
    }
    return jobs;
  }

  private List<?> valuesOf(Method setter) {
    return setter.getName().equals("triggers")
        ? hostile.of(Trigger.class).stream().map(Trigger.class::cast).map(List::of).toList()
        : hostile.of(setter.getGenericParameterTypes()[0]);
  }

  private Optional<Job> job(Method setter, Object value, int number) {
    Job.Builder builder = make.job("job " + number).toBuilder();
    try {
      setter.invoke(builder, value);
    } catch (InvocationTargetException refused) {
      assertThat(refused.getCause()).isInstanceOf(IllegalArgumentException.class);
      return Optional.empty();
    } catch (IllegalAccessException e) {
      throw new AssertionError("Cannot call " + setter, e);
    }
    Job job = builder.build();
    boolean ownIds = setter.getName().equals("triggers");
    return Optional.of(ownIds ? job.toBuilder().triggers(withIds(job)).build() : job);
  }

  private List<Trigger> withIds(Job job) {
    return job.triggers().stream().map(trigger -> trigger.withId(make.id())).toList();
  }

  private static boolean isSetter(Method method) {
    return method.getReturnType() == Job.Builder.class
        && method.getParameterCount() == 1
        && Arrays.stream(Job.class.getMethods())
            .anyMatch(
                reader ->
                    reader.getName().equals(method.getName()) && reader.getParameterCount() == 0);
  }

  /** Ended runs that differ in one field each, and such as have not ended, which have no result. */
  private List<Run> runs() {
    RunOrigin origin =
        new RunOrigin(
            RunCause.RETRY, Optional.of("ada"), Optional.of(make.id()), Optional.of(NOON));
    RunRequest request =
        RunRequest.first(origin, make.queued(make.job("j")).request().arguments()).rerun(make.id());
    RunTimeline state =
        new RunTimeline(
            RunStatus.FAILURE, NOON, NOON, Optional.of(NOON), Optional.of(NOON.plusMillis(1)));
    Run base =
        new Run(
            make.id(),
            Run.JobRef.of(make.job("j")),
            request,
            state,
            (RunResult) hostile.of(RunResult.class).getFirst());
    List<Run> runs = new ArrayList<>();
    for (Run run : hostile.records(base)) {
      UUID id = run.id().equals(base.id()) ? make.id() : run.id();
      boolean first = run.attempt() == 1;
      RunRequest asked =
          first ? RunRequest.first(unique(run), run.request().arguments()) : run.request();
      runs.add(
          run.status().isFinal()
              ? new Run(id, run.job(), asked, run.timeline(), run.result())
              : new Run(id, run.job(), asked, open(run.timeline()), RunResult.NONE));
    }
    return runs;
  }

  /** A trigger has one first attempt for an instant. */
  private RunOrigin unique(Run run) {
    RunOrigin origin = run.request().origin();
    return new RunOrigin(
        origin.cause(), origin.startedBy(), Optional.of(make.id()), origin.scheduledFor());
  }

  private static RunTimeline open(RunTimeline state) {
    return new RunTimeline(
        state.status(), state.queuedAt(), state.notBefore(), state.startedAt(), Optional.empty());
  }

  private static List<TriggerState> states(Job job, Optional<Due> next) {
    return job.triggers().stream()
        .map(trigger -> new TriggerState(trigger.id(), job.id(), next, Optional.empty()))
        .toList();
  }

  private void commitAll(Stream<Change> changes) {
    assertThat(store.commit(changes.toList())).isEmpty();
  }
}
