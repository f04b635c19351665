package dev.tempo.faults.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Gives texts to a parser, and looks how long it takes and what it throws. */
final class ParserFuzz {
  /** Of the processor, so that what else the machine does is no hang. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int MOST_TOLD = 20;

  private final Parser parser;
  private final TextGenerator texts;
  private final List<String> wrong = new ArrayList<>();
  private long slowestNanos;

  ParserFuzz(Parser parser, SplittableRandom random) {
    this.parser = parser;
    this.texts = new TextGenerator(random, parser.pieces(), parser.seeds());
  }

  /** What was wrong, at most the first of it. */
  List<String> run(long times) {
    for (long time = 0; time < times && wrong.size() < MOST_TOLD; time++) {
      read(texts.next());
    }
    return wrong;
  }

  double slowestMillis() {
    return slowestNanos / 1e6;
  }

  private void read(String text) {
    long began = THREADS.getCurrentThreadCpuTime();
    try {
      parser.read(text);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      wrong.add(parser + " threw " + e + " for \"" + text + "\"");
    }
    long took = THREADS.getCurrentThreadCpuTime() - began;
    if (took > SECOND_NANOS) {
      wrong.add(parser + " took " + took / 1_000_000 + " ms for \"" + text + "\"");
    }
    slowestNanos = Math.max(slowestNanos, took);
  }
}
