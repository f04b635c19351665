package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.log.LogLine;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Tempo for tests of Python, on a directory and a store that outlive it. */
final class Runs implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(90);

  private final Path directory;
  private final Store store = new MemoryStore();
  private Tempo tempo;

  Runs(Path directory) {
    this.directory = directory;
  }

  /** Lets these interpreters be found besides, and few others: asking them takes its time. */
  Map<String, String> variables(Interpreter... more) {
    Map<String, String> variables = new HashMap<>();
    String bins =
        Stream.concat(Stream.of(more), Stream.of(Pythons.any()))
            .map(interpreter -> interpreter.executable().getParent().toString())
            .collect(Collectors.joining(":"));
    variables.put("PATH", bins + ":/usr/bin:/bin");
    variables.put("HOME", directory.resolve("home").toString());
    variables.put("PIP_NO_CACHE_DIR", "1");
    return variables;
  }

  TempoBuilder builder() {
    return Tempo.builder()
        .store(store)
        .workDirectory(directory)
        .environment(variables())
        .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE));
  }

  /** Starts with these options. */
  Tempo start(PythonOptions options) {
    return start(builder().python(options));
  }

  Tempo start(TempoBuilder builder) {
    tempo = builder.build().start();
    return tempo;
  }

  Tempo tempo() {
    return tempo;
  }

  Job save(String name, Task task) {
    return tempo.save(Job.named(name).task(task).build());
  }

  Run run(Job job) {
    return await(tempo.run(job.id()));
  }

  Run await(RunHandle handle) {
    return handle.await(SOON);
  }

  List<String> output(Run run) {
    return lines(run, LogLine.Stream.STDOUT);
  }

  List<String> lines(Run run, LogLine.Stream stream) {
    return tempo
        .logLines(run.id())
        .filter(line -> line.stream() == stream)
        .map(LogLine::text)
        .toList();
  }

  /** Everything that the run's log says, in one text. */
  String log(Run run) {
    return String.join("\n", tempo.logLines(run.id()).map(LogLine::text).toList());
  }

  Path environments() {
    return directory.resolve("envs");
  }

  /** Waits, but not for ever. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    if (tempo != null) {
      tempo.close();
    }
    AtomicFiles.deleteTree(environments());
  }
}
