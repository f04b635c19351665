package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.QueueSettings;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.Change;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Health, and the threads of an engine, which are real here; only clocks are moved. */
@Timeout(120)
class HealthTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final MovedTime time = new MovedTime();
  private final MemoryStore store = new MemoryStore();
  private final CountDownLatch release = new CountDownLatch(1);
  private Tempo tempo;

  @AfterEach
  void close() {
    release.countDown();
    if (tempo != null) {
      tempo.close();
    }
    store.close();
  }

  /** The machine's clocks, and so much more. */
  private static final class MovedTime implements TimeSource {
    private final AtomicLong moreNanos = new AtomicLong();
    private volatile Duration wall = Duration.ZERO;

    @Override
    public Instant instant() {
      return TimeSource.system().instant().plus(wall);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime() + moreNanos.get();
    }
  }

  @Test
  void loopThatIsHeldUp_isSeen_andIsWellAgain() throws Exception {
    CountDownLatch attached = new CountDownLatch(1);
    tempo = builder().handler("attached", context -> attached.await()).build().start();
    Job job = tempo.save(job("job"));
    Job first = tempo.save(Job.named("first").task(Task.handler("attached")).build());
    assertThat(tempo.health().isHealthy()).isTrue();
    CountDownLatch held = new CountDownLatch(1);
    tempo
        .run(first.id())
        .completion()
        .thenRun(() -> hold(held)); // on the engine's own thread, as callers must not
    attached.countDown();
    held.await();
    time.moreNanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(tempo.health().problems()).containsKey("loop");

    release.countDown();
    tempo.run(job.id()).await(SOON);
    while (!tempo.health().isHealthy()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void storeThatDoesNotAnswer_isSeen_withoutWaitingForIt() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    ForwardingStore slow =
        new ForwardingStore(store) {
          @Override
          public Set<UUID> commit(List<Change> changes) {
            if (changes.isEmpty()) {
              hold(held);
            }
            return super.commit(changes);
          }

          @Override
          public void ping() {
            commit(List.of());
          }
        };
    tempo = builder().store(slow).build().start();
    assertThat(tempo.health().problems()).containsOnlyKeys("store");
    assertThat(held.getCount()).isZero();
  }

  @Test
  void handlers_seeTheLoaderOfWhoStarted_onThreadsOfBothKinds() {
    ClassLoader loader = new ClassLoader("mine", HealthTest.class.getClassLoader()) {};
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    tempo =
        builder()
            .handler("look", context -> seen.set(Thread.currentThread().getContextClassLoader()))
            .queue(new QueueSettings("platform", 2, QueueSettings.Threads.PLATFORM))
            .build();
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(loader);
    try {
      tempo.start();
    } finally {
      current.setContextClassLoader(before);
    }
    for (String queue : List.of("default", "platform")) {
      seen.set(null);
      Job job = tempo.save(Job.named(queue).task(Task.handler("look")).queue(queue).build());
      assertThat(tempo.run(job.id()).await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
      assertThat(seen.get()).as(queue).isSameAs(loader);
    }
  }

  @Test
  void daemonness_isThatOfTheSetting_whoeverStarts() throws Exception {
    for (boolean daemon : List.of(true, false)) {
      Set<Thread> ofEarlierTests = Thread.getAllStackTraces().keySet();
      AtomicReference<Boolean> ofHandler = new AtomicReference<>();
      AtomicReference<Tempo> made = new AtomicReference<>();
      Thread starter =
          Thread.ofPlatform()
              .daemon(!daemon)
              .start(
                  () ->
                      made.set(
                          builder()
                              .daemon(daemon)
                              .queue(
                                  new QueueSettings("default", 2, QueueSettings.Threads.PLATFORM))
                              .handler(
                                  "look",
                                  context -> ofHandler.set(Thread.currentThread().isDaemon()))
                              .build()
                              .start()));
      starter.join();
      try (Tempo started = made.get()) {
        Job job = started.save(Job.named("look").task(Task.handler("look")).build());
        started.run(job.id()).await(SOON);
        assertThat(ofHandler.get()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
            .filteredOn(thread -> thread.getName().equals("tempo-engine"))
            .filteredOn(thread -> !ofEarlierTests.contains(thread))
            .extracting(Thread::isDaemon)
            .containsExactly(daemon);
      }
    }
  }

  @Test
  void whatARunTook_isTrue_alsoIfTheClockIsSetMeanwhile() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    tempo = builder().handler("wait", context -> hold(began)).build().start();
    Job job = tempo.save(Job.named("wait").task(Task.handler("wait")).build());
    RunHandle run = tempo.run(job.id());
    began.await();
    time.wall = Duration.ofHours(-1);
    release.countDown();
    assertThat(run.await(SOON).duration().orElseThrow()).isBetween(Duration.ZERO, SOON);
  }

  @Test
  void timeOut_countsFromTheBeginOfTheHandler_andAWaitIsTold() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    CountDownLatch began = new CountDownLatch(cores);
    tempo = builder().handler("compute", context -> compute(began)).build().start();
    for (int i = 0; i < cores; i++) {
      tempo.run(tempo.save(Job.named("compute " + i).task(Task.handler("compute")).build()).id());
    }
    began.await();
    Job late =
        tempo.save(
            Job.named("late").task(Task.handler("note")).timeout(Duration.ofSeconds(2)).build());
    RunHandle run = tempo.run(late.id());
    time.moreNanos.addAndGet(Duration.ofSeconds(7).toNanos());
    long end = System.nanoTime() + SOON.toNanos();
    while (tempo.logLines(run.id()).findAny().isEmpty()) {
      assertThat(System.nanoTime()).as("time to wait for its line").isLessThan(end);
      Thread.onSpinWait();
    }
    release.countDown();
    assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.logLines(run.id()).findFirst().orElseThrow().text())
        .contains("waited more than 5 s for a thread", "Threads.PLATFORM");
  }

  /** Holds its carrier until it is let go. */
  private void compute(CountDownLatch began) {
    began.countDown();
    while (release.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private void hold(CountDownLatch began) {
    began.countDown();
    boolean out = false;
    while (!out) {
      try {
        release.await();
        out = true;
      } catch (InterruptedException e) {
        out = false;
      }
    }
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store).timeSource(time).handler("note", context -> {});
  }

  private static Job job(String name) {
    return Job.named(name).task(Task.handler("note")).build();
  }
}
