package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.DuplicateRunException;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.Uniqueness;
import dev.tempo.event.Event;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that nothing tries again though they failed, until somebody says that they have seen it. */
class DeadLetterTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Duration NO_TIME = Duration.ZERO;
  private static final RunQuery DEAD = RunQuery.ALL.withDeadLettersOnly();

  private final VirtualClock clock = VirtualClock.at(NOON);
  private final MemoryStore store = new MemoryStore();
  private final List<String> done = new ArrayList<>();
  private boolean broken = true;
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
        .handler(
            "h",
            context -> {
              if (broken) {
                throw new IllegalStateException("Broken");
              }
              done.add(
                  context.attempt()
                      + context.parameter("p")
                      + context.payload(String.class)
                      + context.requestContext()
                      + context.run().label().orElse(""));
            })
        .build()
        .start();
  }

  private Job job(RetryPolicy retry) {
    return tempo.save(
        Job.named("job")
            .task(Task.handler("h", "payload").withParameter("p", "job"))
            .overlap(OverlapPolicy.SKIP)
            .retry(retry)
            .build());
  }

  private List<UUID> dead() {
    return tempo.runs(DEAD).runs().stream().map(Run::id).toList();
  }

  @Test
  void run_isDeadOnceNothingTriesItAgain_overARestart_untilItIsAcknowledged() {
    Job job = job(RetryPolicy.times(1).withDelay(Duration.ofSeconds(10)));
    RunHandle first = tempo.run(job.id());
    assertThat(first.await(NO_TIME).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(dead()).isEmpty();
    clock.advance(Duration.ofSeconds(20));
    Run last = first.awaitLast(NO_TIME);
    assertThat(last.attempt()).isEqualTo(2);
    assertThat(dead()).containsExactly(last.id());
    tempo.close();
    tempo = start();
    assertThat(dead()).containsExactly(last.id());

    List<Event> heard = new ArrayList<>();
    tempo.onEvent(heard::add);
    assertThat(tempo.acknowledge(first.id())).isFalse();
    assertThat(tempo.acknowledge(List.of(first.id(), last.id()), "ada")).isEqualTo(1);
    assertThat(tempo.acknowledge(last.id())).isFalse();
    assertThat(dead()).isEmpty();
    assertThat(heard)
        .containsExactly(new Event.RunAcknowledged(NOON.plusSeconds(20), last.id(), "ada"));
    assertThat(tempo.acknowledge(UUID.randomUUID())).isFalse();
  }

  @Test
  void requeue_doesTheSameWorkOnceMore_fromTheFirstAttempt() {
    Job job = job(RetryPolicy.times(1).withDelay(Duration.ofSeconds(10)));
    RunHandle first =
        tempo.run(
            job.id(),
            RunOptions.DEFAULT
                .withParameter("p", "own")
                .withPayload("mine")
                .withLabel("label")
                .withContext(Map.of("trace", "1")));
    clock.advance(Duration.ofSeconds(20));
    Run dead = first.awaitLast(NO_TIME);
    RunHandle again = tempo.requeue(dead.id(), "ada"); // fails again, and has its retry
    assertThat(again.run().attempt()).isEqualTo(1);
    assertThat(again.run().cause()).isEqualTo(RunCause.MANUAL);
    assertThat(again.run().request().origin().startedBy()).contains("ada");
    assertThat(dead()).isEmpty();
    broken = false;
    clock.advance(Duration.ofSeconds(20));
    assertThat(again.awaitLast(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(done).containsExactly("2ownmine{trace=1}label");
    assertThat(dead()).isEmpty();
    tempo.requeue(first.id()).await(NO_TIME); // any run that has ended
    assertThat(done).hasSize(2);
  }

  @Test
  void requeue_keepsTheOccurrence_andIsNotSkipped() {
    Job job = job(RetryPolicy.none());
    Job triggered = tempo.save(job.toBuilder().trigger(Trigger.cron("30 12 * * *")).build());
    clock.advance(Duration.ofHours(1));
    Run dead = tempo.runs(DEAD).runs().getFirst();
    assertThat(dead.scheduledFor()).isPresent();
    tempo.pauseQueue("default");
    tempo.run(job.id());
    RunHandle again = tempo.requeue(dead.id()); // another of the job waits, which would skip it
    assertThat(again.run().status()).isEqualTo(RunStatus.QUEUED);
    assertThat(again.run().scheduledFor()).isEqualTo(dead.scheduledFor());
    assertThat(triggered.id()).isEqualTo(job.id());
  }

  @Test
  void whatDidNotFail_orWasEndedBySomebody_isNoDeadLetter() {
    Job job = job(RetryPolicy.times(1).withDelay(Duration.ofSeconds(10)));
    RunHandle failed = tempo.run(job.id());
    UUID retry = tempo.runs(RunQuery.ALL.withStatus(RunStatus.QUEUED)).runs().getFirst().id();
    assertThat(tempo.cancel(retry)).isTrue();
    assertThat(failed.await(NO_TIME).status()).isEqualTo(RunStatus.FAILURE);
    broken = false;
    tempo.run(job.id()).await(NO_TIME);
    assertThat(dead()).isEmpty();
    assertThat(tempo.runs(RunQuery.ALL).runs())
        .extracting(Run::status)
        .containsExactlyInAnyOrder(RunStatus.FAILURE, RunStatus.CANCELLED, RunStatus.SUCCESS);
  }

  @Test
  void run_isNoDeadLetterAnyMoreOnceItIsDeleted() {
    RunHandle handle = tempo.run(job(RetryPolicy.none()).id());
    assertThat(dead()).containsExactly(handle.id());
    tempo.deleteRuns(List.of(handle.id()));
    assertThat(dead()).isEmpty();
  }

  @Test
  void jobThatIsToGo_staysWhileADeadLetterOfItMayBeDoneAgain() {
    Job once = oneOff("once");
    RunHandle dead = tempo.run(once.id());
    tempo.close();
    tempo = start();
    assertThat(tempo.findJob(once.id())).isPresent();
    RunHandle again = tempo.requeue(dead.id());
    assertThat(again.await(NO_TIME).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(tempo.findJob(once.id())).isPresent();
    broken = false;
    assertThat(tempo.requeue(again.id()).await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.findJob(once.id())).isEmpty();
  }

  @Test
  void jobThatIsToGo_goesOnceItsDeadLettersAreAcknowledged_orDeleted() {
    Job seen = oneOff("seen");
    Job old = oneOff("old");
    RunHandle first = tempo.run(seen.id());
    RunHandle second = tempo.run(old.id());
    assertThat(tempo.jobs()).hasSize(2);
    tempo.acknowledge(first.id());
    assertThat(tempo.jobs().map(Job::id)).containsExactly(old.id());
    tempo.deleteRuns(List.of(second.id()));
    clock.advance(Duration.ofSeconds(1));
    assertThat(tempo.jobs()).isEmpty();
  }

  private Job oneOff(String name) {
    return tempo.save(
        Job.named(name)
            .task(Task.handler("h", "payload").withParameter("p", "job"))
            .deleteWhenDone()
            .build());
  }

  @Test
  void requeue_ofUniqueWork_isRefusedWhileAnotherOneStandsForIt() {
    Job job = job(RetryPolicy.none());
    RunOptions unique = RunOptions.DEFAULT.withUnique(Uniqueness.of("order 7"));
    RunHandle dead = tempo.run(job.id(), unique);
    tempo.pauseQueue("default");
    RunHandle other = tempo.run(job.id(), unique);
    assertThatThrownBy(() -> tempo.requeue(dead.id()))
        .isInstanceOf(DuplicateRunException.class)
        .hasMessageContaining(other.id().toString());
    assertThat(dead()).containsExactly(dead.id());
    tempo.cancel(other.id());
    RunHandle again = tempo.requeue(dead.id());
    assertThat(tempo.run(job.id(), unique).id()).isEqualTo(again.id());
    assertThatThrownBy(() -> tempo.requeue(dead.id())).isInstanceOf(DuplicateRunException.class);
  }

  @Test
  void requeue_refusesWhatCannotBeDoneAgain() {
    Job job = job(RetryPolicy.none());
    assertThatThrownBy(() -> tempo.requeue(UUID.randomUUID()))
        .isInstanceOf(NotFoundException.class);
    RunHandle waiting = tempo.runAt(job.id(), NOON.plusSeconds(60), RunOptions.DEFAULT);
    assertThatIllegalStateException()
        .isThrownBy(() -> tempo.requeue(waiting.id()))
        .withMessageContaining("it must have ended");
    RunHandle dead = tempo.run(job.id());
    tempo.setEnabled(job.id(), false);
    assertThatThrownBy(() -> tempo.requeue(dead.id())).isInstanceOf(JobDisabledException.class);
    assertThat(dead()).containsExactly(dead.id());
    tempo.delete(job.id());
    assertThatThrownBy(() -> tempo.requeue(dead.id())).isInstanceOf(NotFoundException.class);
  }
}
