package dev.tempo.benchmarks.cron;

import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Settings;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * P1: the next occurrence of twelve expressions, with a zone, from a thousand starting points; what
 * it allocates; and what reading an expression costs. A library is measured on the expressions that
 * it can express, and only if it finds what Tempo finds.
 */
public final class CronRow implements Row {
  private static final int RESULT_BYTES = 40; // an Optional and an Instant
  private static final int WORST_NANOS = 2_000;
  private static final int ALLOCATIONS = 20_000;
  private static final int MOST_STRANGE = (Starts.MASK + 1) / 100;

  private final Map<String, Samples> next = new LinkedHashMap<>();
  private final Map<String, Samples> parse = new LinkedHashMap<>();
  private final Map<String, Samples> bytes = new LinkedHashMap<>();

  @Override
  public List<Figure> measure(Settings settings) throws Exception {
    List<Candidate> candidates = candidates(settings);
    for (Candidate candidate : candidates) { // the compiler sees everything before anything counts
      Cost.nanos(candidate::search, settings.quick() ? 5_000_000 : 200_000_000);
      Cost.nanos(candidate::parse, settings.quick() ? 5_000_000 : 200_000_000);
    }
    List<Figure> figures = new ArrayList<>();
    for (Expression expression : Expression.ALL) {
      System.err.println("  " + expression.text());
      List<Candidate> of =
          candidates.stream().filter(one -> one.expression().equals(expression)).toList();
      figures.add(figure(expression, of, settings));
    }
    figures.addAll(summary());
    return figures;
  }

  private static List<Candidate> candidates(Settings settings) throws Exception {
    List<CronLibrary> libraries = new ArrayList<>(List.of(new TempoCron(), new TempoMillisCron()));
    if (!settings.alone()) {
      libraries.add(new CronUtilsCron());
      libraries.add(new QuartzCron());
      libraries.add(new SpringCron());
      libraries.add(new JobRunrCron());
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Expression expression : Expression.ALL) {
      for (CronLibrary library : libraries) {
        String text = expression.in(library);
        if (!text.isEmpty() && agrees(library, text, expression)) {
          candidates.add(new Candidate(expression, library, text, library.parse(text)));
        }
      }
    }
    return candidates;
  }

  /** On the days on which the clock changes libraries differ, so a few strange answers are fine. */
  private static boolean agrees(CronLibrary library, String text, Expression expression)
      throws Exception {
    CronLibrary.Search theirs = library.parse(text);
    CronLibrary.Search ours = new TempoCron().parse(expression.text());
    int strange = 0;
    for (Instant start : Starts.INSTANTS) {
      strange += theirs.next(start).equals(ours.next(start)) ? 0 : 1;
    }
    if (strange > MOST_STRANGE) {
      System.err.printf(
          Locale.ROOT,
          "  %s is left out of '%s': it finds others from %d of %d starting points%n",
          library.name(),
          text,
          strange,
          Starts.MASK + 1);
    }
    return strange <= MOST_STRANGE;
  }

  private Figure figure(Expression expression, List<Candidate> candidates, Settings settings)
      throws Exception {
    long stretch = settings.quick() ? 2_000_000 : 50_000_000;
    Rounds searches = Rounds.quiet();
    Rounds parses = Rounds.quiet();
    for (Candidate candidate : candidates) {
      String name = candidate.library().name();
      searches.add(name, () -> Cost.nanos(candidate::search, stretch));
      parses.add(name, () -> Cost.nanos(candidate::parse, stretch));
      add(bytes, name, Cost.bytes(candidate::search, ALLOCATIONS));
    }
    searches.run(settings.rounds());
    parses.run(settings.rounds());
    Figure figure = Figure.of("next of " + expression.text(), "ns");
    for (Candidate candidate : candidates) {
      String name = candidate.library().name();
      double nanos = searches.median(name).orElseThrow();
      add(next, name, nanos);
      add(parse, name, parses.median(name).orElseThrow());
      figure = with(figure, name, nanos);
    }
    return figure.target(Target.atMost(WORST_NANOS));
  }

  private List<Figure> summary() {
    Samples millis = next.get(TempoMillisCron.NAME);
    return List.of(
        all("next, the median of all", "ns", next, Samples::median).target(Target.atMost(100)),
        all("next, the worst of all", "ns", next, Samples::max).target(Target.atMost(WORST_NANOS)),
        Figure.of("nextEpochMilli, the median of all", "ns").ours(millis.median()),
        Figure.of("nextEpochMilli, the worst of all", "ns").ours(millis.max()),
        all("next allocates, at worst", "bytes", bytes, Samples::max)
            .target(Target.atMost(RESULT_BYTES)),
        Figure.of("nextEpochMilli allocates, at worst", "bytes")
            .ours(bytes.get(TempoMillisCron.NAME).max())
            .target(Target.atMost(0)),
        all("parse, the median of all", "ns", parse, Samples::median)
            .target(Target.atMost(WORST_NANOS)),
        all("parse, the worst of all", "ns", parse, Samples::max)
            .target(Target.atMost(WORST_NANOS)));
  }

  private static Figure all(
      String name, String unit, Map<String, Samples> values, ToDoubleFunction<Samples> of) {
    Figure figure = Figure.of(name, unit);
    for (Map.Entry<String, Samples> entry : values.entrySet()) {
      figure = with(figure, entry.getKey(), of.applyAsDouble(entry.getValue()));
    }
    return figure;
  }

  private static Figure with(Figure figure, String library, double value) {
    return switch (library) {
      case TempoCron.NAME -> figure.ours(value);
      case TempoMillisCron.NAME -> figure;
      default -> figure.peer(library, value);
    };
  }

  private static void add(Map<String, Samples> values, String library, double value) {
    values.computeIfAbsent(library, any -> new Samples()).add(value);
  }

  /** A library with an expression. */
  private record Candidate(
      Expression expression, CronLibrary library, String text, CronLibrary.Search parsed) {

    long search(int times) {
      return parsed.search(times);
    }

    long parse(int times) throws Exception {
      for (int i = 0; i < times; i++) {
        Cost.keep(library.parse(text));
      }
      return times;
    }
  }
}
