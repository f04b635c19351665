package dev.tempo.store.postgres;

import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/** An engine that fires 100 occurrences a second; also as a process, until it is killed. */
final class FiringEngine {
  static final int TRIGGERS = 10;
  static final Duration PERIOD = Duration.ofMillis(100);

  private FiringEngine() {}

  /**
   * Fires.
   *
   * @param args the address, the schema, and the file that gets the ids of runs as they begin
   */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(args[0]);
    PostgresStore store = PostgresStore.open(source, PostgresOptions.DEFAULT.withSchema(args[1]));
    start(store, appendingTo(Path.of(args[2])));
    System.out.println("firing");
    new CountDownLatch(1).await();
  }

  static Consumer<UUID> appendingTo(Path file) {
    return id -> {
      try {
        Files.writeString(file, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Starts one that tells which runs begin. */
  static Tempo start(PostgresStore store, Consumer<UUID> begun) {
    Tempo tempo =
        Tempo.builder()
            .store(store)
            .queue("default", 20)
            .handler("work", context -> begun.accept(context.runId()))
            .build()
            .start();
    for (int i = 0; i < TRIGGERS; i++) {
      tempo.save(
          Job.named("job " + i)
              .task(Task.handler("work"))
              .overlap(OverlapPolicy.ALLOW)
              .trigger(
                  Trigger.every(PERIOD)
                      .withMisfire(MisfirePolicy.RUN_ALL)
                      .withGrace(Duration.ofMinutes(5)))
              .build());
    }
    return tempo;
  }
}
