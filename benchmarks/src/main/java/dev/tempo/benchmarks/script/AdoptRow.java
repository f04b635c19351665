package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * P12: a JVM with live scripts is killed by SIGKILL, and another one starts on its data. Both are
 * new JVMs, as in a true restart, so that loading classes counts; the second one also with a cache
 * of classes, as the server's launcher gives it one.
 */
public final class AdoptRow implements Row {
  private static final int SCRIPTS = 100;
  private static final double MOST_MS = 300;

  /** The first release of Java that makes such a cache in one step. */
  private static final int CACHE_RELEASE = 25;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    List<Figure> figures = new ArrayList<>(measure(settings, List.of(), ""));
    if (Runtime.version().feature() >= CACHE_RELEASE && Files.exists(jar())) {
      try (Scratch scratch = Scratch.in(settings.directory())) {
        String cache = scratch.path().resolve("adopt.aot").toString();
        restart(List.of("-cp", jar().toString(), "-XX:AOTCacheOutput=" + cache));
        figures.addAll(
            measure(
                settings,
                List.of("-cp", jar().toString(), "-XX:AOTCache=" + cache),
                ", with a cache of classes"));
      }
    }
    return figures;
  }

  /** A cache of classes is of one jar, and not of directories. */
  private static Path jar() {
    String classes = System.getProperty("java.class.path").split(File.pathSeparator)[0];
    return Path.of(classes).resolveSibling("benchmarks.jar");
  }

  private static List<Figure> measure(
      BenchmarkSettings settings, List<String> options, String suffix) throws Exception {
    Samples opened = new Samples();
    Samples adopted = new Samples();
    Samples ended = new Samples();
    for (int round = 1; round <= settings.rounds(); round++) {
      String[] millis = restart(options).split(" ");
      opened.add(Double.parseDouble(millis[0]));
      adopted.add(Double.parseDouble(millis[1]));
      ended.add(Double.parseDouble(millis[2]));
      System.err.printf(
          Locale.ROOT,
          "  round %d: opened, adopted, ended%s: %s ms%n",
          round,
          suffix,
          List.of(millis));
    }
    String name = String.format(Locale.ROOT, "%d live scripts, ", SCRIPTS);
    return List.of(
        Figure.of(name + "all adopted after the start" + suffix, "ms")
            .ours(adopted.median())
            .target(Target.atMost(MOST_MS)),
        Figure.of("before the start: the store opens" + suffix, "ms").ours(opened.median()),
        Figure.of(name + "told to go on, all true ends durable" + suffix, "ms")
            .ours(ended.median()));
  }

  private static String restart(List<String> options) throws Exception {
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Process victim = start("begin", List.of(), scratch);
      try (BufferedReader said = victim.inputReader()) {
        expect(said.readLine(), "started");
      } finally {
        victim.destroyForcibly().waitFor();
      }
      Process next = start("resume", options, scratch);
      try (BufferedReader said = next.inputReader()) {
        String millis = expect(said.readLine(), "");
        next.waitFor();
        return millis;
      } finally {
        next.destroyForcibly();
      }
    }
  }

  private static Process start(String what, List<String> options, Scratch scratch)
      throws IOException {
    return Jvm.start(
        List.of(),
        options,
        LivingScripts.class,
        what,
        scratch.path().toString(),
        Integer.toString(SCRIPTS));
  }

  private static String expect(String line, String begin) {
    if (line == null || !line.startsWith(begin)) {
      throw new IllegalStateException("A JVM with scripts ended early; what it said is above");
    }
    return line;
  }
}
