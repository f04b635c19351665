package dev.tempo.process.supervise;

import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the processes of a run by the variable {@value #NAME} in their environment.
 *
 * <p>A process inherits its environment, and it can drop the cookie by executing something, but
 * never gains one. So each is asked once in its life, and what was found remains true. The only
 * exception is a wrapper that is asked before it was executed; it is known by its number anyway.
 *
 * <p>Used by one thread.
 */
public final class RunMarkers {
  /** The environment variable that every process of a run is born with. */
  public static final String NAME = "TEMPO_RUN_ID";

  private record Birth(long pid, long start) {}

  private final ProcessTable table;
  private Map<Birth, Optional<String>> asked = Map.of();

  RunMarkers(ProcessTable table) {
    this.table = table;
  }

  /** The bearers of each run's cookie among these processes, which must be all of a scan. */
  Map<String, List<ProcessEntry>> byRun(Collection<ProcessEntry> all) {
    Map<Birth, Optional<String>> now = new HashMap<>();
    Map<String, List<ProcessEntry>> byRun =
        all.stream()
            .filter(entry -> ask(entry, now).isPresent())
            .collect(Collectors.groupingBy(entry -> ask(entry, now).orElseThrow()));
    asked = now;
    return byRun;
  }

  private Optional<String> ask(ProcessEntry entry, Map<Birth, Optional<String>> now) {
    return now.computeIfAbsent(
        new Birth(entry.pid(), entry.start()),
        birth -> {
          Optional<String> before = asked.get(birth);
          return before == null ? table.variable(entry.pid(), NAME) : before;
        });
  }

  /** Whether a process bears the cookie of this run now. */
  public static boolean bears(ProcessTable table, long pid, UUID run) {
    return table.variable(pid, NAME).filter(run.toString()::equals).isPresent();
  }
}
