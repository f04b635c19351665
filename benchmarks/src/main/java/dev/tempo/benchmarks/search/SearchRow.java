package dev.tempo.benchmarks.search;

import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.Settings;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.sqlite.SqliteLogStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** P8: searches for the newest hundred lines, and {@code grep} over files with the same lines. */
public final class SearchRow implements Row {
  private static final String OURS = "Tempo";
  private static final String GREP = "grep -F";
  private static final int LINES = 10_000_000;
  private static final int SEARCHES = 20;
  private static final int PAGE = 100;
  private static final double LEAST_TIMES = 30;

  /** A text to search for, and how many lines of the newest hundred have it. */
  private record Sought(String what, String text, int found, Optional<Target> target) {}

  @Override
  public List<Figure> measure(Settings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.onDisk())) {
      Corpus corpus = new Corpus(scratch.path(), settings.size(LINES));
      Path file = scratch.path().resolve("logs.db");
      try (LogStore store = SqliteLogStore.open(file)) {
        long begin = System.nanoTime();
        corpus.storeIn(store);
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Figure> figures = new ArrayList<>();
        for (Sought sought : soughts(corpus)) {
          figures.addAll(figures(sought, corpus, store, settings));
        }
        figures.add(Figure.of("stored before that", "lines/s").ours(corpus.lines() / seconds));
        figures.add(
            Figure.of("size, index included, against the text", "×")
                .ours((double) Files.size(file) / corpus.bytes()));
        return figures;
      }
    }
  }

  private static List<Sought> soughts(Corpus corpus) {
    return List.of(
        new Sought("a rare word", Corpus.RARE, Corpus.RARE_LINES, Optional.of(Target.atMost(20))),
        new Sought("an absent text", Corpus.ABSENT, 0, Optional.of(Target.atMost(2))),
        new Sought("a common text", Corpus.COMMON, PAGE, Optional.of(Target.atMost(30))),
        new Sought("one id of as many", corpus.someId(), 1, Optional.empty()));
  }

  private static List<Figure> figures(
      Sought sought, Corpus corpus, LogStore store, Settings settings) {
    System.err.println("  " + sought.what());
    Rounds rounds = new Rounds().add(OURS, () -> searchMs(sought, store));
    if (!settings.alone()) {
      rounds.add(GREP, () -> grepMs(sought, corpus));
    }
    rounds.run(settings.rounds());
    double ours = rounds.median(OURS).orElseThrow();
    Figure figure =
        Figure.of(String.format(Locale.ROOT, "%,d lines, %s", corpus.lines(), sought.what()), "ms")
            .ours(ours);
    List<Figure> figures = new ArrayList<>();
    Figure beside =
        rounds.median(GREP).isPresent()
            ? figure.peer(GREP, rounds.median(GREP).getAsDouble())
            : figure;
    figures.add(sought.target().map(beside::target).orElse(beside));
    if (sought.text().equals(Corpus.RARE) && rounds.median(GREP).isPresent()) {
      figures.add(
          Figure.of("a rare word, against grep", "×")
              .ours(rounds.median(GREP).getAsDouble() / ours)
              .target(Target.atLeast(LEAST_TIMES)));
    }
    return figures;
  }

  private static double searchMs(Sought sought, LogStore store) {
    Samples samples = new Samples();
    for (int i = 0; i < (sought.target().isPresent() ? SEARCHES : 1); i++) {
      long begin = System.nanoTime();
      int found = newest(sought.text(), store);
      samples.add((System.nanoTime() - begin) / 1e6);
      check(sought, found);
    }
    return samples.median();
  }

  /**
   * How many of a page there are; goes on where a search's time was over before it was complete.
   */
  private static int newest(String text, LogStore store) {
    LogQuery.Builder query = LogQuery.builder(text).limit(PAGE);
    LogHits hits = store.search(query.build());
    int found = hits.hits().size();
    while (!hits.complete()) {
      hits = store.search(query.cursor(hits.nextCursor().orElseThrow()).build());
      found += hits.hits().size();
    }
    return found;
  }

  private static double grepMs(Sought sought, Corpus corpus) throws Exception {
    long begin = System.nanoTime();
    long found = Grep.newest(sought.text(), corpus.files());
    double millis = (System.nanoTime() - begin) / 1e6;
    check(sought, found);
    return millis;
  }

  private static void check(Sought sought, long found) {
    if (found != sought.found()) {
      throw new IllegalStateException("Found " + found + " lines, not " + sought);
    }
  }
}
