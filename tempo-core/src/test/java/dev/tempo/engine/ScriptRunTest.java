package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.RunQuery;
import dev.tempo.task.ParameterStyle;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of real scripts. */
class ScriptRunTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Tempo tempo;

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void pythonScript_isLoggedInOrder_withNumbersAndStreams() {
    Run run =
        run(
            Task.python(
                "import sys\nfor i in range(3):\n  print('tick', i, flush=True)\n"
                    + "print('bad', file=sys.stderr)\n"));
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(run.exitCode()).isEqualTo(OptionalInt.of(0));
    List<LogLine> lines = tempo.logLines(run.id()).toList();
    assertThat(lines)
        .extracting(LogLine::text)
        .containsExactlyInAnyOrder("tick 0", "tick 1", "tick 2", "bad");
    assertThat(lines).extracting(LogLine::number).containsExactly(1L, 2L, 3L, 4L);
    assertThat(lines)
        .filteredOn(line -> line.stream() == LogLine.Stream.STDERR)
        .extracting(LogLine::text)
        .containsExactly("bad");
    assertThat(run.result().usage().lineCount()).isEqualTo(4);
  }

  @Test
  void parameters_arePassedAsOptions_andTheEnvironmentIsTempos() {
    Run run =
        run(
            Task.shell("echo \"$@\"; echo \"$TEMPO_JOB_NAME $PYTHONUNBUFFERED $MINE [$SECRET]\"")
                .withParameter("rows", "7")
                .withParameter("name", "a b")
                .withEnvironment("MINE", "yes"));
    assertThat(text(run)).containsExactly("--rows 7 --name a b", "job 1 yes []");
  }

  @Test
  void parameters_becomeArgumentsInTheirStyles_andSecretOnesVariables() {
    ShellTask task =
        Task.shell(
                "for a in \"$@\"; do echo \"$a\"; done\n"
                    + "[ \"$TEMPO_PARAM_API_KEY\" = key9 ] && echo it\n")
            .withParameter("dry-run", "true")
            .withParameter("force", "false")
            .withParameter("tag", "a b,$c")
            .withParameter("day", "mon,tue")
            .withParameter("none", "");
    Map<String, ParameterStyle> styles =
        Map.of(
            "dry-run", ParameterStyle.FLAG,
            "force", ParameterStyle.FLAG,
            "tag", ParameterStyle.REPEATED,
            "day", ParameterStyle.LIST,
            "none", ParameterStyle.LIST);
    task = task.withSettings(task.settings().withStyles(styles));
    Run run = run(task.withSecretParameter("api-key", "key9"));
    assertThat(text(run))
        .containsExactly("--dry-run", "--tag", "a b", "--tag", "$c", "--day", "mon", "tue", "it");
  }

  @Test
  void variables_areInheritedAsTheHostSays() {
    Map<String, String> variables = Map.of("PATH", "/usr/bin:/bin", "KEPT_A", "1", "OTHER", "2");
    tempo =
        Tempo.builder()
            .workDirectory(directory)
            .environment(variables)
            .inheritedVariables(EnvironmentWhitelist.parse("KEPT_*"))
            .build()
            .start();
    Job job = tempo.save(Job.named("job").task(Task.shell("echo [$KEPT_A] [$OTHER]")).build());
    assertThat(text(tempo.run(job.id()).await(SOON))).containsExactly("[1] []");
  }

  @Test
  void nonZeroExit_isAFailure_andIsRetried() {
    start();
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.shell("exit 3"))
                .retry(RetryPolicy.times(1).withDelay(Duration.ofMillis(10)))
                .build());
    RunHandle first = tempo.run(job.id());
    assertThat(first.await(SOON).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(first.await(SOON).exitCode()).isEqualTo(OptionalInt.of(3));

    Run retry = tempo.store().runs().list(RunQuery.ALL).runs().getFirst();
    assertThat(tempo.awaitRun(retry.id(), SOON).attempt()).isEqualTo(2);
    assertThat(tempo.store().runs().count(RunQuery.ALL, 10).count()).isEqualTo(2);
  }

  @Test
  void commandThatDoesNotExist_failsWithAReason() {
    Run run = run(Task.command("/nowhere/at-all"));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("/nowhere/at-all");
  }

  @Test
  void unknownPython_failsWithAReason() {
    Run run = run(Task.python("print(1)").withVersion("2.1"));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("python2.1").contains("install");
  }

  @Test
  void scriptThatIgnoresTerm_isGoneWithItsChildren_afterTimeoutAndGrace() {
    start();
    Job job =
        tempo.save(
            Job.named("job")
                .task(
                    Task.shell(
                        "trap '' TERM\n(trap '' TERM; sleep 300) &\nsleep 300 &\necho $! \n"
                            + "while :; do sleep 1; done"))
                .timeout(Duration.ofMillis(500))
                .grace(Duration.ofMillis(500))
                .build());
    Run run = tempo.run(job.id()).await(SOON);

    assertThat(run.status()).isEqualTo(RunStatus.TIMEOUT);
    assertThat(run.error().orElseThrow()).contains("time-out of 500ms; raise");
    assertThat(run.result().processesEnded()).isPositive();
    assertThat(run.duration().orElseThrow()).isLessThan(Duration.ofSeconds(10));
    long child = Long.parseLong(text(run).getFirst().strip());
    assertThat(isAlive(child)).isFalse();
  }

  @Test
  void cancelledScript_isStopped() throws InterruptedException {
    start();
    Job job = tempo.save(Job.named("job").task(Task.shell("echo on; sleep 300")).build());
    RunHandle handle = tempo.run(job.id());
    try (var reader = tempo.followLog(handle.id(), 0)) {
      while (reader.next(SOON).lines().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    assertThat(tempo.cancel(handle.id(), "ada")).isTrue();

    Run run = handle.await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run.error().orElseThrow()).contains("ada");
  }

  @Test
  void followedBeforeItStarts_everyLineIsSeenOnce_andThenTheEnd() throws InterruptedException {
    start();
    tempo.pauseQueue("default");
    Job job =
        tempo.save(Job.named("job").task(Task.shell("echo a; echo b; sleep 0.2; echo c")).build());
    RunHandle handle = tempo.run(job.id());
    List<String> seen = new ArrayList<>();
    try (LogReader reader = tempo.followLog(handle.id(), 0)) {
      assertThat(reader.next(Duration.ofMillis(50)).ended()).isFalse();
      tempo.resumeQueue("default");
      LogReader.Batch batch = reader.next(SOON);
      while (!batch.ended()) {
        batch.lines().forEach(line -> seen.add(line.text()));
        batch = reader.next(SOON);
      }
      batch.lines().forEach(line -> seen.add(line.text()));
    }
    assertThat(seen).containsExactly("a", "b", "c");
  }

  @Test
  void followedRunThatLogsNothing_endsWithTheRun() throws InterruptedException {
    start();
    Job job = tempo.save(Job.named("job").task(Task.shell("sleep 0.1")).build());
    RunHandle handle = tempo.run(job.id());
    try (LogReader reader = tempo.followLog(handle.id(), 0)) {
      LogReader.Batch batch = reader.next(SOON);
      while (!batch.ended()) {
        assertThat(batch.lines()).isEmpty();
        batch = reader.next(SOON);
      }
    }
    assertThat(tempo.findRun(handle.id()).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void runningShell_keepsTheScriptItStartedWith() {
    start();
    Job job =
        tempo.save(
            Job.named("job").task(Task.shell("sleep 0.5; echo old; echo old again")).build());
    RunHandle old = tempo.run(job.id());
    tempo.save(job.toBuilder().task(Task.shell("echo new; exit 1 # quite different")).build());
    RunHandle fresh = tempo.run(job.id());

    assertThat(text(old.await(SOON))).containsExactly("old", "old again");
    assertThat(text(fresh.await(SOON))).containsExactly("new");
    assertThat(fresh.await(SOON).job().version()).isEqualTo(2);
  }

  @Test
  void runningScript_isSampled_andTheSamplesAreToldAndKept() throws InterruptedException {
    start();
    BlockingQueue<Event.Sampled> told = new LinkedBlockingQueue<>();
    tempo.onEvent(
        event -> {
          if (event instanceof Event.Sampled sampled) {
            told.add(sampled);
          }
        });
    Job job = tempo.save(Job.named("job").task(Task.shell("sleep 1.2")).build());
    Run run = tempo.run(job.id()).await(SOON);

    List<ResourceSample> live = tempo.resourceSamples(run.id(), Instant.EPOCH, 100);
    assertThat(live).isNotEmpty().allMatch(sample -> sample.memoryBytes() > 0);
    tempo.close();
    assertThat(tempo.store().metrics().samples(run.id(), Instant.EPOCH, 100)).isEqualTo(live);
    assertThat(tempo.resourceSamples(run.id(), Instant.EPOCH, 100)).isEqualTo(live);
    for (ResourceSample sample : live) {
      assertThat(told.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new Event.Sampled(sample.at(), run.id(), sample));
    }
  }

  private void start() {
    tempo = Tempo.builder().workDirectory(directory).build().start();
  }

  private Run run(Task task) {
    start();
    Job job = tempo.save(Job.named("job").task(task).build());
    return tempo.run(job.id(), RunOptions.DEFAULT).await(SOON);
  }

  /** A dead process that its parent has not asked about is not alive (proc(5), state Z). */
  private static boolean isAlive(long pid) {
    try {
      return !Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  private List<String> text(Run run) {
    return tempo.logLines(run.id()).map(LogLine::text).toList();
  }
}
