package dev.tempo.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.engine.turn.Turn;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which runs may start, step by step. */
class EnvironmentGateTest {
  private final List<CompletableFuture<String>> builds = new ArrayList<>();
  private final List<LoopCommand> commands = new ArrayList<>();
  private final List<Run> free = new ArrayList<>();
  private final Job job = Job.named("job").task(Task.python("").withRequirements("alpha")).build();
  private final Run run = run();
  private final Run other = run();
  private EnvironmentGate gate;

  @BeforeEach
  void build() {
    EnvironmentGate.Environments environments =
        new EnvironmentGate.Environments() {
          @Override
          public boolean needs(Job job) {
            return !job.name().equals("plain");
          }

          @Override
          public CompletableFuture<?> prepare(Job job) {
            builds.add(new CompletableFuture<>());
            return builds.getLast();
          }
        };
    gate = new EnvironmentGate(environments, commands::add);
    gate.onReady(free::add);
  }

  private Run run() {
    RunOrigin origin = RunOrigin.request(RunCause.MANUAL, Optional.empty());
    return new Run(
        UUID.randomUUID(),
        Run.JobRef.of(job),
        RunRequest.first(origin, Map.of()),
        RunTimeline.queued(Instant.EPOCH),
        RunResult.NONE);
  }

  private void turn() {
    Turn.Listeners outlets =
        new Turn.Listeners(UUID.randomUUID(), EventBus.inline(), new RunWaiters());
    List<LoopCommand> taken = List.copyOf(commands);
    commands.clear();
    taken.forEach(command -> command.apply(new Turn(Instant.EPOCH, 0, outlets)));
  }

  @Test
  void runThatNeedsNothing_startsAtOnce() {
    assertThat(gate.admits(run, job.toBuilder().name("plain").build())).isTrue();
    assertThat(gate.take(run.id())).isEmpty();
  }

  @Test
  void runsOfOneJob_waitForOneBuild_andAreLetGoInOrder() {
    assertThat(gate.admits(run, job)).isFalse();
    assertThat(gate.admits(other, job)).isFalse();
    assertThat(builds).hasSize(1);
    assertThat(gate.reason(other.id())).contains(EnvironmentGate.REASON);
    builds.getFirst().complete("built");
    assertThat(free).as("only the loop lets go").isEmpty();
    turn();
    assertThat(free).containsExactly(run, other);
    assertThat(gate.reason(other.id())).isEmpty();
    assertThat(gate.admits(run, job)).isTrue();
    assertThat(gate.take(run.id())).isEmpty();
  }

  @Test
  void failure_isToldOnce_asItWasThrown() {
    gate.admits(run, job);
    gate.admits(other, job);
    IllegalStateException failure = new IllegalStateException("no");
    builds.getFirst().completeExceptionally(new CompletionException(failure));
    turn();
    assertThat(gate.admits(run, job)).isTrue();
    assertThat(gate.take(run.id())).containsSame(failure);
    assertThat(gate.take(run.id())).isEmpty();
  }

  @Test
  void failureWithoutACause_isToldAsItIs() {
    gate.admits(run, job);
    CompletionException bare = new CompletionException("bare", null);
    builds.getFirst().completeExceptionally(bare);
    turn();
    assertThat(gate.take(run.id())).containsSame(bare);
  }

  @Test
  void forgottenRun_isNotLetGo() {
    gate.admits(run, job);
    gate.admits(other, job);
    gate.forget(run.id());
    gate.forget(UUID.randomUUID());
    assertThat(gate.reason(run.id())).isEmpty();
    builds.getFirst().complete("built");
    turn();
    assertThat(free).containsExactly(other);
  }

  @Test
  void jobThatWasChanged_isLookedAtAnew() {
    gate.admits(run, job);
    builds.getFirst().complete("built");
    turn();
    Job changed = job.toBuilder().version(job.version() + 1).build();
    assertThat(gate.admits(run, changed)).isFalse();
    assertThat(builds).hasSize(2);
    builds.getLast().complete("built");
    turn();
    assertThat(gate.admits(run, changed)).isTrue();
  }
}
