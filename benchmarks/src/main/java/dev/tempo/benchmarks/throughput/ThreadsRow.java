package dev.tempo.benchmarks.throughput;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Settings;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What handlers cost on virtual and on platform threads: those that do nothing, and that wait. */
public final class ThreadsRow implements Row {
  private static final int RUNS = 300_000;
  private static final int WAITING = 5_000;

  @Override
  public List<Figure> measure(Settings settings) {
    Rounds rates = new Rounds();
    Rounds waits = new Rounds();
    for (QueueSettings.Threads kind : QueueSettings.Threads.values()) {
      rates.add(kind.name(), () -> rate(kind, settings.size(RUNS)));
      waits.add(kind.name(), () -> millisUntilAllWait(kind, settings.size(WAITING)));
    }
    rates.run(settings.rounds());
    waits.run(settings.rounds());
    List<Figure> figures = new ArrayList<>();
    for (QueueSettings.Threads kind : QueueSettings.Threads.values()) {
      String name = kind.name();
      figures.add(
          Figure.of("no-op runs, " + name, "runs/s").ours(rates.median(name).orElseThrow()));
      figures.add(
          Figure.of("handlers that wait at once, all begun, " + name, "ms")
              .ours(waits.median(name).orElseThrow()));
    }
    return figures;
  }

  private static double rate(QueueSettings.Threads kind, int runs) {
    try (MemoryStore store = new MemoryStore()) {
      return new TempoRuns().perSecond(store, runs, kind);
    }
  }

  private static double millisUntilAllWait(QueueSettings.Threads kind, int count) {
    CountDownLatch begun = new CountDownLatch(count);
    CountDownLatch end = new CountDownLatch(1);
    try (MemoryStore store = new MemoryStore();
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .queue(new QueueSettings(JobPolicy.DEFAULT_QUEUE, Integer.MAX_VALUE, kind))
                .handler("wait", context -> await(begun, end))
                .build()
                .start()) {
      Job job =
          tempo.save(
              Job.named("Wait").task(Task.handler("wait")).overlap(OverlapPolicy.ALLOW).build());
      long begin = System.nanoTime();
      for (int i = 0; i < count; i++) {
        tempo.runAsync(job.id(), RunOptions.DEFAULT);
      }
      begun.await();
      double millis = (System.nanoTime() - begin) / 1e6;
      end.countDown();
      return millis;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch begun, CountDownLatch end) throws InterruptedException {
    begun.countDown();
    end.await();
  }
}
