package dev.tempo.faults.history;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads of a store all that was seen of it. */
public final class StoreReader {
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final int PAGE = 500;
  private static final int MANY = 1_000_000;

  private final Store store;
  private final Map<UUID, String> scripts;

  /**
   * A reader.
   *
   * @param scripts the text that each run executed, as the server told
   */
  public StoreReader(Store store, Map<UUID, String> scripts) {
    this.store = store;
    this.scripts = scripts;
  }

  /** All runs, with their logs. */
  public List<SeenRun> runs() {
    List<SeenRun> all = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withLimit(PAGE);
    var page = store.runs().list(query);
    while (true) {
      page.runs().forEach(run -> all.add(seen(run)));
      if (page.next().isEmpty()) {
        return all;
      }
      page = store.runs().list(query.withBefore(page.next().get()));
    }
  }

  /** All of the ledger. */
  public List<SeenEntry> entries() {
    List<SeenEntry> all = new ArrayList<>();
    for (var job : store.jobs().list(Optional.empty(), MANY)) {
      store
          .decisions()
          .entries(job.id(), Instant.EPOCH, FAR, MANY)
          .forEach(
              entry ->
                  all.add(
                      new SeenEntry(
                          entry.subject().triggerId(),
                          entry.range().from(),
                          entry.range().to(),
                          entry.range().count())));
    }
    return all;
  }

  /** A run, with its log. */
  public SeenRun seen(Run run) {
    SeenRun.Origin origin =
        new SeenRun.Origin(
            run.request().origin().triggerId(),
            run.scheduledFor(),
            run.request().firstRunId().orElse(run.id()),
            run.attempt());
    return new SeenRun(
        run.id(),
        origin,
        run.status(),
        run.exitCode(),
        Optional.ofNullable(scripts.get(run.id())),
        lines(run.id()));
  }

  private List<SeenRun.Line> lines(UUID run) {
    List<SeenRun.Line> lines = new ArrayList<>();
    long next = 1;
    while (true) {
      List<LogLine> some = store.logs().read(run, next, PAGE);
      if (some.isEmpty()) {
        return lines;
      }
      for (LogLine line : some) {
        String stream = line.stream().name().toLowerCase(Locale.ROOT);
        lines.add(new SeenRun.Line(line.number(), stream, line.text()));
        next = Math.max(next, line.number()) + 1;
      }
    }
  }
}
