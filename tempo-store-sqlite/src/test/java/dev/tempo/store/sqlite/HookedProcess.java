package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that ends its Tempo by a shutdown hook, and nothing else. */
final class HookedProcess {
  private HookedProcess() {}

  /**
   * Runs a handler that ends when it is asked to.
   *
   * @param args the data directory, and a file to create once the handler runs
   */
  public static void main(String[] args) throws InterruptedException {
    Path running = Path.of(args[1]);
    Tempo tempo =
        Tempo.builder()
            .store(SqliteStore.open(Path.of(args[0])))
            .handler(
                "wait",
                context -> {
                  Files.createFile(running);
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    context.log("asked to end");
                  }
                })
            .build()
            .registerShutdownHook()
            .registerShutdownHook()
            .start();
    tempo.run(tempo.save(Job.named("wait").task(Task.handler("wait")).build()).id());
    tempo.awaitTermination();
  }
}
