package dev.tempo.benchmarks.throughput;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much processor time Tempo's own threads take for a run. Unlike a rate this hardly depends on
 * what else the machine does, and it says which thread is the bottleneck.
 */
final class ThreadCosts {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<String, List<Double>> micros = new LinkedHashMap<>();

  /** Notes what living threads of these names have used for so many runs. */
  void note(int runs, String... names) {
    for (String name : names) {
      micros.computeIfAbsent(name, any -> new ArrayList<>()).add(cpuNanos(name) / 1e3 / runs);
    }
  }

  /** The least of what was noted, in microseconds a run. */
  double micros(String name) {
    return micros.get(name).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
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
