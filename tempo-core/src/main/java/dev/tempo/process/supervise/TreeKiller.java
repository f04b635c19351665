package dev.tempo.process.supervise;

import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends signals to the tree of a run and counts whom. Used by the supervisor's thread only. */
final class TreeKiller {
  private static final int MOST_NAMES = 20;

  private final ProcessBackend host;
  private final ProcessTable table;
  private final SupervisedRun subject;
  private final ProcessTree tree;
  private final List<String> names = new ArrayList<>();
  private final Map<Long, Long> reached = new HashMap<>(); // number to start time

  TreeKiller(SupervisorContext services, SupervisedRun subject, ProcessTree tree) {
    this.host = services.host();
    this.table = services.table();
    this.subject = subject;
    this.tree = tree;
  }

  /**
   * Asks everything to end. The group is signalled as a whole, which misses nothing that is just
   * being forked; who has left it is signalled alone.
   */
  void terminate(ProcessSnapshot snapshot) {
    Collection<ProcessEntry> members = tree.allMembers(snapshot);
    count(members);
    List<Long> targets = new ArrayList<>();
    long leader = subject.pid();
    targets.add(host.hasSessions() ? -leader : leader);
    members.stream()
        .filter(member -> !host.hasSessions() || member.group() != leader)
        .forEach(member -> targets.add(member.pid()));
    host.terminate(targets);
  }

  /** Asks those that outlived the command to end. Its group may be another's by now. */
  void terminate(Collection<ProcessEntry> leftovers) {
    count(leftovers);
    host.terminate(leftovers.stream().map(ProcessEntry::pid).toList());
  }

  /**
   * Ends everything but the wrapper. A leader that is the command itself is ended too, first, so
   * that it makes no more children.
   *
   * @return what was still there
   */
  Collection<ProcessEntry> kill(ProcessSnapshot snapshot) {
    Collection<ProcessEntry> members = tree.allMembers(snapshot);
    subject.cgroup().filter(Cgroup::isPopulated).ifPresent(Cgroup::kill);
    if (!host.hasSessions()) {
      killLeader();
    }
    host.kill(members.stream().map(ProcessEntry::pid).toList());
    count(members);
    return members;
  }

  void killLeader() {
    host.kill(List.of(subject.pid()));
  }

  private void count(Collection<ProcessEntry> members) {
    for (ProcessEntry member : members) {
      boolean isNew = reached.put(member.pid(), member.start()) == null;
      if (isNew && names.size() < MOST_NAMES) {
        names.add(table.name(member.pid()));
      }
    }
  }

  /** What ran in those that were signalled, the first few of them. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** How many processes were signalled. */
  int killedCount() {
    return reached.size();
  }
}
