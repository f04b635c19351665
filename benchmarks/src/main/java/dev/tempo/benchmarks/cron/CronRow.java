package dev.tempo.benchmarks.cron;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Measured;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** P1: what cron expressions cost, by {@link CronBenchmark}. */
public final class CronRow implements Row {
  private static final int RESULT_BYTES = 40; // an Optional and an Instant
  private static final int WORST_NANOS = 2_000;
  private static final String CLASS = "CronBenchmark.";
  private static final Map<String, String> PEERS = new LinkedHashMap<>();

  static {
    PEERS.put("CronUtils", "cron-utils");
    PEERS.put("Quartz", "Quartz");
    PEERS.put("Spring", "Spring");
    PEERS.put("JobRunr", "JobRunr");
  }

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("cron", settings).run(options -> options.include("\\.CronBenchmark\\."));
    List<Figure> figures = new ArrayList<>();
    for (Expression expression : Expression.values()) {
      figures.add(next(expression, results));
    }
    ToDoubleFunction<Measured> nanos = Measured::median;
    ToDoubleFunction<Measured> bytes = one -> one.bytes().orElseThrow();
    Summary next = new Summary("next", "ns", nanos);
    Summary allocated = new Summary("next", "bytes", bytes);
    Summary parse = new Summary("parse", "ns", nanos);
    Target worst = Target.atMost(WORST_NANOS);
    figures.add(next.median(results).target(Target.atMost(100)));
    figures.add(next.worst(results).target(worst));
    figures.add(new Summary("nextEpochMilli", "ns", nanos).median(results));
    figures.add(new Summary("nextEpochMilli", "ns", nanos).worst(results));
    figures.add(allocated.worst(results).target(Target.atMost(RESULT_BYTES)));
    figures.add(
        new Summary("nextEpochMilli", "bytes", one -> Math.rint(bytes.applyAsDouble(one)))
            .worst(results)
            .target(Target.atMost(0)));
    figures.add(parse.median(results).target(worst));
    figures.add(parse.worst(results).target(worst));
    figures.add(new Summary("previous", "ns", nanos).median(results));
    figures.add(new Summary("describe", "ns", nanos).median(results));
    return figures;
  }

  private static Figure next(Expression expression, Results results) {
    Figure figure = Figure.of("next of " + expression.text(), "ns");
    String[] parameters = {"expression", expression.name()};
    figure = figure.ours(results.get(CLASS + "next", parameters).median());
    for (Map.Entry<String, String> peer : PEERS.entrySet()) {
      Optional<Measured> theirs = results.find(CLASS + "next" + peer.getKey(), parameters);
      if (theirs.isPresent()) {
        figure = figure.peer(peer.getValue(), theirs.get().median());
      }
    }
    return figure.target(Target.atMost(WORST_NANOS));
  }

  /** What a method costs with all expressions. */
  private record Summary(String method, String unit, ToDoubleFunction<Measured> value) {

    Figure median(Results results) {
      return figure(
          unit.equals("ns") ? ", the median of all" : " allocates", results, Samples::median);
    }

    Figure worst(Results results) {
      String of = unit.equals("ns") ? ", the worst of all" : " allocates, at worst";
      return figure(of, results, Samples::max);
    }

    private Figure figure(String what, Results results, ToDoubleFunction<Samples> of) {
      Figure figure = Figure.of(method + what, unit);
      figure = figure.ours(of.applyAsDouble(samples(results.of(CLASS + method))));
      for (Map.Entry<String, String> peer : PEERS.entrySet()) {
        List<Measured> theirs = results.of(CLASS + method + peer.getKey());
        if (!theirs.isEmpty()) {
          figure = figure.peer(peer.getValue(), of.applyAsDouble(samples(theirs)));
        }
      }
      return figure;
    }

    private Samples samples(List<Measured> measured) {
      Samples samples = new Samples();
      measured.forEach(one -> samples.add(value.applyAsDouble(one)));
      return samples;
    }
  }
}
