package dev.tempo.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OrphanPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TerminationPolicy;
import dev.tempo.log.LogLine;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.Task;
import dev.tempo.testing.JavaCommand;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a script's run may end, also while no engine looks. */
class ScriptEndTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ShutdownPolicy AT_ONCE =
      new ShutdownPolicy(Duration.ZERO, Duration.ofSeconds(20), ShutdownPolicy.ScriptPolicy.LEAVE);

  private static final int HOLES = 200;
  private static final long HOLE_BYTES = 1L << 30;

  @TempDir private Path directory;
  private final Store store = new MemoryStore();
  private Tempo tempo;

  @AfterEach
  void close() {
    tempo.close();
  }

  private void start(ShutdownPolicy policy) {
    tempo = Tempo.builder().store(store).workDirectory(directory).shutdown(policy).build().start();
  }

  private RunHandle run(String script, ResourceLimits limits) {
    return run(script, JobPolicy.DEFAULT.withLimits(limits), OrphanPolicy.LEAVE);
  }

  private RunHandle run(String script, JobPolicy policy, OrphanPolicy leftovers) {
    JobPolicy ending = policy.withTermination(TerminationPolicy.DEFAULT.withOrphans(leftovers));
    Job job = Job.named("job").task(Task.shell(script)).policy(ending).build();
    return tempo.run(tempo.save(job).id());
  }

  @Test
  void signal_isNamed() {
    start(AT_ONCE);
    Run run = run("kill -KILL $$", ResourceLimits.NONE).await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).startsWith("It was ended by ").contains("KILL");
  }

  @Test
  void scriptOfAnotherProcess_whoseEndNobodySaw_isLost() throws Exception {
    Job job = Job.named("job").task(Task.shell("not run again")).version(1).build();
    RunOrigin origin = RunOrigin.request(RunCause.MANUAL, Optional.empty());
    Run queued =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(TimeSource.system().nowMillis()),
            RunResult.NONE);
    Run running = queued.withStarted(queued.job(), queued.queuedAt());
    store.commit(
        List.of(new Change.SaveJob(job, List.of()), new Change.AddRun(running, UUID.randomUUID())));
    leftBehind(running.id());

    start(AT_ONCE);
    until(() -> tempo.logLines(running.id()).findAny().isPresent());
    write(directory.resolve("go"));
    Run run = tempo.awaitRun(running.id(), SOON);
    assertThat(run.status()).isEqualTo(RunStatus.LOST);
    assertThat(run.error().orElseThrow()).contains("not known");
    assertThat(tempo.logLines(run.id()).map(line -> line.text())).contains("on");
  }

  /** A script whose parent is gone, so that the system tells nobody how it ends. */
  private void leftBehind(UUID runId) throws Exception {
    ProcessBuilder starter =
        new ProcessBuilder(
            JavaCommand.of(LeftScript.class, directory.toString(), runId.toString()));
    assertThat(starter.inheritIO().start().waitFor()).isZero();
  }

  @Test
  void limitsThatAreKept_endNothing() {
    start(AT_ONCE);
    ResourceLimits limits =
        ResourceLimits.NONE
            .withMemoryBytes(1L << 30)
            .withCpuPercent(400)
            .withProcesses(500)
            .withOutputBytes(1 << 20)
            .withNice(1);
    Run run = run("nice", limits).await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.logLines(run.id()).findFirst().orElseThrow().text()).isEqualTo("1");
  }

  @Test
  void limitThatIsNotKept_endsTheRun_andIsNamed() {
    start(AT_ONCE);
    Run run = run("exec yes", ResourceLimits.NONE.withOutputBytes(50_000)).await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("output limit", "limits.outputBytes");
    assertThat(run.result().usage().outputBytes()).isEqualTo(50_000);
    List<LogLine> lines = tempo.logLines(run.id()).toList();
    assertThat(lines).hasSize(25_001);
    assertThat(lines.getLast().text())
        .startsWith("Output limit of 50000 bytes reached")
        .contains("limits.outputBytes");
  }

  @Test
  void processesLeftBehind_areCountedAndNamed() {
    start(AT_ONCE);
    String script = // which ends when all three are what they are to be, and no copies of the shell
        """
        sleep 300 & a=$!; sleep 301 & b=$!; setsid sleep 302 & c=$!
        for p in $a $b $c; do until [ "$(cat /proc/$p/comm)" = sleep ]; do :; done; done
        echo on
        """;
    Run run = run(script, JobPolicy.DEFAULT, OrphanPolicy.END).await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(run.result().processesEnded()).isEqualTo(3);
    assertThat(tempo.logLines(run.id()).map(LogLine::text))
        .hasSize(2)
        .startsWith("on")
        .last()
        .asString()
        .matches("Ended 3 processes that were left behind: .*sleep.*; \"leftovers\" decides");
  }

  @Test
  void processesLeftBehind_whileNoEngineRan_areCountedAndNamed() {
    start(AT_ONCE.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE));
    Path go = directory.resolve("go");
    String script = "sleep 300 & echo on; until [ -e %s ]; do sleep 0.02; done";
    RunHandle handle = run(script.formatted(go), JobPolicy.DEFAULT, OrphanPolicy.END);
    until(() -> tempo.logLines(handle.id()).findAny().isPresent());
    tempo.close();
    start(AT_ONCE);
    write(go);
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.result().processesEnded()).isEqualTo(1);
    assertThat(tempo.logLines(run.id()).map(LogLine::text))
        .endsWith("Ended a process that was left behind: sleep; \"leftovers\" decides");
  }

  @Test
  void shutdownThatEndsScripts_cancelsTheRun() {
    start(AT_ONCE.withScriptPolicy(ShutdownPolicy.ScriptPolicy.END));
    RunHandle handle = run("echo on; exec sleep 300", ResourceLimits.NONE);
    until(() -> tempo.logLines(handle.id()).findAny().isPresent());
    tempo.close();
    Run run = store.runs().find(handle.id()).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run.error().orElseThrow()).contains("shut down");
  }

  @Test
  void cancelledBeforeItsProcessIsThere_ends() {
    start(AT_ONCE);
    RunHandle handle = run("exec sleep 300", ResourceLimits.NONE);
    tempo.cancel(handle.id());
    assertThat(handle.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  /** A pipe cannot be stretched; who gets at the file behind it, or prints to a file, can do it. */
  @Test
  void cancelledWhileHugeSparseOutputIsRead_ends_withWhatWasWritten() throws IOException {
    start(AT_ONCE);
    RunHandle handle = run("echo on; exec sleep 300", ResourceLimits.NONE);
    until(() -> tempo.logLines(handle.id()).findAny().isPresent());
    Path output = runDirectory(handle).resolve("stdout");
    try (FileChannel file = FileChannel.open(output, StandardOpenOption.WRITE)) {
      for (int i = 1; i <= HOLES; i++) {
        file.write(ByteBuffer.wrap(("behind hole " + i + "\n").getBytes(UTF_8)), i * HOLE_BYTES);
      }
    }
    until(
        () -> tempo.logLines(handle.id()).anyMatch(line -> line.text().contains("behind hole 1")));
    tempo.cancel(handle.id());
    assertThat(handle.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(tempo.logLines(handle.id()).filter(line -> line.text().contains("behind hole")))
        .hasSize(HOLES);
  }

  @Test
  void endedWhileNobodyLooked_hasItsExitCode() {
    RunHandle handle = leaveAndEnd("exit 7");
    start(AT_ONCE);
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.exitCode()).isEqualTo(OptionalInt.of(7));
    assertThat(tempo.logLines(run.id()).map(line -> line.text())).contains("on");
  }

  @Test
  void endedWithoutATrace_isLost() throws IOException {
    RunHandle handle = leaveAndEnd("exit 7");
    Files.delete(runDirectory(handle).resolve("exit"));
    start(AT_ONCE);
    assertThat(tempo.awaitRun(handle.id(), SOON).status()).isEqualTo(RunStatus.LOST);
  }

  @Test
  void runWhoseDirectoryIsGone_isLost_andNotStartedAgain() throws IOException {
    RunHandle handle = leaveAndEnd("exit 7");
    try (Stream<Path> files = Files.walk(runDirectory(handle))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    start(AT_ONCE);
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.status()).isEqualTo(RunStatus.LOST);
    assertThat(run.error().orElseThrow()).contains("the directory of its process is gone");
  }

  @Test
  void directoryOfARunThatHasEnded_isDeletedAtTheStart_andNoOther() throws IOException {
    start(AT_ONCE);
    Run ended = run("true", ResourceLimits.NONE).await(SOON);
    tempo.close();
    Path left = directory.resolve("runs").resolve(ended.id().toString());
    Path unknown = directory.resolve("runs").resolve(UUID.randomUUID().toString());
    for (Path path : List.of(left, unknown)) {
      Files.createDirectories(path);
      write(path.resolve("stdout"));
    }
    start(AT_ONCE);
    until(() -> !Files.exists(left));
    assertThat(unknown.resolve("stdout")).exists();
  }

  /** Runs a script that goes on while the engine ends, and waits until it has ended, too. */
  private RunHandle leaveAndEnd(String end) {
    RunHandle handle = leave(end);
    write(directory.resolve("go"));
    until(() -> read(runDirectory(handle).resolve("exit")).contains("rc="));
    return handle;
  }

  /** Runs a script that goes on while the engine ends, until it may end. */
  private RunHandle leave(String end) {
    start(AT_ONCE);
    Path go = directory.resolve("go");
    String wait = "echo on; until [ -e '" + go + "' ]; do sleep 0.05; done; ";
    RunHandle handle = run(wait + end, ResourceLimits.NONE);
    until(() -> tempo.logLines(handle.id()).findAny().isPresent());
    tempo.close();
    assertThat(store.runs().find(handle.id()).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    return handle;
  }

  private Path runDirectory(RunHandle handle) {
    return directory.resolve("runs").resolve(handle.id().toString());
  }

  private static void write(Path file) {
    try {
      Files.write(file, List.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }
}
