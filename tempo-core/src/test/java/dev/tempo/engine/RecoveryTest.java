package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new engine makes of what an earlier one left. */
class RecoveryTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private Tempo tempo;

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void scriptThatStillRuns_isAdopted_andLosesNoLine() throws InterruptedException {
    tempo = start();
    Job job =
        tempo.save(
            Job.named("job")
                .task(
                    Task.shell(
                        "echo one; while [ ! -e go ]; do sleep 0.05; done; echo two; exit 7"))
                .build());
    RunHandle handle = tempo.run(job.id());
    awaitLine(handle.id());
    tempo.close();
    assertThat(store.runs().running()).hasSize(1);

    tempo = start();
    tempo.run(tempo.save(touching(job, "go")).id()).await(SOON);
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.exitCode()).isEqualTo(OptionalInt.of(7));
    assertThat(tempo.logLines(run.id()).map(LogLine::text)).containsExactly("one", "two");
  }

  @Test
  void scriptThatEndedMeanwhile_hasItsTrueEnd() throws InterruptedException {
    tempo = start();
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.shell("echo one; while [ ! -e go ]; do sleep 0.05; done; exit 3"))
                .build());
    RunHandle handle = tempo.run(job.id());
    awaitLine(handle.id());
    tempo.close();
    try (Tempo other = Tempo.builder().build().start()) {
      other.run(other.save(touching(job, "go")).id()).await(SOON);
    }

    tempo = start();
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.exitCode()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void scriptsToBeEnded_areEndedByTheShutdown() throws InterruptedException {
    tempo =
        start(
            new ShutdownPolicy(
                Duration.ofMillis(50), Duration.ofSeconds(9), ShutdownPolicy.ScriptPolicy.END));
    Job job = tempo.save(Job.named("job").task(Task.shell("echo on; sleep 300")).build());
    RunHandle handle = tempo.run(job.id());
    awaitLine(handle.id());
    tempo.close();

    Run run = store.runs().find(handle.id()).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run.error().orElseThrow()).contains("shut down");
  }

  @Test
  void handlerRunsOfADeadEngine_areLost_andRepeatedIfTheJobWantsIt() throws IOException {
    tempo = start();
    Job once = tempo.save(Job.named("once").task(Task.handler("note")).build());
    Job again =
        tempo.save(
            Job.named("again")
                .task(Task.handler("note"))
                .rerunIfLost()
                .trigger(Trigger.afterEach(Duration.ofDays(1)))
                .build());
    Job gone = tempo.save(Job.named("gone").task(Task.handler("note")).build());
    tempo.pauseQueue("default");
    List<UUID> ids =
        List.of(once, again, gone).stream().map(job -> tempo.run(job.id()).id()).toList();
    tempo.close();
    ids.forEach(this::pretendStarted);
    Files.writeString(directory.resolve("begun/boot"), "another boot");
    store.commit(List.of(new Change.DeleteJob(gone.id())));

    tempo = start();
    tempo.resumeQueue("default");
    assertThat(tempo.awaitRun(ids.getFirst(), SOON).error().orElseThrow()).contains("handler");
    assertThat(tempo.awaitRun(ids.getLast(), SOON).error().orElseThrow()).contains("deleted");
    assertThat(ids).allMatch(id -> store.runs().find(id).orElseThrow().status() == RunStatus.LOST);
    Run repeated = store.runs().list(RunQuery.ALL.withJob(again.id())).runs().getFirst();
    assertThat(tempo.awaitRun(repeated.id(), SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(repeated.request().firstRunId()).contains(ids.get(1));
    assertThat(repeated.request().attempt().retriesUsed()).isZero();
    assertThat(store.runs().list(RunQuery.ALL.withJob(once.id())).runs()).hasSize(1);
  }

  @Test
  void scriptThatIsKnownNeverToHaveStarted_isQueuedAgain() {
    tempo = start();
    Job job = tempo.save(Job.named("job").task(Task.shell("echo once")).build());
    tempo.run(job.id()).await(SOON);
    tempo.pauseQueue("default");
    UUID id = tempo.run(job.id()).id();
    UUID other = tempo.run(job.id(), RunOptions.DEFAULT.withParameter("x", "1")).id();
    tempo.close();
    pretendStarted(id);
    pretendStarted(other);

    tempo = start();
    await(() -> store.runs().running().isEmpty());
    assertThat(store.runs().find(id).orElseThrow().status()).isEqualTo(RunStatus.QUEUED);
    assertThat(store.runs().find(id).orElseThrow().startedAt()).isEmpty();
    tempo.cancel(other, "ada");
    tempo.resumeQueue("default");
    assertThat(tempo.awaitRun(id, SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.logLines(id).map(LogLine::text)).containsExactly("once");
    assertThat(tempo.awaitRun(other, SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void handlerThatIsKnownNeverToHaveBegun_isQueuedAgain() {
    tempo = start();
    Job job = tempo.save(Job.named("job").task(Task.handler("note")).build());
    tempo.run(job.id()).await(SOON);
    tempo.pauseQueue("default");
    UUID id = tempo.run(job.id()).id();
    Job edited = tempo.save(Job.named("edited").task(Task.handler("note")).build());
    UUID doubtful = tempo.run(edited.id()).id();
    tempo.close();
    pretendStarted(id);
    pretendStarted(doubtful);
    store.commit(List.of(new Change.SaveJob(edited.toBuilder().version(2).build(), List.of())));

    tempo = start();
    tempo.resumeQueue("default");
    assertThat(tempo.awaitRun(id, SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.awaitRun(doubtful, SOON).status()).isEqualTo(RunStatus.LOST);
  }

  @Test
  void scriptThatWasNeverStarted_isLost() {
    tempo = start();
    Job job = tempo.save(Job.named("job").task(Task.shell("echo never")).build());
    tempo.pauseQueue("default");
    UUID id = tempo.run(job.id()).id();
    tempo.close();
    pretendStarted(id);

    tempo = start();
    Run run = tempo.awaitRun(id, SOON);
    assertThat(run.status()).isEqualTo(RunStatus.LOST);
    assertThat(run.error().orElseThrow()).contains("before the script was started");
  }

  @Test
  void delayedRetry_isStillDelayedAfterARestart() {
    tempo = start();
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.shell("exit 1"))
                .retry(dev.tempo.RetryPolicy.times(1).withDelay(Duration.ofHours(1)))
                .build());
    tempo.run(job.id()).await(SOON);
    tempo.close();
    tempo = start();

    Run retry = store.runs().list(RunQuery.ALL).runs().getFirst();
    assertThat(retry.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(tempo.cancel(retry.id(), "ada")).isTrue();
    assertThat(tempo.awaitRun(retry.id(), SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waiting").isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  private void pretendStarted(UUID runId) {
    Run run = store.runs().find(runId).orElseThrow();
    Run started = run.withStarted(run.job(), run.queuedAt());
    store.commit(List.of(new Change.StartRun(started, new UUID(1, 2))));
  }

  /** A job that makes a file in the directory of another. */
  private Job touching(Job other, String file) {
    Path target = directory.resolve("scripts").resolve(other.key()).resolve(file);
    return Job.named("touch").task(Task.command("touch", target.toString())).build();
  }

  private void awaitLine(UUID runId) throws InterruptedException {
    try (LogReader reader = tempo.followLog(runId, 0)) {
      LogReader.Batch batch = reader.next(SOON);
      while (batch.lines().isEmpty()) {
        assertThat(batch.ended()).isFalse();
        batch = reader.next(SOON);
      }
    }
  }

  private Tempo start() {
    return start(LEAVE);
  }

  private Tempo start(ShutdownPolicy policy) {
    TempoBuilder builder = Tempo.builder().store(store).workDirectory(directory).shutdown(policy);
    return builder.handler("note", context -> {}).build().start();
  }
}
