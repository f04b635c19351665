package dev.tempo.faults.backup;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.store.RunQuery;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Compares what was restored with the installation of which it is a backup, which went on. */
final class RestoredComparison {
  private static final int PAGE = 1_000;
  private static final List<String> TREES = List.of("config", "projects", "script_groups");

  private final Path original;
  private final List<String> differences = new ArrayList<>();
  private long runs;
  private long lines;
  private long files;

  RestoredComparison(Path original) {
    this.original = original;
  }

  List<String> differences() {
    return differences;
  }

  long runs() {
    return runs;
  }

  long lines() {
    return lines;
  }

  long files() {
    return files;
  }

  /**
   * Compares.
   *
   * @param ended ids of runs that must be there with their ends
   */
  void compare(Path restored, Set<String> ended) throws IOException {
    try (SqliteStore theirs = SqliteStore.open(restored);
        SqliteStore ours = SqliteStore.open(original)) {
      Map<UUID, Run> all = all(theirs);
      for (String id : ended) {
        Run run = all.get(UUID.fromString(id));
        if (run == null || !run.status().isFinal()) {
          differences.add("run " + id + " had ended, and is " + run);
        }
      }
      for (Run run : all.values()) {
        if (run.status().isFinal()) {
          compare(run, ours, theirs);
        }
      }
      for (Job job : theirs.jobs().list(Optional.empty(), PAGE)) {
        Job now = ours.jobs().findByKey(job.key()).orElse(null);
        if (now == null || now.version() == job.version() && !now.equals(job)) {
          differences.add("job " + job.key());
        }
      }
    }
    for (String tree : TREES) {
      compareFiles(restored.resolve(tree), original.resolve(tree));
    }
  }

  private static Map<UUID, Run> all(SqliteStore store) {
    Map<UUID, Run> runs = new HashMap<>();
    RunQuery query = RunQuery.ALL.withLimit(PAGE);
    var page = store.runs().list(query);
    while (true) {
      page.runs().forEach(run -> runs.put(run.id(), run));
      if (page.next().isEmpty()) {
        return runs;
      }
      page = store.runs().list(query.withBefore(page.next().get()));
    }
  }

  private void compare(Run run, SqliteStore ours, SqliteStore theirs) {
    runs++;
    if (!ours.runs().find(run.id()).equals(Optional.of(run))) {
      differences.add("run " + run.id());
    }
    List<LogLine> restored = theirs.logs().read(run.id(), 1, PAGE);
    lines += restored.size();
    if (!ours.logs().read(run.id(), 1, PAGE).equals(restored)) {
      differences.add("log of run " + run.id());
    }
  }

  private void compareFiles(Path restored, Path there) throws IOException {
    if (!Files.isDirectory(there)) {
      return;
    }
    try (Stream<Path> all = Files.walk(there)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path other = restored.resolve(there.relativize(file).toString());
        files++;
        if (!Files.exists(other) || Files.mismatch(file, other) >= 0) {
          differences.add("file " + original.relativize(file));
        }
      }
    }
  }
}
