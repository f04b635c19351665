package dev.tempo.benchmarks;

import dev.tempo.benchmarks.cron.CronRow;
import dev.tempo.benchmarks.embed.EmbedRow;
import dev.tempo.benchmarks.grow.GrowRow;
import dev.tempo.benchmarks.punctual.PunctualRow;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.FigureFile;
import dev.tempo.benchmarks.report.Page;
import dev.tempo.benchmarks.report.Table;
import dev.tempo.benchmarks.script.AdoptRow;
import dev.tempo.benchmarks.script.CaptureRow;
import dev.tempo.benchmarks.script.LiveRow;
import dev.tempo.benchmarks.script.SpawnRow;
import dev.tempo.benchmarks.search.SearchRow;
import dev.tempo.benchmarks.server.JobsRow;
import dev.tempo.benchmarks.server.ServerRow;
import dev.tempo.benchmarks.throughput.DurableRow;
import dev.tempo.benchmarks.throughput.MemoryRow;
import dev.tempo.benchmarks.throughput.ThreadsRow;
import dev.tempo.benchmarks.tunnel.TunnelRow;
import dev.tempo.benchmarks.venv.VenvRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs rows, prints them, and keeps their figures in files; see the README beside {@code run}. */
public final class Main {
  private static final String USAGE =
      "usage: benchmarks/run <row>... [--quick] [--alone]\n"
          + "       benchmarks/run report\n"
          + "rows:  %s, all\n"
          + "  --quick   small sizes, one round: to see that it works\n"
          + "  --alone   without the peers";

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Path home;

  private Main(Path home) {
    this.home = home;
    rows.put("cron", new CronRow());
    rows.put("durable", new DurableRow());
    rows.put("memory", new MemoryRow());
    rows.put("threads", new ThreadsRow());
    rows.put("punctual", new PunctualRow());
    rows.put("grow", new GrowRow());
    rows.put("spawn", new SpawnRow());
    rows.put("capture", new CaptureRow());
    rows.put("live", new LiveRow());
    rows.put("search", new SearchRow());
    rows.put("venv", new VenvRow());
    rows.put("adopt", new AdoptRow());
    rows.put("server", new ServerRow());
    rows.put("jobs", new JobsRow());
    rows.put("tunnel", new TunnelRow());
    rows.put("embed", new EmbedRow());
  }

  /**
   * Runs what the arguments name.
   *
   * @param arguments the directory of the benchmarks, then rows and options
   */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    List<String> words = new ArrayList<>(List.of(arguments));
    new Main(Path.of(words.removeFirst())).run(words);
    System.exit(0); // peers leave threads behind
  }

  private void run(List<String> words) throws Exception {
    boolean quick = words.remove("--quick");
    boolean alone = words.remove("--alone");
    if (words.equals(List.of("report"))) {
      new Page(home.resolve("README.md")).update(home.resolve("target"));
      return;
    }
    if (words.equals(List.of("all"))) {
      words = List.copyOf(rows.keySet());
    }
    if (words.isEmpty() || !rows.keySet().containsAll(words)) {
      System.err.println(String.format(Locale.ROOT, USAGE, String.join(", ", rows.keySet())));
      System.exit(2);
    }
    for (String word : words) {
      measure(word, new BenchmarkSettings(quick, alone, home.resolve("target/work")));
    }
  }

  private void measure(String name, BenchmarkSettings settings) throws Exception {
    System.err.println(name + (settings.quick() ? " (quick: the values mean little)" : ""));
    List<Figure> figures = rows.get(name).measure(settings);
    boolean whole = !settings.quick() && !settings.alone();
    Path file = home.resolve(whole ? "target" : "target/short").resolve(name + ".json");
    FigureFile.write(file, name, figures);
    System.out.println(Table.plain(figures));
    System.out.println(Table.verdict(name, figures));
    System.err.println("written to " + file);
  }
}
