package dev.tempo.benchmarks.search;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Measured;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.benchmarks.search.SearchBenchmark.Sought;
import dev.tempo.store.LogStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * P8: searches for the newest hundred lines, and {@code grep} over files with the same lines, by
 * {@link SearchBenchmark}. The lines are made once for all of its JVMs.
 */
public final class SearchRow implements Row {
  private static final String CLASS = "SearchBenchmark.";
  private static final int LINES = 10_000_000;
  private static final double LEAST_TIMES = 30;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    int lines = settings.size(LINES);
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      List<Figure> stored = prepare(scratch.path(), lines);
      Results results =
          Jmh.of("search", settings)
              .run(
                  options ->
                      options
                          .include("\\.SearchBenchmark\\.")
                          .param("lines", Integer.toString(lines))
                          .param("prepared", scratch.path().toString()));
      List<Figure> figures = new ArrayList<>();
      for (Sought sought : Sought.values()) {
        figures.addAll(figures(sought, lines, results));
      }
      figures.addAll(stored);
      return figures;
    }
  }

  private static List<Figure> prepare(Path directory, int lines) throws Exception {
    Corpus corpus = new Corpus(directory, lines);
    long begin = System.nanoTime();
    try (LogStore store = Corpus.openStore(directory)) {
      corpus.storeIn(store);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return List.of(
        Figure.of("stored before that", "lines/s").ours(corpus.lines() / seconds),
        Figure.of("size, index included, against the text", "×")
            .ours((double) Corpus.storeBytes(directory) / corpus.bytes()));
  }

  private static List<Figure> figures(Sought sought, int lines, Results results) {
    double ours = millis(results.get(CLASS + "search", "sought", sought.name()));
    Optional<Double> grep =
        results.find(CLASS + "searchGrep", "sought", sought.name()).map(SearchRow::millis);
    String name = String.format(Locale.ROOT, "%,d lines, %s", lines, name(sought));
    Figure figure = Figure.of(name, "ms").ours(ours);
    figure = grep.isPresent() ? figure.peer("grep -F", grep.get()) : figure;
    List<Figure> figures = new ArrayList<>();
    figures.add(target(sought).isPresent() ? figure.target(target(sought).get()) : figure);
    if (sought == Sought.RARE && grep.isPresent()) {
      figures.add(
          Figure.of("a rare word, against grep", "×")
              .ours(grep.get() / ours)
              .target(Target.atLeast(LEAST_TIMES)));
    }
    return figures;
  }

  private static double millis(Measured micros) {
    return micros.median() / 1e3;
  }

  private static String name(Sought sought) {
    return switch (sought) {
      case RARE -> "a rare word";
      case ABSENT -> "an absent text";
      case COMMON -> "a common text";
      case ID -> "one id of as many";
    };
  }

  private static Optional<Target> target(Sought sought) {
    return switch (sought) {
      case RARE -> Optional.of(Target.atMost(20));
      case ABSENT -> Optional.of(Target.atMost(2));
      case COMMON -> Optional.of(Target.atMost(30));
      case ID -> Optional.empty();
    };
  }
}
