package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.internal.io.Sha256;
import dev.tempo.log.LogLine;
import dev.tempo.script.ScriptFile;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptText;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of scripts where they lie: beside their neighbours, as if started there by hand. */
class InPlaceRunTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final Store store = new MemoryStore();
  private Path group;
  private Tempo tempo;

  @BeforeEach
  void start() throws IOException {
    group = Files.createDirectories(directory.resolve("groups/etl"));
    open();
  }

  private void open() {
    tempo =
        Tempo.builder()
            .store(store)
            .workDirectory(directory.resolve("data"))
            .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE))
            .build()
            .start();
  }

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void python_runsFromItsOwnPath_besideItsNeighbours() throws IOException {
    write("helper.py", "WORD = 'beside'\n");
    write("data.txt", "from the directory\n");
    Path script =
        write(
            "load.py",
            "import os, helper\nprint(helper.WORD, open('data.txt').read().strip())\n"
                + "print(__file__)\nprint(os.getcwd())\nprint(sorted(os.listdir('.')))\n");
    Run run = run(python("load.py"));
    assertThat(text(run))
        .startsWith("beside from the directory", script.toString(), group.toRealPath().toString())
        .anyMatch(line -> line.startsWith("['") && !line.contains("tempo-"));
    assertThat(directory.resolve("data/scripts/job")).doesNotExist();
  }

  @Test
  void shell_runsFromACopyBesideItsNeighbours_whichIsGoneAfterwards() throws IOException {
    write("lib.inc", "word=beside\n");
    write("load.sh", "#!/bin/sh\n. \"$(dirname \"$0\")/lib.inc\"\necho $word\necho \"$0\"\npwd\n");
    Run run = run(shell("load.sh"));
    assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.SUCCESS);
    assertThat(text(run))
        .containsExactly(
            "beside",
            group.resolve(".load.sh.tempo-" + run.id()).toString(),
            group.toRealPath().toString());
    awaitGone(".load.sh.tempo-" + run.id());
    assertThat(names()).containsExactly("lib.inc", "load.sh");
  }

  @Test
  void fileThatChanged_isRunAsItIs_andItsDigestIsRecordedAndTold() throws Exception {
    BlockingQueue<Event.ScriptRead> told = new LinkedBlockingQueue<>();
    tempo.onEvent(
        event -> {
          if (event instanceof Event.ScriptRead read) {
            told.add(read);
          }
        });
    write("a.py", "print('old')\n");
    Job job = save(python("a.py"));
    Path script = write("a.py", "# coding: latin-1\nprint(ascii('\u00e9'))\n", true);
    Run run = tempo.run(job.id()).await(SOON);

    assertThat(text(run)).containsExactly("'\\xe9'");
    String digest = Sha256.hex(Files.readAllBytes(script));
    assertThat(run.job().scriptSha256()).contains(digest);
    assertThat(run.isUnsaved()).isFalse();
    assertThat(tempo.findRun(run.id()).orElseThrow()).isEqualTo(run);
    Event.ScriptRead read = told.poll(60, TimeUnit.SECONDS);
    assertThat(read.run().job().scriptSha256()).contains(digest);
    assertThat(read.script())
        .isEqualTo(
            new ScriptText(
                ScriptText.Language.PYTHON, "# coding: latin-1\nprint(ascii('\u00e9'))\n"));
  }

  @Test
  void shellThatIsEditedWhileItRuns_goesOnWithWhatItStartedWith() throws IOException {
    write("long.sh", "echo on\nuntil [ -e go ]; do sleep 0.05; done\necho old\n");
    RunHandle handle = tempo.run(save(shell("long.sh")).id());
    awaitLine(handle);
    write("long.sh", "echo new # and quite different, so that offsets do not fit\nexit 3\n");
    write("go", "");
    Run run = handle.await(SOON);
    assertThat(text(run)).containsExactly("on", "old");
    assertThat(text(tempo.run(run.jobId()).await(SOON))).contains("new");
  }

  @Test
  void restart_adoptsTheRun_andItsCopyGoesInTheEnd() throws IOException {
    write("long.sh", "echo on\nuntil [ -e go ]; do sleep 0.05; done\necho end\n");
    Job job = save(shell("long.sh"));
    RunHandle handle = tempo.run(job.id());
    awaitLine(handle);
    tempo.close();
    assertThat(names()).contains(".long.sh.tempo-" + handle.id());

    open();
    tempo.save(job.toBuilder().task(Task.shell("echo quite another")).build());
    write("go", "");
    Run run = tempo.awaitRun(handle.id(), SOON);
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(text(run)).containsExactly("on", "end");
    assertThat(run.job().scriptSha256()).isPresent();
    awaitGone(".long.sh.tempo-" + run.id());
    assertThat(names()).containsExactly("go", "long.sh");
  }

  @Test
  void copyOfARunWhoseEndNobodySaw_isDeletedAtTheNextStart() throws Exception {
    write("a.sh", "echo a");
    Run run = run(shell("a.sh"));
    awaitGone(".a.sh.tempo-" + run.id());
    tempo.close();
    Path left = write(".a.sh.tempo-" + run.id(), "echo a");
    Files.writeString(
        directory.resolve("data/copies").resolve(run.id().toString()), left.toString());

    open();
    awaitGone(left.getFileName().toString());
    assertThat(names()).containsExactly("a.sh");
  }

  @Test
  void fileThatIsGone_orLeadsOut_orIsNone_failsTheRunAndSaysWhy() throws IOException {
    write("a.py", "print(1)\n");
    Job job = save(python("a.py"));
    Files.delete(group.resolve("a.py"));
    assertThat(error(job))
        .isEqualTo(
            "It could not be started: The script " + group.resolve("a.py") + " is not there");

    Path outside = Files.writeString(directory.resolve("outside.py"), "print('out')\n");
    Files.createSymbolicLink(group.resolve("a.py"), outside);
    assertThat(error(job)).contains("leads out of");
    Files.delete(group.resolve("a.py"));
    Files.createSymbolicLink(group.resolve("lib"), directory);
    Job below = save(python("lib/outside.py"));
    assertThat(error(below)).contains("leads out of");

    Files.createDirectory(group.resolve("a.py"));
    assertThat(error(job)).contains("cannot be read: is no regular file");
    Files.delete(group.resolve("a.py"));
    Files.write(group.resolve("a.py"), new byte[ScriptFile.MAX_BYTES + 1]);
    assertThat(error(job)).contains("more than 8388608 bytes");

    Files.delete(group.resolve("a.py"));
    write("real.py", "print('within')\n");
    Files.createSymbolicLink(group.resolve("a.py"), Path.of("real.py"));
    assertThat(text(tempo.run(job.id()).await(SOON))).containsExactly("within");
  }

  @Test
  void whereThereCanBeNoCopy_theShellReadsTheScriptItself_andTheLogSaysSo() throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data/copies"), "in the way");
    Path script = write("a.sh", "echo \"$0\"\n");
    Run run = run(shell("a.sh"));
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    List<String> lines = text(run);
    assertThat(lines.getFirst()).contains("no copy of " + script, "reads the script itself");
    assertThat(lines.getLast()).isEqualTo(script.toString());
  }

  @Test
  void textThatIsTriedOut_runsBesideTheScript_andLeavesNothing() throws IOException {
    write("helper.py", "WORD = 'beside'\n");
    write("a.py", "print('saved')\n");
    Job job = save(python("a.py"));
    String tried = "import helper\nprint('tried', helper.WORD)\n";
    Run run = tempo.run(job.id(), RunOptions.DEFAULT.withScript(tried)).await(SOON);
    assertThat(text(run)).containsExactly("tried beside");
    awaitGone(".a.py.tempo-" + run.id());
    assertThat(names()).contains("a.py", "helper.py");
  }

  private PythonTask python(String name) throws IOException {
    Path file = group.resolve(name);
    return Task.python(Files.readString(file, StandardCharsets.ISO_8859_1))
        .withPlace(ScriptPlace.inPlace(file, group));
  }

  private ShellTask shell(String name) throws IOException {
    Path file = group.resolve(name);
    return Task.shell(Files.readString(file)).withPlace(ScriptPlace.inPlace(file, group));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(group.resolve(name), text);
  }

  private Path write(String name, String text, boolean latin) throws IOException {
    return Files.writeString(
        group.resolve(name), text, latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private Job save(Task task) {
    String key = "job" + store.jobs().count();
    return tempo.save(Job.named(key).task(task).build());
  }

  private Run run(Task task) {
    return tempo.run(save(task).id()).await(SOON);
  }

  private String error(Job job) {
    Run run = tempo.run(job.id()).await(SOON);
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    return run.error().orElseThrow();
  }

  private void awaitLine(RunHandle handle) {
    try (var reader = tempo.followLog(handle.id(), 0)) {
      while (reader.next(SOON).lines().isEmpty()) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> text(Run run) {
    return tempo.logLines(run.id()).map(LogLine::text).toList();
  }

  /** Copies go once the end of their run is durable, and their records with them. */
  private void awaitGone(String copy) {
    Path records = directory.resolve("data/copies");
    long end = System.nanoTime() + SOON.toNanos();
    while (Files.exists(group.resolve(copy)) || !isEmpty(records)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(group)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
