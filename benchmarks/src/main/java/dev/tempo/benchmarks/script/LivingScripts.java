package dev.tempo.benchmarks.script;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.Patience;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A JVM that starts scripts and is then killed, or one that takes over what such a one left. Each
 * script waits until somebody writes a line into a pipe with a name, and then exits with a code of
 * its own.
 */
final class LivingScripts {
  private static final String SCRIPT = "echo on; read line < \"$GO\"; exit $2";
  private static final Duration OFTEN = Duration.ofMillis(5); // looking costs processor time, too

  private final Path directory;
  private final int scripts;

  private LivingScripts(Path directory, int scripts) {
    this.directory = directory;
    this.scripts = scripts;
  }

  /** Takes {@code begin} or {@code resume}, the directory, and how many scripts. */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    LivingScripts living = new LivingScripts(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    if (arguments[0].equals("begin")) {
      living.begin();
    } else {
      living.resume();
    }
  }

  private void begin() throws Exception {
    int made = new ProcessBuilder("mkfifo", pipe().toString()).inheritIO().start().waitFor();
    if (made != 0) {
      throw new IOException("mkfifo exited with " + made);
    }
    Store store = SqliteStore.open(directory.resolve("data"));
    Tempo tempo = Tempo.builder().store(store).build().start();
    Task task = Task.shell(SCRIPT).withEnvironment("GO", pipe().toString());
    Job job = tempo.save(Job.named("Waiting").task(task).overlap(OverlapPolicy.ALLOW).build());
    List<UUID> runs =
        IntStream.range(0, scripts).mapToObj(number -> start(tempo, job, number)).toList();
    Patience.until(
        "all to be live", OFTEN, () -> runs.stream().allMatch(id -> store.logs().count(id) > 0));
    System.out.println("started");
    new CountDownLatch(1).await(); // until it is killed
  }

  private static UUID start(Tempo tempo, Job job, int number) {
    return tempo
        .run(job.id(), RunOptions.DEFAULT.withParameter("code", Integer.toString(number)))
        .id();
  }

  private void resume() throws IOException {
    long begin = System.nanoTime();
    try (Store store = SqliteStore.open(directory.resolve("data"))) {
      long opened = System.nanoTime();
      try (Tempo tempo = Tempo.builder().store(store).build().start()) {
        Patience.until("all to be adopted", OFTEN, () -> supervised() >= scripts);
        long adopted = System.nanoTime();
        try (OutputStream go = Files.newOutputStream(pipe())) {
          go.write("\n".repeat(scripts).getBytes());
          Patience.until("all ends", OFTEN, () -> store.runs().running().isEmpty());
        }
        long ended = System.nanoTime();
        check(tempo);
        System.out.printf(
            Locale.ROOT,
            "%.1f %.1f %.1f%n",
            (opened - begin) / 1e6,
            (adopted - opened) / 1e6,
            (ended - adopted) / 1e6);
      }
    }
  }

  private Path pipe() {
    return directory.resolve("go");
  }

  /**
   * How many processes this one watches: it holds a pidfd for each, which is open from the moment
   * at which a process is adopted. Seen from outside, so that nothing is done for the measurement.
   */
  private static long supervised() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(LivingScripts::isPidfd).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPidfd(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().contains("pidfd");
    } catch (IOException closed) {
      return false;
    }
  }

  private void check(Tempo tempo) {
    List<Run> runs = tempo.store().runs().list(RunQuery.ALL.withLimit(scripts + 1)).runs();
    for (Run run : runs) {
      int code = Integer.parseInt(run.parameters().get("code"));
      if (run.exitCode().orElse(-1) != code) {
        throw new IllegalStateException("The script that exits with " + code + " has " + run);
      }
    }
    if (runs.size() != scripts) {
      throw new IllegalStateException("There are " + runs.size() + " runs");
    }
  }
}
