package dev.tempo.benchmarks.script;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.store.Store;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A Tempo on an empty SQLite store of its own, for jobs that are run by hand. */
final class House implements AutoCloseable {
  static final Duration LONGEST = Duration.ofMinutes(3);

  private final Scratch scratch;
  private final Store store;
  private final Tempo tempo;

  private House(Scratch scratch, int atOnce) {
    this.scratch = scratch;
    this.store = SqliteStore.open(scratch.path().resolve("data"));
    this.tempo = Tempo.builder().store(store).queue(JobPolicy.DEFAULT_QUEUE, atOnce).build();
  }

  /** A started one, in a new directory, that runs so many scripts at once. */
  static House in(Path parent, int atOnce) throws IOException {
    House house = new House(Scratch.in(parent), atOnce);
    house.tempo.start();
    return house;
  }

  Tempo tempo() {
    return tempo;
  }

  /** A directory for other files, gone when this is closed. */
  Path directory() {
    return scratch.path();
  }

  /** Saves a job of which any number may run at once. */
  UUID job(Task task) {
    return tempo.save(Job.named("Job").task(task).overlap(OverlapPolicy.ALLOW).build()).id();
  }

  /** Runs a job to its end, which must be a good one. */
  Run run(UUID job) {
    return good(tempo.run(job).await(LONGEST));
  }

  /** The run, if it succeeded. */
  static Run good(Run run) {
    if (run.status() != RunStatus.SUCCESS) {
      throw new IllegalStateException(
          "A run ended as " + run.status() + ": " + run.error().orElse("no reason given"));
    }
    return run;
  }

  @Override
  public void close() {
    tempo.close();
    store.close();
    scratch.close();
  }
}
