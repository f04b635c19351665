package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.ScriptText;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that try out a text in the place of their job's script. */
class UnsavedRunTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);
  private static final String SAVED = "echo saved";

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private Tempo tempo;

  @BeforeEach
  void open() {
    tempo = builder().build().start();
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store).workDirectory(directory).queue("default", 4);
  }

  @Test
  void text_isExecuted_withTheJobsVariables_andChangesNothingOfTheJob() throws Exception {
    Job job = save(Job.named("job").task(Task.shell(SAVED).withEnvironment("NAME", "Ada")));
    tempo.run(job.id()).await(SOON);
    Run run = tryOut(job, "echo \"$NAME $1 $2\"; ls").await(SOON);
    assertThat(run.isUnsaved()).isTrue();
    assertThat(run.request().scriptSha256()).hasValueSatisfying(sha -> assertThat(sha).hasSize(64));
    assertThat(text(run)).startsWith("Ada  ").contains("job.sh", "job." + run.id() + ".sh");
    assertThat(Files.readString(directory.resolve("scripts/job/job.sh"))).isEqualTo(SAVED);
    awaitFiles(1);
    assertThat(store.runs().script(run.id()).map(ScriptText::content))
        .get()
        .asString()
        .contains("$NAME");
    assertThat(tempo.findJob(job.id())).contains(job);
    assertThat(text(tempo.run(job.id()).await(SOON))).containsExactly("saved");
  }

  @Test
  void jobThatIsDisabled_canBeTried_alsoWhenItIsDisabledWhileTheRunWaits() {
    Job job = save(Job.named("job").task(Task.shell(SAVED)));
    tempo.setEnabled(job.id(), false);
    assertThat(text(tryOut(job, "echo tried").await(SOON))).containsExactly("tried");

    tempo.setEnabled(job.id(), true);
    tempo.pauseQueue("default");
    RunHandle waiting = tryOut(job, "echo waited");
    RunHandle ordinary = tempo.run(job.id());
    tempo.setEnabled(job.id(), false);
    tempo.resumeQueue("default");
    assertThat(text(waiting.await(SOON))).containsExactly("waited");
    assertThat(ordinary.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void run_goesBesideTheJobsOthers_whateverTheirPolicy() throws Exception {
    for (OverlapPolicy overlap : OverlapPolicy.values()) {
      Path gate = directory.resolve("gate-" + overlap);
      String waits = "while [ ! -e " + gate + " ]; do sleep 0.02; done; echo out";
      Job job = save(Job.named("job-" + overlap).overlap(overlap).task(Task.shell(waits)));
      RunHandle ordinary = tempo.run(job.id());
      assertThat(text(tryOut(job, "echo beside").await(SOON))).containsExactly("beside");
      RunHandle tried = tryOut(job, waits);
      Files.createFile(gate);
      assertThat(ordinary.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
      assertThat(tried.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    }
  }

  @Test
  void ordinaryRun_neitherWaitsForOneThatTries_norIsSkipped_norEndsIt() throws Exception {
    for (OverlapPolicy overlap : OverlapPolicy.values()) {
      Path gate = directory.resolve("gate-" + overlap);
      String waits = "while [ ! -e " + gate + " ]; do sleep 0.02; done; echo out";
      Job job = save(Job.named("job-" + overlap).overlap(overlap).task(Task.shell(SAVED)));
      RunHandle tried = tryOut(job, waits);
      assertThat(text(tempo.run(job.id()).await(SOON))).containsExactly("saved");
      Files.createFile(gate);
      assertThat(text(tried.await(SOON))).containsExactly("out");
    }
  }

  @Test
  void failure_isNotTriedAgain() {
    RetryPolicy retry = RetryPolicy.times(2).withDelay(Duration.ofMillis(1));
    Job job = save(Job.named("job").retry(retry).task(Task.shell("exit 1")));
    assertThat(tryOut(job, "exit 3").await(SOON).exitCode()).hasValue(3);
    assertThat(tempo.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(store.runs().list(RunQuery.ALL.withJob(job.id())).runs())
        .filteredOn(run -> run.attempt() > 1)
        .noneMatch(Run::isUnsaved);
  }

  @Test
  void restart_leavesRunsThatWait_andTakesUpThoseThatRun() throws Exception {
    tempo.close();
    tempo = builder().shutdown(LEAVE).build().start();
    Path gate = directory.resolve("gate");
    Job job = save(Job.named("job").task(Task.shell(SAVED)));
    RunHandle running =
        tryOut(job, "echo begun; while [ ! -e " + gate + " ]; do sleep 0.02; done; echo on");
    try (LogReader lines = tempo.followLog(running.id(), 0)) {
      while (lines.next(SOON).lines().isEmpty()) {
        assertThat(tempo.findRun(running.id())).get().matches(run -> !run.status().isFinal());
      }
    }
    tempo.pauseQueue("default");
    UUID waiting = tryOut(job, "echo later").id();
    tempo.close();

    tempo = builder().shutdown(LEAVE).build().start();
    Files.createFile(gate);
    assertThat(text(tempo.awaitRun(running.id(), SOON))).containsExactly("begun", "on");
    tempo.resumeQueue("default");
    assertThat(text(tempo.awaitRun(waiting, SOON))).containsExactly("later");
    awaitFiles(0);
  }

  @Test
  void jobWithoutAScript_cannotBeTried() {
    Job job = save(Job.named("job").task(Task.command("true")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tryOut(job, "echo"))
        .withMessageContaining("no script");
  }

  private Job save(Job.Builder job) {
    return tempo.save(job.build());
  }

  private RunHandle tryOut(Job job, String text) {
    return tempo.run(job.id(), RunOptions.DEFAULT.withScript(text));
  }

  /** What a run executed is deleted after its end is told. */
  private void awaitFiles(int count) throws IOException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (files().size() != count) {
      assertThat(System.nanoTime()).as("Files: %s", files()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("scripts/job"))) {
      return files.toList();
    }
  }

  private List<String> text(Run run) {
    return tempo
        .logLines(run.id())
        .filter(line -> line.stream() != LogLine.Stream.SYSTEM)
        .map(LogLine::text)
        .toList();
  }
}
