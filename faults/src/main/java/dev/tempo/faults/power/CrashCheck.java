package dev.tempo.faults.power;

import dev.tempo.Run;
import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.history.HistoryViolation.Kind;
import dev.tempo.faults.history.LineCheck;
import dev.tempo.faults.history.ScriptModel;
import dev.tempo.faults.history.SeenAnswers;
import dev.tempo.faults.history.StoreReader;
import dev.tempo.store.RunQuery;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Opens what is there when the power comes back, and looks for what had been told. */
final class CrashCheck {
  private static final int PAGE = 1_000;
  private static final int NEWEST = 12;
  private static final List<String> KEYS = List.of("installation", "jwt.key", "secret.key");

  private final Path directory;
  private final ToldFacts told;
  private final Map<String, ScriptModel> scripts;
  private final List<HistoryViolation> found = new ArrayList<>();

  /**
   * A check.
   *
   * @param scripts what the script of each job does, by the job's name
   */
  CrashCheck(Path directory, ToldFacts told, Map<String, ScriptModel> scripts) {
    this.directory = directory;
    this.told = told;
    this.scripts = scripts;
  }

  List<HistoryViolation> check() throws IOException {
    if (!Files.isDirectory(directory)) {
      if (told.anything()) {
        add(Kind.ANSWER_LOST, "the whole directory");
      }
      return found;
    }
    try (SqliteStore store = SqliteStore.open(directory)) {
      check(store);
    } catch (RuntimeException e) {
      add(Kind.FILE_REFUSED, String.valueOf(e));
      return found;
    }
    for (String file : List.of("tempo.db", "logs.db")) {
      SqliteStoreProvider.INSTANCE
          .damage(directory.resolve(file))
          .ifPresent(why -> add(Kind.FILE_REFUSED, file + ": " + why));
    }
    if (told.anything()) {
      for (String key : KEYS) {
        Path file = directory.resolve("config").resolve(key);
        if (!Files.exists(file) || Files.size(file) == 0) {
          add(Kind.ANSWER_LOST, file.getFileName().toString());
        }
      }
    }
    return found;
  }

  private void check(SqliteStore store) {
    Map<UUID, Run> runs = new HashMap<>();
    RunQuery query = RunQuery.ALL.withLimit(PAGE);
    var page = store.runs().list(query);
    page.runs().forEach(run -> runs.put(run.id(), run));
    while (page.next().isPresent()) {
      page = store.runs().list(query.withBefore(page.next().get()));
      page.runs().forEach(run -> runs.put(run.id(), run));
    }
    told.runs().stream()
        .filter(run -> !runs.containsKey(run))
        .forEach(run -> add(Kind.ANSWER_LOST, "run " + run));
    told.ends().forEach((id, end) -> checkEnd(end, runs.get(id)));
    told.jobs().stream()
        .filter(job -> store.jobs().findByKey(job).isEmpty())
        .forEach(job -> add(Kind.ANSWER_LOST, "job " + job));
    StoreReader reader = new StoreReader(store, Map.of());
    List<UUID> ended = told.endedInOrder();
    ended
        .subList(Math.max(0, ended.size() - NEWEST), ended.size())
        .forEach(id -> Optional.ofNullable(runs.get(id)).ifPresent(run -> lines(run, reader)));
  }

  private void checkEnd(SeenAnswers.ToldEnd end, Run run) {
    if (run != null && (run.status() != end.status() || !run.exitCode().equals(end.exitCode()))) {
      add(Kind.END_CHANGED, end + ", now " + run.status() + " " + run.exitCode());
    }
  }

  private void lines(Run run, StoreReader reader) {
    ScriptModel script = scripts.get(told.job(run.id()));
    if (script != null) {
      found.addAll(LineCheck.of(reader.seen(run), script));
    }
  }

  private void add(Kind kind, String where) {
    found.add(new HistoryViolation(kind, where));
  }
}
