package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when runs meet, in real time and on real threads. */
class ConcurrencyTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final MemoryStore store = new MemoryStore();
  private final Gate gate = new Gate();
  private Tempo tempo = start(Tempo.builder());

  @AfterEach
  void close() {
    gate.letOut(1000);
    tempo.close();
    store.close();
  }

  @Test
  void overlapAllow_runsBothAtOnce() throws InterruptedException {
    Job job = save(OverlapPolicy.ALLOW);
    tempo.run(job.id());
    tempo.run(job.id());
    gate.awaitEntered(2);

    assertThat(gate.most()).isEqualTo(2);
  }

  @Test
  void overlapQueue_letsOneWait_andFoldsTheRestIntoIt() throws InterruptedException {
    Job job = save(OverlapPolicy.QUEUE);
    RunHandle first = tempo.run(job.id());
    gate.awaitEntered(1);
    RunHandle second = tempo.run(job.id());
    RunHandle third = tempo.run(job.id());
    assertThat(third.id()).isEqualTo(second.id()).isNotEqualTo(first.id());

    gate.letOut(2);
    assertThat(second.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(gate.most()).isEqualTo(1);
  }

  @Test
  void overlapSkip_skipsTheLater() throws InterruptedException {
    Job job = save(OverlapPolicy.SKIP);
    RunHandle first = tempo.run(job.id());
    gate.awaitEntered(1);
    Run second = tempo.run(job.id()).await(SOON);
    gate.letOut(1);

    assertThat(second.status()).isEqualTo(RunStatus.SKIPPED);
    assertThat(second.error().orElseThrow()).contains("SKIP");
    assertThat(first.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void overlapReplace_cancelsTheRunningOne() throws InterruptedException {
    Job job = save(OverlapPolicy.REPLACE);
    RunHandle first = tempo.run(job.id());
    gate.awaitEntered(1);
    RunHandle second = tempo.run(job.id());
    gate.awaitEntered(1);
    gate.letOut(1);

    assertThat(first.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(first.await(SOON).error().orElseThrow()).contains("REPLACE");
    assertThat(second.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(gate.most()).isEqualTo(1);
  }

  @Test
  void queue_runsNoMoreThanItsLimit_firstComeFirstServed() throws InterruptedException {
    tempo.close();
    tempo = start(Tempo.builder().queue("narrow", 3));
    Job job = save(OverlapPolicy.ALLOW, "narrow");
    List<RunHandle> handles = IntStream.range(0, 10).mapToObj(i -> tempo.run(job.id())).toList();
    gate.awaitEntered(3);
    assertThat(store.runs().queuePosition(handles.get(5).id())).contains(2L);
    gate.letOut(10);
    List<Run> ended = handles.stream().map(handle -> handle.await(SOON)).toList();

    assertThat(gate.most()).isEqualTo(3);
    assertThat(ended).allMatch(run -> run.status() == RunStatus.SUCCESS);
    assertThat(ended.stream().map(run -> run.startedAt().orElseThrow())).isSorted();
  }

  @Test
  void queueLimit_isRaisedAndLowered_whileRunsWait() throws InterruptedException {
    tempo.close();
    tempo = start(Tempo.builder().queue("narrow", 1));
    tempo.setQueueLimit("narrow", 2);
    assertThat(tempo.queue("narrow").limit()).isEqualTo(2);
    Job job = save(OverlapPolicy.ALLOW, "narrow");
    List<RunHandle> runs = IntStream.range(0, 5).mapToObj(i -> tempo.run(job.id())).toList();
    gate.awaitEntered(2);
    tempo.setQueueLimit("narrow", 4);
    gate.awaitEntered(2);
    assertThat(gate.most()).isEqualTo(4);
    tempo.setQueueLimit("narrow", 1); // those under way go on
    gate.letOut(5);
    for (RunHandle run : runs) {
      assertThat(run.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    }
    tempo.resetQueueLimit("narrow");
    assertThat(tempo.queue("narrow").limit()).isEqualTo(tempo.queue("default").limit());
    assertThatThrownBy(() -> tempo.resetQueueLimit("default"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tempo.setQueueLimit("narrow", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longQueue_isReadOnFromTheStore() {
    tempo.close();
    tempo = start(Tempo.builder().queue("long", 64).handler("nothing", context -> {}));
    Job job =
        tempo.save(
            Job.named("many")
                .task(Task.handler("nothing"))
                .overlap(OverlapPolicy.ALLOW)
                .queue("long")
                .build());
    tempo.pauseQueue("long");
    int count = 25_000;
    RunHandle last = null;
    for (int i = 0; i < count; i++) {
      var asked = tempo.runAsync(job.id(), RunOptions.DEFAULT);
      last = i == count - 1 ? asked.join() : null;
    }
    tempo.resumeQueue("long");

    assertThat(last.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(store.runs().count(RunQuery.ALL.withStatus(RunStatus.QUEUED), 10).count()).isZero();
  }

  @Test
  void timeout_interruptsTheHandler() throws InterruptedException {
    Job job =
        tempo.save(
            Job.named("j")
                .task(Task.handler("gate"))
                .timeout(Duration.ofMillis(100))
                .retry(RetryPolicy.times(3))
                .build());
    Run run = tempo.run(job.id()).await(SOON);

    assertThat(run.status()).isEqualTo(RunStatus.TIMEOUT);
    assertThat(run.error().orElseThrow()).contains("time-out of 100ms");
    assertThat(gate.wasInterrupted()).isTrue();
    assertThat(store.runs().count(RunQuery.ALL, 10).count()).isEqualTo(1);
  }

  @Test
  void handlerThatIgnoresItsInterruption_isGivenUpAfterItsGrace() {
    tempo.close();
    tempo =
        start(
            Tempo.builder()
                .handler(
                    "deaf",
                    context -> {
                      while (!context.isStopping()) {
                        Thread.onSpinWait();
                      }
                      gate.handler().run(context);
                    }));
    Job job =
        tempo.save(Job.named("j").task(Task.handler("deaf")).grace(Duration.ofMillis(50)).build());
    RunHandle handle = tempo.run(job.id());
    assertThat(tempo.cancel(handle.id(), "ada")).isTrue();

    assertThat(handle.await(SOON).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void platformQueue_runsHandlersOnPlatformThreads() throws InterruptedException {
    tempo.close();
    tempo =
        start(Tempo.builder().queue(new QueueSettings("cpu", 2, QueueSettings.Threads.PLATFORM)));
    Job job = save(OverlapPolicy.ALLOW, "cpu");
    tempo.run(job.id());
    gate.awaitEntered(1);
    assertThat(gate.noneVirtual()).isTrue();
  }

  @Test
  void defaultQueue_runsHandlersOnVirtualThreads() throws InterruptedException {
    tempo.run(save(OverlapPolicy.ALLOW).id());
    gate.awaitEntered(1);
    assertThat(gate.allVirtual()).isTrue();
  }

  @Test
  void shutdown_waitsForWhatEnds_andInterruptsTheRest() throws InterruptedException {
    tempo.close();
    ShutdownPolicy quick =
        new ShutdownPolicy(
            Duration.ofMillis(200), Duration.ofSeconds(5), ShutdownPolicy.ScriptPolicy.END);
    tempo = start(Tempo.builder().shutdown(quick));
    Job job = save(OverlapPolicy.ALLOW);
    Job again = tempo.save(Job.named("again").task(Task.handler("gate")).rerunIfLost().build());
    RunHandle one = tempo.run(job.id());
    RunHandle two = tempo.run(again.id());
    gate.awaitEntered(2);
    tempo.close();

    Run stopped = store.runs().find(one.id()).orElseThrow();
    assertThat(stopped.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(stopped.error().orElseThrow()).contains("shut down");
    assertThat(store.runs().find(two.id()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
    List<Run> waiting = store.runs().list(RunQuery.ALL.withStatus(RunStatus.QUEUED)).runs();
    assertThat(waiting).hasSize(1);
    assertThat(waiting.getFirst().request().attempt().retriesUsed()).isZero();
    assertThat(waiting.getFirst().request().firstRunId()).contains(two.id());
  }

  @Test
  void closedOrNotStarted_itSaysSo() {
    Tempo fresh = Tempo.builder().build();
    assertThatThrownBy(() -> fresh.save(Job.named("j").task(Task.shell("true")).build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start()");
    fresh.close();
    assertThatThrownBy(() -> fresh.save(Job.named("j").task(Task.shell("true")).build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(tempo::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("started before");
  }

  @Test
  void awaitingTooLong_saysSo_andLeavesTheRun() throws InterruptedException {
    RunHandle handle = tempo.run(save(OverlapPolicy.ALLOW).id());
    gate.awaitEntered(1);
    assertThatThrownBy(() -> handle.await(Duration.ofMillis(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has not ended within");
    gate.letOut(1);
    assertThat(handle.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void manyEngines_liveInOneProcess() throws InterruptedException {
    try (Tempo other = Tempo.builder().handler("gate", gate.handler()).build().start()) {
      Job mine = save(OverlapPolicy.ALLOW);
      Job others = other.save(Job.named("job").task(Task.handler("gate")).build());
      tempo.run(mine.id());
      other.run(others.id());
      gate.awaitEntered(2);
      assertThat(other.findJob(mine.id())).isEmpty();
      gate.letOut(2);
    }
  }

  private Tempo start(TempoBuilder builder) {
    return builder.store(store).handler("gate", gate.handler()).build().start();
  }

  private Job save(OverlapPolicy overlap) {
    return save(overlap, "default");
  }

  private Job save(OverlapPolicy overlap, String queue) {
    return tempo.save(
        Job.named("job").task(Task.handler("gate")).overlap(overlap).queue(queue).build());
  }
}
