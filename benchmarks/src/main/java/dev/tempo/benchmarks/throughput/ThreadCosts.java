package dev.tempo.benchmarks.throughput;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * How much processor time Tempo's own threads take for a run. Unlike a rate this hardly depends on
 * what else the machine does, and it says which thread is the bottleneck.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ThreadCosts {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private double engineMicros;
  private double writerMicros;

  /** Notes what the living threads of one engine have used for so many runs. */
  void note(int runs) {
    engineMicros = cpuNanos("tempo-engine") / 1e3 / runs;
    writerMicros = cpuNanos("tempo-tempo.db-writer") / 1e3 / runs;
  }

  /** What the thread that decides everything took for a run, in microseconds. */
  public double engineMicros() {
    return engineMicros;
  }

  /** What the thread that writes to SQLite took for a run, in microseconds. */
  public double writerMicros() {
    return writerMicros;
  }

  private static long cpuNanos(String name) {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals(name)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }
}
