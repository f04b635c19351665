package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.embed.Program.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * In each round a new JVM for each contender, one after the other until its first run has ended.
 * Then all of them idle at the same time, as they take next to nothing by then. A first round warms
 * up and does not count.
 */
final class EmbedRounds {
  private static final int IDLE_SECONDS = 30;

  /** What is compiled late is no idleness. */
  private static final int REST_SECONDS = 5;

  private final BenchmarkSettings settings;
  private final MeasuredRounds measured = new MeasuredRounds();
  private final List<Contender> contenders;

  EmbedRounds(BenchmarkSettings settings) {
    this.settings = settings;
    this.contenders =
        new ArrayList<>(
            Arrays.stream(Contender.values())
                .filter(contender -> !settings.alone() || !contender.isPeer())
                .toList());
  }

  MeasuredRounds measured() {
    return measured;
  }

  void run(Path directory) throws Exception {
    for (int round = settings.quick() ? 1 : 0; round <= settings.rounds(); round++) {
      try (Scratch scratch = Scratch.in(directory)) {
        for (Map.Entry<Contender, Map<Quantity, Double>> entry : round(scratch.path()).entrySet()) {
          report(round, entry.getKey(), entry.getValue());
          if (round > 0) {
            measured.add(entry.getKey(), entry.getValue());
          }
        }
      }
    }
  }

  private Map<Contender, Map<Quantity, Double>> round(Path directory) throws Exception {
    Map<Contender, EmbeddingJvm> jvms = new EnumMap<>(Contender.class);
    try {
      startAll(jvms, directory);
      Map<Contender, Map<Quantity, Double>> values = new EnumMap<>(Contender.class);
      jvms.forEach((contender, jvm) -> values.put(contender, start(jvm)));
      idle(jvms, values);
      for (Map.Entry<Contender, EmbeddingJvm> entry : jvms.entrySet()) {
        size(entry.getKey(), entry.getValue(), values.get(entry.getKey()));
      }
      double empty = values.get(Contender.EMPTY).get(Quantity.RESIDENT_MB);
      values.values().forEach(of -> of.merge(Quantity.RESIDENT_MB, -empty, Double::sum));
      return values;
    } finally {
      jvms.values().forEach(EmbeddingJvm::close);
    }
  }

  private void startAll(Map<Contender, EmbeddingJvm> jvms, Path directory) throws IOException {
    for (Contender contender : List.copyOf(contenders)) {
      try {
        jvms.put(contender, EmbeddingJvm.start(contender, directory));
      } catch (IllegalStateException e) {
        if (contender == Contender.EMPTY) {
          throw e;
        }
        System.err.printf(Locale.ROOT, "  %-16s left out: %s%n", contender.title(), e.getMessage());
        contenders.remove(contender);
        measured.remove(contender);
      }
    }
  }

  private static Map<Quantity, Double> start(EmbeddingJvm jvm) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.START_MS, jvm.startMillis());
    values.put(Quantity.START_CPU_MS, jvm.startCpuMillis());
    return values;
  }

  private void idle(Map<Contender, EmbeddingJvm> jvms, Map<Contender, Map<Quantity, Double>> values)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(REST_SECONDS);
    Map<Contender, Map<String, Long>> before = threadCpuNanos(jvms);
    TimeUnit.SECONDS.sleep(settings.size(IDLE_SECONDS));
    Map<Contender, Map<String, Long>> after = threadCpuNanos(jvms);
    for (Contender contender : jvms.keySet()) {
      Map<String, Long> known = before.get(contender);
      double nanos = 0;
      for (Map.Entry<String, Long> thread : after.get(contender).entrySet()) {
        nanos += thread.getValue() - known.getOrDefault(thread.getKey(), 0L);
      }
      values.get(contender).put(Quantity.IDLE_CPU_MS, nanos / 1e6);
    }
  }

  private static Map<Contender, Map<String, Long>> threadCpuNanos(Map<Contender, EmbeddingJvm> jvms)
      throws IOException {
    Map<Contender, Map<String, Long>> nanos = new EnumMap<>(Contender.class);
    for (Map.Entry<Contender, EmbeddingJvm> entry : jvms.entrySet()) {
      nanos.put(entry.getKey(), entry.getValue().threadCpuNanos());
    }
    return nanos;
  }

  private static void size(Contender contender, EmbeddingJvm jvm, Map<Quantity, Double> values)
      throws IOException {
    ClassPath classPath = ClassPath.of(contender.jars());
    values.put(Quantity.RESIDENT_MB, jvm.residentMegabytes());
    values.put(Quantity.THREADS, (double) jvm.ask(Question.THREADS));
    values.put(Quantity.HEAP_MB, jvm.ask(Question.HEAP_BYTES) / 1e6);
    values.put(Quantity.JARS, (double) classPath.jars().size());
    values.put(Quantity.JARS_MB, classPath.megabytes());
  }

  private static void report(int round, Contender contender, Map<Quantity, Double> values) {
    String when = round == 0 ? "warm-up" : "round " + round;
    System.err.printf(Locale.ROOT, "  %-16s %-8s %s%n", contender.title(), when, rounded(values));
  }

  private static String rounded(Map<Quantity, Double> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (quantity, value) ->
            text.append(String.format(Locale.ROOT, " %.1f %s", value, quantity.unit())));
    return text.toString();
  }
}
