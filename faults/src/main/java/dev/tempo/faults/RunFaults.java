package dev.tempo.faults;

import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.FigureFile;
import dev.tempo.benchmarks.report.Page;
import dev.tempo.benchmarks.report.Table;
import dev.tempo.faults.access.AccessRow;
import dev.tempo.faults.backup.BackupRow;
import dev.tempo.faults.cluster.ClusterRow;
import dev.tempo.faults.cluster.TakeoverRow;
import dev.tempo.faults.damage.DamageRow;
import dev.tempo.faults.fuzz.FuzzRow;
import dev.tempo.faults.kill.KillRow;
import dev.tempo.faults.power.PowerRow;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.simulation.SimulateRow;
import dev.tempo.faults.soak.SoakRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Shows rows, prints them, and keeps their figures in files; see {@code docs/reliability.md}. */
public final class RunFaults {
  private static final String USAGE =
      "usage: faults/run <row>... [--quick] [--seed=N] [--times=N] [--minutes=N] [--controls]\n"
          + "       faults/run report\n"
          + "rows:  %s, all\n"
          + "  --quick      a few of each: to see that it works\n"
          + "  --seed=N     of all that is random\n"
          + "  --times=N    kills, prefixes, inputs; seeds of cluster, which may be --seeds=N;"
          + " days of simulate, which may be --days=N\n"
          + "  --minutes=N  of rows that last, and of each seed\n"
          + "  --controls   cluster without its guards";

  private final Map<String, FaultRow> rows = new LinkedHashMap<>();
  private final Path home;

  private RunFaults(Path home) {
    this.home = home.toAbsolutePath();
    rows.put("kill", KillRow.onSqlite());
    rows.put("kill-postgres", KillRow.onPostgres());
    rows.put("suspend", KillRow.ofSuspensions());
    rows.put("cluster", ClusterRow.guarded());
    rows.put("cluster-controls", ClusterRow.unguarded());
    rows.put("takeover", new TakeoverRow());
    rows.put("power", new PowerRow());
    rows.put("damage", new DamageRow());
    rows.put("backup", new BackupRow());
    rows.put("soak", new SoakRow());
    rows.put("access", new AccessRow());
    rows.put("fuzz", new FuzzRow());
    rows.put("simulate", new SimulateRow());
  }

  /**
   * Shows what the arguments name.
   *
   * @param arguments the directory of this module, then rows and options
   */
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean all = new RunFaults(Path.of(words.removeFirst())).run(words);
    System.exit(all ? 0 : 1);
  }

  private boolean run(List<String> words) throws Exception {
    if (words.equals(List.of("report"))) {
      new Page(home.resolveSibling("docs/reliability.md")).update(home.resolve("target/rows"));
      return true;
    }
    boolean quick = words.remove("--quick");
    if (words.remove("--controls")) {
      words.replaceAll(word -> word.equals("cluster") ? "cluster-controls" : word);
    }
    OptionalInt seeds = number(words, "--seeds=");
    OptionalInt days = number(words, "--days=");
    OptionalInt others = seeds.isPresent() ? seeds : days;
    OptionalInt times = others.isPresent() ? others : number(words, "--times=");
    OptionalInt minutes = number(words, "--minutes=");
    long seed = number(words, "--seed=").orElseGet(() -> ThreadLocalRandom.current().nextInt());
    FaultSettings.Amount amount = new FaultSettings.Amount(quick, times, minutes);
    List<String> wanted = words.equals(List.of("all")) ? List.copyOf(rows.keySet()) : words;
    if (wanted.isEmpty() || !rows.keySet().containsAll(wanted)) {
      System.err.println(String.format(Locale.ROOT, USAGE, String.join(", ", rows.keySet())));
      System.exit(2);
    }
    FaultSettings settings =
        new FaultSettings(
            Launcher.built(home.getParent()), home.resolve("target/work"), seed, amount);
    boolean met = true;
    for (String row : wanted) {
      met &= show(row, settings);
    }
    return met;
  }

  private boolean show(String name, FaultSettings settings) throws Exception {
    System.err.println(name + ", seed " + settings.seed());
    List<Figure> figures = rows.get(name).show(settings);
    boolean whole = FaultSettings.Amount.WHOLE.equals(settings.amount());
    Path file = home.resolve(whole ? "target/rows" : "target/rows/short");
    FigureFile.write(file.resolve(name + ".json"), name, figures);
    System.out.println(Table.plain(figures));
    System.out.println(Table.verdict(name, figures));
    return figures.stream().allMatch(each -> each.verdict().map(v -> v.met()).orElse(true));
  }

  private static OptionalInt number(List<String> words, String option) {
    for (String word : List.copyOf(words)) {
      if (word.startsWith(option)) {
        words.remove(word);
        return OptionalInt.of(Integer.parseInt(word.substring(option.length())));
      }
    }
    return OptionalInt.empty();
  }
}
