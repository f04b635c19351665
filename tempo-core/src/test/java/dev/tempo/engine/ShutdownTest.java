package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.log.LogReader;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends of engines while handlers and real scripts run. */
class ShutdownTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(200);

  @TempDir private Path directory;
  private final MemoryStore store = new MemoryStore();
  private final Gate gate = new Gate();
  private final CountDownLatch deaf = new CountDownLatch(1);
  private final CountDownLatch deafEntered = new CountDownLatch(1);
  private Tempo tempo;

  @AfterEach
  void close() {
    deaf.countDown();
    gate.letOut(100);
    tempo.close();
    store.close();
  }

  @Test
  void handlerIsInterrupted_andTheScriptBesideItGoesOn() throws InterruptedException {
    tempo = start(new ShutdownPolicy(MOMENT, SOON, ShutdownPolicy.ScriptPolicy.LEAVE));
    RunHandle script = tempo.run(save("script", Task.shell("echo on; sleep 300")).id());
    RunHandle handler = tempo.run(save("handler", Task.handler("gate")).id());
    gate.awaitEntered(1);
    awaitLine(script);
    tempo.close();

    assertThat(run(handler).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run(handler).error().orElseThrow()).contains("shut down");
    assertThat(run(script).status()).isEqualTo(RunStatus.RUNNING);

    tempo = start(ShutdownPolicy.DEFAULT);
    assertThat(tempo.cancel(script.id())).isTrue();
    assertThat(tempo.awaitRun(script.id(), SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void handlerThatHearsNothing_isGivenUp_andLostForTheNextEngine() throws InterruptedException {
    tempo = start(new ShutdownPolicy(MOMENT, MOMENT, ShutdownPolicy.ScriptPolicy.END));
    RunHandle handle = tempo.run(save("deaf", Task.handler("deaf")).id());
    deafEntered.await();
    tempo.close();
    assertThat(run(handle).status()).isEqualTo(RunStatus.RUNNING);

    tempo = start(ShutdownPolicy.DEFAULT);
    assertThat(tempo.awaitRun(handle.id(), SOON).status()).isEqualTo(RunStatus.LOST);
  }

  @Test
  void handlerThatEndsAfterItWasGivenUp_changesNothing() throws InterruptedException {
    tempo = start(ShutdownPolicy.DEFAULT);
    Job job =
        tempo.save(
            Job.named("deaf").task(Task.handler("deaf")).grace(Duration.ofMillis(50)).build());
    RunHandle handle = tempo.run(job.id());
    deafEntered.await();
    tempo.cancel(handle.id());
    Run given = handle.await(SOON);
    deaf.countDown();
    Run later = tempo.run(save("gate", Task.handler("nothing")).id()).await(SOON);

    assertThat(later.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(given.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(given.error().orElseThrow()).contains("did not end within the grace of 50ms");
    assertThat(run(handle)).isEqualTo(given);
  }

  private Tempo start(ShutdownPolicy policy) {
    return Tempo.builder()
        .store(store)
        .workDirectory(directory)
        .shutdown(policy)
        .handler("gate", gate.handler())
        .handler("nothing", context -> {})
        .handler("deaf", context -> standDeaf())
        .build()
        .start();
  }

  /** Ends when it is let out, and not when it is interrupted. */
  private void standDeaf() {
    deafEntered.countDown();
    boolean out = false;
    while (!out) {
      try {
        deaf.await();
        out = true;
      } catch (InterruptedException e) {
        out = false;
      }
    }
  }

  private Job save(String name, Task task) {
    return tempo.save(Job.named(name).task(task).build());
  }

  private Run run(RunHandle handle) {
    return store.runs().find(handle.id()).orElseThrow();
  }

  private void awaitLine(RunHandle handle) throws InterruptedException {
    try (LogReader reader = tempo.followLog(handle.id(), 0)) {
      long end = System.nanoTime() + SOON.toNanos();
      while (reader.next(MOMENT).lines().isEmpty()) {
        assertThat(System.nanoTime()).as("no line came").isLessThan(end);
      }
    }
  }
}
