package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.message.Message;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each thing that can hold back a run of an engine that is alone; in real time. */
@Timeout(60)
class WaitReasonsTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final Semaphore begun = new Semaphore(0);
  private final Fragile store = new Fragile(new MemoryStore());
  private final Tempo tempo =
      Tempo.builder()
          .store(store)
          .handler(
              "wait",
              context -> {
                begun.release();
                release.await();
              })
          .queue(JobPolicy.DEFAULT_QUEUE, 2)
          .build()
          .start();

  /** One whose commits fail when they are to, and that counts what the test reads. */
  private static final class Fragile extends ForwardingStore {
    private final Thread test = Thread.currentThread();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean broken;

    Fragile(Store store) {
      super(store);
    }

    @Override
    public Set<UUID> commit(List<Change> changes) {
      if (broken) {
        throw new StoreException("No space left on device");
      }
      return super.commit(changes);
    }

    @Override
    public JobStore jobs() {
      count();
      return super.jobs();
    }

    @Override
    public RunStore runs() {
      count();
      return super.runs();
    }

    @Override
    public QueueStore queues() {
      count();
      return super.queues();
    }

    private void count() {
      if (Thread.currentThread() == test) {
        reads.incrementAndGet();
      }
    }
  }

  @AfterEach
  void close() {
    store.broken = false;
    release.countDown();
    tempo.close();
  }

  private Job job(OverlapPolicy overlap) {
    return tempo.save(Job.named("wait").task(Task.handler("wait")).overlap(overlap).build());
  }

  private RunHandle begin(Job job, RunOptions options) throws InterruptedException {
    RunHandle run = tempo.run(job.id(), options);
    assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    return run;
  }

  private Message reason(RunHandle run) {
    Map<UUID, Message> found = tempo.waitReasons(List.of(run.run()));
    assertThat(found).containsOnlyKeys(run.id());
    return found.get(run.id());
  }

  private String explained(RunHandle run) {
    return tempo.explainWaiting(List.of(run.run())).get(run.id());
  }

  @Test
  void runThatMayNotOverlap_waitsForTheOther() throws Exception {
    Job job = job(OverlapPolicy.QUEUE);
    RunHandle first = begin(job, RunOptions.DEFAULT);
    RunHandle second = tempo.run(job.id());
    assertThat(reason(second).code()).isEqualTo("run.overlap");
    assertThat(reason(second).text())
        .isEqualTo("another run of its job has not ended, and the job's overlap policy is QUEUE");
    assertThat(tempo.blockedReason(second.id())).contains(reason(second).text());
    assertThat(explained(second)).startsWith("It waits since ").endsWith(reason(second).text());
    assertThat(first.run().status()).as("as it was").isEqualTo(RunStatus.QUEUED);
    assertThat(tempo.waitReasons(List.of(first.run()))).as("it runs by now").isEmpty();
    Run now = tempo.findRun(first.id()).orElseThrow();
    assertThat(tempo.waitReasons(List.of(now))).isEmpty();
    assertThat(tempo.explainWaiting(List.of(now))).isEmpty();
  }

  @Test
  void fullQueue_isNamedWithItsLimit_andIsNoReasonBesidesItsTurn() throws Exception {
    Job job = job(OverlapPolicy.ALLOW);
    begin(job, RunOptions.DEFAULT);
    begin(job, RunOptions.DEFAULT);
    RunHandle third = tempo.run(job.id());
    assertThat(reason(third).text())
        .isEqualTo("its queue 'default' is full: its limit is 2 at once");
    assertThat(tempo.blockedReason(third.id())).isEmpty();
    assertThat(explained(third))
        .startsWith("It waits in the queue 'default' since ")
        .endsWith("; 0 runs are before it; its queue 'default' is full: its limit is 2 at once");
    RunHandle hurried = tempo.run(job.id(), RunOptions.DEFAULT.withPriority(3));
    assertThat(explained(hurried)).contains("with the priority 3; 0 runs", "is full");
  }

  @Test
  void pausedQueue_andEverythingPaused_areTold() {
    RunHandle run = paused();
    assertThat(reason(run).text()).isEqualTo("its queue 'default' is paused");
    assertThat(tempo.blockedReason(run.id())).contains("its queue 'default' is paused");
    assertThat(explained(run)).contains("0 runs are before it; its queue 'default' is paused");
    tempo.pause();
    assertThat(reason(run).code()).isEqualTo("run.allPaused");
    tempo.resume();
    assertThat(reason(run).code()).isEqualTo("run.queuePaused");
    tempo.resumeQueue(JobPolicy.DEFAULT_QUEUE);
    release.countDown();
    assertThat(run.await(Duration.ofSeconds(30)).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.waitReasons(List.of(run.run()))).isEmpty();
  }

  private RunHandle paused() {
    tempo.pauseQueue(JobPolicy.DEFAULT_QUEUE);
    return tempo.run(job(OverlapPolicy.ALLOW).id());
  }

  @Test
  void keyOfAnotherRun_isNamed() throws Exception {
    Job job = job(OverlapPolicy.ALLOW);
    RunOptions keyed = RunOptions.DEFAULT.withKey("customer-7");
    begin(job, keyed);
    assertThat(reason(tempo.run(job.id(), keyed)).text())
        .isEqualTo("another run with the key 'customer-7' has not ended");
  }

  @Test
  void rateOfAQueue_isTold_withWhenTheNextOneStarts() throws Exception {
    Job job = job(OverlapPolicy.ALLOW);
    tempo.setQueueRate(JobPolicy.DEFAULT_QUEUE, Optional.of(new QueueRate(1, Duration.ofHours(1))));
    begin(job, RunOptions.DEFAULT);
    assertThat(reason(tempo.run(job.id())).text())
        .matches(
            "the queue 'default' starts 1 run within 1h at most, and the next one at"
                + " [-0-9]{10}T[0-9:]{8}([.][0-9]{3})?Z");
  }

  @Test
  void runOfALaterTime_andOneAfterAnother_areTold() throws Exception {
    Job job = job(OverlapPolicy.ALLOW);
    Instant at = Instant.parse("2100-01-01T00:00:00Z");
    RunHandle later = tempo.runAt(job.id(), at, RunOptions.DEFAULT);
    assertThat(reason(later).text())
        .isEqualTo("its time has not come: it does not start before " + at);
    assertThat(tempo.blockedReason(later.id())).isEmpty();
    RunHandle first = begin(job, RunOptions.DEFAULT);
    RunHandle next =
        tempo.runAfter(
            first.id(),
            FollowCondition.ON_SUCCESS,
            new RunSubmission(job.id(), RunOptions.DEFAULT));
    assertThat(reason(next).text())
        .isEqualTo("it comes after the run " + first.id() + ", which has not ended");
  }

  @Test
  void runThatWasQueuedByAClockThatIsAhead_doesNotWaitForItsTime() {
    VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
    try (Tempo other =
        Tempo.builder().timeSource(clock).handler("wait", context -> {}).build().start()) {
      other.pauseQueue(JobPolicy.DEFAULT_QUEUE);
      Job job = other.save(Job.named("wait").task(Task.handler("wait")).build());
      RunHandle run = other.run(job.id());
      clock.jump(Duration.ofSeconds(-5));
      assertThat(other.waitReasons(List.of(run.run())).get(run.id()).code())
          .isEqualTo("run.queuePaused");
    }
  }

  @Test
  void storeThatCannotBeWritten_holdsBackEverything() throws Exception {
    RunHandle run = paused();
    store.broken = true;
    Thread resuming = Thread.ofVirtual().start(() -> tempo.resumeQueue(JobPolicy.DEFAULT_QUEUE));
    while (tempo.storeFailure().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(reason(run).text()).isEqualTo("the engine does not get on: No space left on device");
    store.broken = false;
    resuming.join();
  }

  @Test
  void manyRuns_areAskedAboutAtOnce() {
    tempo.pauseQueue(JobPolicy.DEFAULT_QUEUE);
    Job job = job(OverlapPolicy.ALLOW);
    List<Run> all =
        tempo
            .runAll(Collections.nCopies(50, new RunSubmission(job.id(), RunOptions.DEFAULT)))
            .handles()
            .stream()
            .map(RunHandle::run)
            .toList();
    store.reads.set(0);
    assertThat(tempo.waitReasons(all)).hasSize(50);
    assertThat(store.reads.get()).as("their jobs alone are read").isEqualTo(1);
  }
}
