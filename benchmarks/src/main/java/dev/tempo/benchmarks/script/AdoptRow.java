package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * P12: a JVM with live scripts is killed by SIGKILL, and another one starts on its data. Both are
 * new JVMs, as in a true restart, so that loading classes counts.
 */
public final class AdoptRow implements Row {
  private static final int SCRIPTS = 100;
  private static final double MOST_MS = 300;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Samples opened = new Samples();
    Samples adopted = new Samples();
    Samples ended = new Samples();
    for (int round = 1; round <= settings.rounds(); round++) {
      String[] millis = restart(settings).split(" ");
      opened.add(Double.parseDouble(millis[0]));
      adopted.add(Double.parseDouble(millis[1]));
      ended.add(Double.parseDouble(millis[2]));
      System.err.printf(
          Locale.ROOT, "  round %d: opened, adopted, ended: %s ms%n", round, List.of(millis));
    }
    String name = String.format(Locale.ROOT, "%d live scripts, ", SCRIPTS);
    return List.of(
        Figure.of(name + "all adopted after the start", "ms")
            .ours(adopted.median())
            .target(Target.atMost(MOST_MS)),
        Figure.of("before the start: the store opens", "ms").ours(opened.median()),
        Figure.of(name + "told to go on, all true ends durable", "ms").ours(ended.median()));
  }

  private static String restart(BenchmarkSettings settings) throws Exception {
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Process victim = start("begin", scratch);
      try (BufferedReader said = victim.inputReader()) {
        expect(said.readLine(), "started");
      } finally {
        victim.destroyForcibly().waitFor();
      }
      Process next = start("resume", scratch);
      try (BufferedReader said = next.inputReader()) {
        String millis = expect(said.readLine(), "");
        next.waitFor();
        return millis;
      } finally {
        next.destroyForcibly();
      }
    }
  }

  private static Process start(String what, Scratch scratch) throws IOException {
    return Jvm.start(
        List.of(), LivingScripts.class, what, scratch.path().toString(), Integer.toString(SCRIPTS));
  }

  private static String expect(String line, String begin) {
    if (line == null || !line.startsWith(begin)) {
      throw new IllegalStateException("A JVM with scripts ended early; what it said is above");
    }
    return line;
  }
}
