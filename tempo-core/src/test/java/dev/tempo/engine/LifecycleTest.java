package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.UnknownHandlerPolicy;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a Tempo begins and ends, alone on its store. */
@Timeout(120)
class LifecycleTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration NO_TIME = Duration.ZERO;

  private final MemoryStore store = new MemoryStore();
  private Tempo tempo = builder().build();

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store);
  }

  private static Job job(String name) {
    return Job.named(name).task(Task.handler(name)).build();
  }

  /** A store that takes nothing, of which an engine that starts has something to note. */
  private FaultyStore failing() {
    try (Tempo earlier = builder().handler("work", context -> {}).build().start()) {
      Task work = Task.handler("work");
      earlier.save(Job.named("work").task(work).trigger(Trigger.atStartup()).build());
    }
    FaultyStore faulty = new FaultyStore(store, new SplittableRandom(3), store::commit);
    faulty.fail(1, 0);
    return faulty;
  }

  /** Nobody could ask such an engine anything, or find out why it does not come up. */
  @Test
  void start_overAStoreThatFails_isRefusedWithWhatTheStoreSays() {
    FaultyStore faulty = failing();
    try (Tempo refused = Tempo.builder().store(faulty).build()) {
      assertThatThrownBy(refused::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("disk");
      assertThat(refused.isRunning()).isFalse();
    }
    faulty.fail(0, 0);
    tempo = Tempo.builder().store(faulty).build().start(); // nothing is left in its way
    assertThat(tempo.isRunning()).isTrue();
  }

  @Test
  void start_overAStoreThatFailsForAMoment_waitsForIt() throws Exception {
    FaultyStore faulty = failing();
    tempo = Tempo.builder().store(faulty).build();
    CompletableFuture<Tempo> started = CompletableFuture.supplyAsync(tempo::start);
    assertThatThrownBy(() -> started.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    faulty.fail(0, 0);
    assertThat(started.get(60, TimeUnit.SECONDS).isRunning()).isTrue();
  }

  /** Where time is virtual, too, in which a start would go round in circles. */
  @Test
  void start_inVirtualTime_overAStoreThatFails_isRefused() {
    FaultyStore faulty = failing();
    try (Tempo refused =
        Tempo.builder().store(faulty).timeSource(VirtualClock.at("2026-03-28T12:00:00Z")).build()) {
      assertThatThrownBy(refused::start).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void secondEngineOnOneStore_isRefused_andHarmsTheFirstInNothing() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    tempo.handlers().register("wait", context -> release.await());
    tempo.start();
    RunHandle running = tempo.run(tempo.save(job("wait")).id());
    try (Tempo second = builder().handler("wait", context -> {}).build()) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another Tempo that was started and is not closed has this store")
          .hasMessageContaining("close the other one first");
      assertThat(second.isRunning()).isFalse();
      assertThatIllegalStateException()
          .isThrownBy(() -> second.run(running.run().jobId()))
          .withMessageContaining("was not started");
    }
    assertThat(tempo.findRun(running.id()).orElseThrow().status()).isNotEqualTo(RunStatus.LOST);
    release.countDown();
    assertThat(running.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);

    tempo.close();
    tempo = builder().build().start(); // free again
    assertThat(tempo.isRunning()).isTrue();
  }

  @Test
  void secondStart_isRefused_andSoIsWhatComesAfterTheEnd() {
    assertThat(tempo.isRunning()).isFalse();
    tempo.start();
    assertThatIllegalStateException()
        .isThrownBy(tempo::start)
        .withMessage("This Tempo was started before");
    assertThat(tempo.isRunning()).isTrue();
    tempo.close();
    assertThat(tempo.isRunning()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> tempo.save(job("late")));
    assertThatIllegalStateException().isThrownBy(tempo::start);
  }

  @Test
  void startThatIsRefused_leavesTheStoreToOthers_andMayBeRepeated() {
    try (Tempo first = builder().build().start()) {
      first.save(job("needed"));
    }
    tempo = builder().onUnknownHandler(UnknownHandlerPolicy.FAIL).build();
    assertThatIllegalStateException()
        .isThrownBy(tempo::start)
        .withMessageContaining("'needed' of job 'needed'");
    builder().build().start().close();
    tempo.handlers().register("needed", context -> {});
    tempo.start();
    assertThat(tempo.isRunning()).isTrue();
  }

  @Test
  void engineWhoseClockIsGone_isGoneItself() {
    VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
    builder().timeSource(clock).build().start();
    assertThatIllegalStateException().isThrownBy(() -> builder().timeSource(clock).build().start());
    clock.detachAll();
    builder().timeSource(clock).build().start().close();
  }

  @Test
  void termination_isAwaited_byWhomeverItComes() throws Exception {
    tempo.start();
    assertThat(tempo.awaitTermination(NO_TIME)).isFalse();
    CompletableFuture<Void> over =
        CompletableFuture.runAsync(
            () -> {
              try {
                tempo.awaitTermination();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
    assertThat(over).isNotDone();
    tempo.close();
    over.get(60, TimeUnit.SECONDS);
    assertThat(tempo.awaitTermination(NO_TIME)).isTrue();
    tempo.close();
  }

  @Test
  void handlerThatClosesItsOwnTempo_comesToItsEnd_andIsNotWaitedForByItself() throws Exception {
    Duration never = Duration.ofDays(1); // whoever waited for itself would wait as long
    ShutdownPolicy patient = new ShutdownPolicy(never, never, ShutdownPolicy.ScriptPolicy.END);
    AtomicReference<Tempo> own = new AtomicReference<>();
    tempo =
        builder()
            .shutdown(patient)
            .handler(
                "end",
                context -> {
                  own.get().close();
                  context.log("closed");
                })
            .build();
    own.set(tempo);
    tempo.start();
    RunHandle handle = tempo.run(tempo.save(job("end")).id());
    assertThat(tempo.awaitTermination(SOON)).isTrue();
    assertThat(store.runs().find(handle.id()).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(store.logs().read(handle.id(), 1, 10)).hasSize(1);
    tempo = builder().build().start();
  }

  @Test
  void handlerThatClosesItsOwnTempo_mayDoSoByAVirtualClock() throws Exception {
    AtomicReference<Tempo> own = new AtomicReference<>();
    tempo =
        builder()
            .timeSource(VirtualClock.at("2026-03-28T12:00:00Z"))
            .handler("end", context -> own.get().close())
            .build();
    own.set(tempo);
    tempo.start();
    RunHandle handle = tempo.run(tempo.save(job("end")).id());
    assertThat(tempo.isRunning()).isFalse();
    assertThat(tempo.awaitTermination(NO_TIME)).isTrue();
    assertThat(store.runs().find(handle.id()).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void twoThatClose_bothWaitForTheEnd() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    tempo =
        builder()
            .shutdown(new ShutdownPolicy(SOON, SOON, ShutdownPolicy.ScriptPolicy.END))
            .handler(
                "wait",
                context -> {
                  begun.countDown();
                  release.await();
                })
            .build()
            .start();
    tempo.run(tempo.save(job("wait")).id());
    begun.await();
    CompletableFuture<Void> first = closing();
    CompletableFuture<Void> second = closing();
    assertThat(tempo.awaitTermination(Duration.ofMillis(50))).isFalse();
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    release.countDown();
    CompletableFuture.allOf(first, second).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Void> closing() {
    return CompletableFuture.runAsync(tempo::close, task -> Thread.ofPlatform().start(task));
  }

  @Test
  void loopWhoseTurnsFail_isSeen_andIsWellAgain() {
    AtomicBoolean broken = new AtomicBoolean();
    ForwardingStore odd =
        new ForwardingStore(store) {
          @Override
          public Optional<StoreException> lost() {
            if (broken.get()) {
              throw new IllegalStateException("Odd");
            }
            return super.lost();
          }
        };
    tempo = Tempo.builder().store(odd).handler("h", context -> {}).build().start();
    assertThat(tempo.health().problems()).isEmpty();
    broken.set(true);
    while (tempo.health().isHealthy()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(tempo.health().problems()).containsOnlyKeys("loop");
    assertThat(tempo.health().problems().get("loop"))
        .matches("The last \\d+ turns of the engine failed, the newest by: .*Odd");
    broken.set(false);
    tempo.run(tempo.save(job("h")).id()).await(SOON);
    while (!tempo.health().isHealthy()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void workDirectoryThatIsDeleted_isSeen(@TempDir Path home) throws IOException {
    Path work = home.resolve("work");
    tempo = builder().workDirectory(work).handler("h", context -> {}).build().start();
    tempo.run(tempo.save(job("h")).id()).await(SOON);
    assertThat(tempo.health().problems()).isEmpty();
    try (var files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(tempo.health().problems())
        .containsEntry("directory", "The work directory " + work + " is not there any more");
    Files.createDirectories(work);
    assertThat(tempo.health().problems()).isEmpty();
  }
}
