package dev.tempo.benchmarks.script;

import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Tempo: supervised, logged, and each end durable before anyone hears of it. */
final class TempoSpawner implements Spawner, AutoCloseable {

  /** What a host of scripts would allow at once on a few cores. */
  static final int AT_ONCE = 8;

  private final House house;
  private final UUID job;

  TempoSpawner(Path directory) throws IOException {
    this.house = House.in(directory, AT_ONCE);
    this.job = house.job(Task.command("/bin/true"));
  }

  @Override
  public double measure(Way way, int runs) throws Exception {
    return way == Way.BURST ? perSecond(runs) : Trues.medianMs(way, runs, () -> house.run(job));
  }

  private double perSecond(int runs) throws Exception {
    long begin = System.nanoTime();
    List<CompletableFuture<Run>> ends = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ends.add(house.tempo().runAsync(job, RunOptions.DEFAULT).thenCompose(RunHandle::completion));
    }
    for (CompletableFuture<Run> end : ends) {
      House.good(end.get(House.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }
    return runs * 1e9 / (System.nanoTime() - begin);
  }

  @Override
  public void close() {
    house.close();
  }
}
