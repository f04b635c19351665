package dev.tempo.benchmarks;

import dev.tempo.benchmarks.archive.ArchiveRow;
import dev.tempo.benchmarks.busy.BusyRow;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs rows, prints them, and keeps their figures in files; see the README beside {@code run}. */
public final class Main {
  private static final String USAGE =
      "usage: benchmarks/run <row>... [--quick] [--alone] [--<size>=<number>]...\n"
          + "       benchmarks/run report\n"
          + "rows:  %s, all (without busy and archive)\n"
          + "  --quick   small sizes, one round: to see that it works\n"
          + "  --alone   without the peers\n"
          + "  --<size>  %s";

  /** Sizes that can be chosen, and what for. */
  private static final Map<String, String> SIZES =
      Map.of("minutes", "busy", "runs", "archive", "gigabytes", "archive");

  /** What takes too long to be measured with all others. */
  private static final Set<String> LONG = Set.of("busy", "archive");

  private static final Pattern SIZE = Pattern.compile("--([a-z]+)=([1-9]\\d{0,8})");

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
    rows.put("busy", new BusyRow());
    rows.put("archive", new ArchiveRow());
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
    Map<String, Integer> sizes = sizes(words);
    if (words.equals(List.of("report"))) {
      new Page(home.resolve("README.md")).update(home.resolve("target"));
      return;
    }
    if (words.equals(List.of("all"))) {
      words = rows.keySet().stream().filter(name -> !LONG.contains(name)).toList();
    }
    if (words.isEmpty() || !rows.keySet().containsAll(words)) {
      String names = String.join(", ", rows.keySet());
      System.err.println(String.format(Locale.ROOT, USAGE, names, new TreeMap<>(SIZES)));
      System.exit(2);
    }
    for (String word : words) {
      measure(word, new BenchmarkSettings(quick, alone, sizes, home.resolve("target/work")));
    }
  }

  /** Takes sizes out of the words. */
  private static Map<String, Integer> sizes(List<String> words) {
    Map<String, Integer> sizes = new HashMap<>();
    for (String word : List.copyOf(words)) {
      Matcher size = SIZE.matcher(word);
      if (size.matches() && SIZES.containsKey(size.group(1))) {
        sizes.put(size.group(1), Integer.valueOf(size.group(2)));
        words.remove(word);
      }
    }
    return sizes;
  }

  private void measure(String name, BenchmarkSettings settings) throws Exception {
    System.err.println(name + (settings.quick() ? " (quick: the values mean little)" : ""));
    List<Figure> figures = rows.get(name).measure(settings);
    Path file =
        home.resolve(settings.isWhole() ? "target" : "target/short").resolve(name + ".json");
    FigureFile.write(file, name, figures);
    System.out.println(Table.plain(figures));
    System.out.println(Table.verdict(name, figures));
    System.err.println("written to " + file);
  }
}
