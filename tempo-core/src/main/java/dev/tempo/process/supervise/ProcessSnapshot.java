package dev.tempo.process.supervise;

import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One scan of the process table, indexed by id and parent. It serves all runs that need one at that
 * moment.
 */
final class ProcessSnapshot {
  private final ProcessTable table;
  private final RunMarkers cookies;
  private final Map<Long, ProcessEntry> byPid = new HashMap<>();
  private final Map<Long, List<ProcessEntry>> bySession = new HashMap<>();
  private final Map<Long, List<ProcessEntry>> byParent = new HashMap<>();

  private Map<String, List<ProcessEntry>> byRun = Map.of();
  private boolean cookiesRead;

  ProcessSnapshot(ProcessTable table, RunMarkers cookies) {
    this.table = table;
    this.cookies = cookies;
    for (ProcessEntry entry : table.scan()) {
      byPid.put(entry.pid(), entry);
      bySession.computeIfAbsent(entry.session(), id -> new ArrayList<>()).add(entry);
      byParent.computeIfAbsent(entry.parent(), id -> new ArrayList<>()).add(entry);
    }
  }

  /** Where more can be asked about a process of this scan. */
  ProcessTable table() {
    return table;
  }

  Optional<ProcessEntry> find(long pid) {
    return Optional.ofNullable(byPid.get(pid));
  }

  /** Whether the very process lives, not only one of the same number. */
  boolean lives(long pid, long start) {
    return find(pid).filter(entry -> entry.start() == start).isPresent();
  }

  List<ProcessEntry> session(long session) {
    return bySession.getOrDefault(session, List.of());
  }

  List<ProcessEntry> children(long parent) {
    return byParent.getOrDefault(parent, List.of());
  }

  /** Those that bear the cookie of this run. */
  List<ProcessEntry> bearers(UUID run) {
    if (!cookiesRead) {
      byRun = cookies.byRun(byPid.values());
      cookiesRead = true;
    }
    return byRun.getOrDefault(run.toString(), List.of());
  }
}
