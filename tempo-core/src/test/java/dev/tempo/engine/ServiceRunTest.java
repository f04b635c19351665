package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunType;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that serve until they are stopped. */
class ServiceRunTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final RunOptions SERVICE =
      RunOptions.DEFAULT.withCause(RunCause.INTERFACE).asService();
  private static final ShutdownPolicy LEAVE =
      new ShutdownPolicy(
          Duration.ofMillis(50), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.LEAVE);

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private Path gate;
  private Tempo tempo;

  @BeforeEach
  void open() {
    gate = directory.resolve("gate");
    tempo = builder().build().start();
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  private TempoBuilder builder() {
    return Tempo.builder()
        .store(store)
        .workDirectory(directory)
        .queue("default", 1)
        .shutdown(LEAVE);
  }

  @Test
  void services_takeNoSlot_andNeitherMeetNorEndTheJobsOtherRuns() throws Exception {
    for (OverlapPolicy overlap : OverlapPolicy.values()) {
      Job job = save(serving("job-" + overlap).overlap(overlap));
      RunHandle first = tempo.run(job.id(), SERVICE);
      RunHandle second = tempo.run(job.id(), SERVICE);
      awaitLine(first.id());
      awaitLine(second.id());
      RunHandle ordinary = tempo.run(job.id()); // the only slot is free, and nothing runs of it
      awaitLine(ordinary.id());
      Files.createFile(gate);
      assertThat(ordinary.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
      Run ended = first.await(SOON);
      assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
      assertThat(ended.type()).isEqualTo(RunType.SERVICE);
      assertThat(ended.cause()).isEqualTo(RunCause.INTERFACE);
      assertThat(ended.job().queue()).isEqualTo(JobPolicy.SERVICE_QUEUE);
      assertThat(second.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
      Files.delete(gate);
    }
  }

  @Test
  void queueThatIsFullOrPaused_keepsNoService() throws Exception {
    Job job = save(serving("job"));
    awaitLine(tempo.run(job.id()).id());
    tempo.pauseQueue("default");
    awaitLine(tempo.run(job.id(), SERVICE).id());
    Files.createFile(gate);
  }

  @Test
  void timeout_doesNotEndAService_alsoNotAfterARestart() throws Exception {
    Job job = save(serving("job").timeout(Duration.ofMillis(300)));
    RunHandle timed = tempo.run(job.id());
    RunHandle service = tempo.run(job.id(), SERVICE);
    awaitLine(service.id());
    assertThat(timed.await(SOON).status()).isEqualTo(RunStatus.TIMEOUT);
    tempo.close();

    tempo = builder().build().start();
    assertThat(tempo.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.TIMEOUT);
    assertThat(tempo.findRun(service.id()).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    Files.createFile(gate);
    Run ended = tempo.awaitRun(service.id(), SOON);
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(ended.type()).isEqualTo(RunType.SERVICE);
  }

  @Test
  void servicesEnd_isNotTriedAgain_andIsNotCounted() {
    RetryPolicy retry = RetryPolicy.times(2).withDelay(Duration.ofMillis(1));
    Job job = save(Job.named("job").retry(retry).task(Task.shell("exit 3")));
    assertThat(tempo.run(job.id(), SERVICE).await(SOON).exitCode()).hasValue(3);
    RunQuery all = RunQuery.ALL.withJob(job.id());
    assertThat(store.runs().list(all).runs()).hasSize(1);
    assertThat(store.runs().list(all.withRegularOnly()).runs()).isEmpty();
    assertThat(store.runs().list(all.withSavedOnly()).runs()).hasSize(1);
    assertThat(store.runs().summary(all).counts()).isEmpty();
    assertThat(tempo.runStatistics(job.id(), Duration.ofHours(1))).isEmpty();
  }

  @Test
  void service_isOfAJobThatIsEnabled_andOfItsOwnScript() {
    Job job = save(serving("job"));
    assertThatIllegalArgumentException().isThrownBy(() -> SERVICE.withScript("echo"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunOptions.DEFAULT.withScript("echo").asService());
    tempo.setEnabled(job.id(), false);
    assertThatThrownBy(() -> tempo.run(job.id(), SERVICE)).isInstanceOf(JobDisabledException.class);
  }

  @Test
  void jobThatIsDeleted_takesItsServicesWithIt() throws Exception {
    Job job = save(serving("job"));
    RunHandle service = tempo.run(job.id(), SERVICE);
    awaitLine(service.id());
    tempo.delete(job.id());
    assertThat(service.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void servicesQueue_canBeLimited_likeAnyOther() throws Exception {
    tempo.setQueueLimit(JobPolicy.SERVICE_QUEUE, 1);
    Job job = save(serving("job"));
    RunHandle first = tempo.run(job.id(), SERVICE);
    awaitLine(first.id());
    RunHandle second = tempo.run(job.id(), SERVICE);
    assertThat(store.runs().queuePosition(second.id())).isPresent();
    tempo.resetQueueLimit(JobPolicy.SERVICE_QUEUE);
    awaitLine(second.id());
    Files.createFile(gate);
  }

  private Job.Builder serving(String name) {
    return Job.named(name)
        .task(Task.shell("echo serving; while [ ! -e " + gate + " ]; do sleep 0.02; done; exit 0"));
  }

  private void awaitLine(UUID run) throws Exception {
    try (LogReader lines = tempo.followLog(run, 0)) {
      List<LogLine> read = List.of();
      while (read.isEmpty()) {
        assertThat(tempo.findRun(run)).get().matches(one -> !one.status().isFinal());
        read = lines.next(SOON).lines();
      }
      assertThat(read.getFirst().text()).isEqualTo("serving");
    }
  }

  private Job save(Job.Builder job) {
    return tempo.save(job.build());
  }
}
