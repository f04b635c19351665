package dev.tempo.benchmarks.embed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;

/**
 * The end of each contender's program: it says that its first run has ended, and then answers what
 * it is asked, until nobody asks any more. What answers is loaded only when the first run has been
 * measured, and in an empty JVM, too.
 */
final class Program {
  /** How many jobs each program has besides the one that it runs. */
  static final int DAILY_JOBS = 10;

  private Program() {}

  /** Says that the first run has ended, and answers. */
  static void observe() throws IOException {
    System.out.println("ran");
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    for (String asked = questions.readLine(); asked != null; asked = questions.readLine()) {
      System.out.println(answer(Question.valueOf(asked)));
    }
    Runtime.getRuntime().halt(0);
  }

  private static long answer(Question question) {
    return switch (question) {
      case THREADS -> ManagementFactory.getThreadMXBean().getThreadCount();
      case HEAP_BYTES -> collectedHeap();
    };
  }

  private static long collectedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** What a program can be asked. */
  enum Question {
    /** Live platform threads. */
    THREADS,
    /** What is in use on the heap, after a collection. */
    HEAP_BYTES
  }
}
