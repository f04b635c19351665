package dev.tempo.process.supervise;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Finds the processes that belong to a run.
 *
 * <p>A process can leave its parent (by a double fork), its group, its session, and can drop its
 * environment; no single mark holds. So these are put together:
 *
 * <ol>
 *   <li>the members of the wrapper's session;
 *   <li>the members of the run's cgroup, which cannot be left without privileges;
 *   <li>those that an earlier scan has found (told by number and start time), wherever they went;
 *   <li>when it must be known exactly, whoever bears the cookie {@code TEMPO_RUN_ID=<id>} in its
 *       environment;
 *   <li>the descendants of all these.
 * </ol>
 *
 * <p>The wrapper, or where there is none the command itself, is the leader and is not counted: it
 * is the last one to be signalled. Nor are its {@link Relays}. Without a cgroup a process escapes
 * if it leaves the session, loses its parent and drops the environment, all before a scan has seen
 * it.
 *
 * <p>Used by the supervisor's thread only.
 */
final class ProcessTree {
  private static final int FEW = 40;

  private final ProcessIdentity leader;
  private final UUID run;
  private final Optional<Cgroup> cgroup;
  private final Relays relays;
  private Map<Long, Long> known = Map.of();
  private boolean ownSession = true;

  ProcessTree(SupervisedRun subject, Relays relays) {
    this.leader = subject.identity();
    this.run = subject.directory().id();
    this.cgroup = subject.cgroup();
    this.relays = relays;
  }

  /**
   * Tells that the session's number may have been used again: after a restart, with the wrapper
   * gone, it counts only if a bearer of the cookie is in it.
   */
  void doubtSession(ProcessSnapshot snapshot) {
    ownSession = snapshot.bearers(run).stream().anyMatch(entry -> entry.session() == leader.pid());
  }

  /** All but the leader, by the cheap marks. */
  Collection<ProcessEntry> members(ProcessSnapshot snapshot) {
    return find(snapshot, false);
  }

  /** All but the leader, by all marks. */
  Collection<ProcessEntry> allMembers(ProcessSnapshot snapshot) {
    return find(snapshot, true);
  }

  /**
   * Whether a short run has left nothing, told without a scan: numbers are given in turn, so that
   * whatever it made is numbered between its leader and the newest process, and these are few.
   */
  boolean hasSurelyGone(ProcessTable table) {
    long newest = table.newestPid().orElse(0);
    if (newest < leader.pid() || newest - leader.pid() > FEW) {
      return false;
    }
    return LongStream.rangeClosed(leader.pid() + 1, newest)
        .mapToObj(table::find)
        .flatMap(Optional::stream)
        .filter(ProcessEntry::lives)
        .noneMatch(entry -> isOurs(entry, table));
  }

  private boolean isOurs(ProcessEntry entry, ProcessTable table) {
    boolean ours =
        entry.session() == leader.pid()
            || known.containsKey(entry.pid())
            || known.containsKey(entry.parent())
            || RunMarkers.bears(table, entry.pid(), run);
    return ours && !relays.contains(entry);
  }

  private Collection<ProcessEntry> find(ProcessSnapshot snapshot, boolean byCookie) {
    Map<Long, ProcessEntry> found = new LinkedHashMap<>();
    Deque<ProcessEntry> open = new ArrayDeque<>();
    if (ownSession) {
      open.addAll(snapshot.session(leader.pid()));
    }
    if (snapshot.lives(leader.pid(), leader.startTicks())) {
      open.addAll(snapshot.children(leader.pid()));
    }
    cgroup.ifPresent(group -> group.pids().forEach(pid -> snapshot.find(pid).ifPresent(open::add)));
    known.forEach(
        (pid, start) -> snapshot.find(pid).filter(e -> e.start() == start).ifPresent(open::add));
    close(found, open, snapshot);
    if (byCookie) {
      open.addAll(snapshot.bearers(run));
      close(found, open, snapshot);
    }
    remember(found.values());
    return List.copyOf(found.values());
  }

  /** Adds everything in {@code open} with its descendants. */
  private void close(
      Map<Long, ProcessEntry> found, Deque<ProcessEntry> open, ProcessSnapshot snapshot) {
    while (!open.isEmpty()) {
      ProcessEntry entry = open.pop();
      boolean counts = entry.pid() != leader.pid() && !relays.contains(entry);
      if (counts && found.putIfAbsent(entry.pid(), entry) == null) {
        open.addAll(snapshot.children(entry.pid()));
      }
    }
  }

  private void remember(Collection<ProcessEntry> members) {
    Map<Long, Long> now = new HashMap<>();
    members.forEach(entry -> now.put(entry.pid(), entry.start()));
    known = now;
  }
}
