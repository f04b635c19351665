package dev.tempo.benchmarks.script;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The JDK alone: start and wait, nothing kept, nothing supervised. */
final class BareSpawner implements Spawner {

  @Override
  public double measure(Way way, int runs) throws Exception {
    return way == Way.BURST ? perSecond(runs) : Trues.medianMs(way, runs, BareSpawner::one);
  }

  private static double perSecond(int runs) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(TempoSpawner.AT_ONCE)) {
      long begin = System.nanoTime();
      List<Future<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        ends.add(threads.submit(BareSpawner::one));
      }
      for (Future<Integer> end : ends) {
        end.get();
      }
      return runs * 1e9 / (System.nanoTime() - begin);
    }
  }

  private static int one() throws Exception {
    return new ProcessBuilder("/bin/true").start().waitFor();
  }
}
