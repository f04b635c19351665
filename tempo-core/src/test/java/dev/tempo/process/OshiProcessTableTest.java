package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.system.JdkProcessBackend;
import dev.tempo.process.system.OshiProcessTable;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OSHI's table against {@code /proc}, which it stands for on other systems, and a supervisor. */
@Tag("alone")
class OshiProcessTableTest {
  private static final int MOST_LOOKS = 2_000;
  private static final double CLOSE = 0.02;
  private static final double BOUND = 0.05;
  private static final long BUSY_MS = 500;

  /** Below, the kernel's own figures differ from file to file, as it counts in batches. */
  private static final long LARGE_BYTES = 16L << 20;

  private static final String HOLDS_48_MB = "x = b'x' * (48 << 20)\nwhile True: pass\n";

  private final ProcfsTable procfs = new ProcfsTable();
  private final OshiProcessTable oshi = OshiProcessTable.find().orElseThrow();
  @TempDir Path directory;

  @Test
  void tree_hasTheSameProcessesParentsCpuAndMemory() throws Exception {
    String script =
        "(while :; do :; done) & sh -c '(while :; do :; done); :' & "
            + Rig.program("python3")
            + " -c \"$0\" & sleep 1000";
    Process root = new ProcessBuilder("/bin/sh", "-c", script, HOLDS_48_MB).start();
    try {
      Rig.await("three that are busy", () -> busy(procfsTree(root.pid())).size() == 3);

      Map<Long, ProcessEntry> theirs = checkedWhileClose(root.pid());

      assertThat(theirs).hasSize(6);
      for (ProcessEntry entry : theirs.values()) {
        assertThat(oshi.lives(entry.pid(), entry.start())).isTrue();
        assertThat(oshi.lives(entry.pid(), entry.start() - 1)).isFalse();
        assertThat(oshi.find(entry.pid()).orElseThrow().start()).isEqualTo(entry.start());
        assertThat(oshi.name(entry.pid())).isEqualTo(procfs.name(entry.pid()));
      }
    } finally {
      root.descendants().forEach(ProcessHandle::destroyForcibly);
      root.destroyForcibly().waitFor();
    }
    Rig.await("the end", () -> oshi.scan().stream().noneMatch(one -> one.pid() == root.pid()));
  }

  /**
   * Looks at OSHI's table between two looks at {@code /proc}, until these two are so close that
   * what is between them can be held against either.
   */
  private Map<Long, ProcessEntry> checkedWhileClose(long root) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Map<Long, ProcessEntry> all = byPid(procfs);
      Map<Long, ProcessEntry> before = procfsTree(root);
      Map<Long, ProcessEntry> seen = byPid(oshi);
      Map<Long, ProcessEntry> after = procfsTree(root);
      if (areClose(before, after)) {
        Map<Long, ProcessEntry> tree = tree(seen, root);
        checkTree(before, tree);
        all.keySet().retainAll(byPid(procfs).keySet());
        all.forEach((pid, entry) -> assertThat(seen.get(pid).parent()).isEqualTo(entry.parent()));
        return tree;
      }
    }
    throw new AssertionError("two looks at /proc were never close to each other");
  }

  private boolean areClose(Map<Long, ProcessEntry> one, Map<Long, ProcessEntry> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(pid -> areClose(one.get(pid), other.get(pid)));
  }

  private boolean areClose(ProcessEntry one, ProcessEntry other) {
    return other.cpuTicks() - one.cpuTicks() <= CLOSE * one.cpuTicks()
        && Math.abs(other.residentPages() - one.residentPages()) <= CLOSE * one.residentPages();
  }

  private void checkTree(Map<Long, ProcessEntry> ours, Map<Long, ProcessEntry> theirs) {
    assertThat(theirs.keySet()).isEqualTo(ours.keySet());
    ours.forEach(
        (pid, expected) -> {
          ProcessEntry entry = theirs.get(pid);
          long cpuMs = cpuMs(expected);
          long bytes = expected.residentPages() * procfs.pageBytes();
          assertThat(entry.parent()).isEqualTo(expected.parent());
          assertThat((double) entry.cpuTicks() * 1000 / oshi.ticksPerSecond())
              .as("CPU of %s", procfs.name(pid))
              .isCloseTo(cpuMs, within(BOUND * Math.max(cpuMs, BUSY_MS)));
          assertThat((double) entry.residentPages() * oshi.pageBytes())
              .as("memory of %s", procfs.name(pid))
              .isCloseTo(bytes, within(BOUND * Math.max(bytes, LARGE_BYTES)));
        });
  }

  private long cpuMs(ProcessEntry entry) {
    return entry.cpuTicks() * 1000 / procfs.ticksPerSecond();
  }

  private Set<ProcessEntry> busy(Map<Long, ProcessEntry> tree) {
    return tree.values().stream()
        .filter(entry -> cpuMs(entry) >= BUSY_MS)
        .collect(Collectors.toSet());
  }

  private Map<Long, ProcessEntry> procfsTree(long root) {
    return tree(byPid(procfs), root);
  }

  private static Map<Long, ProcessEntry> byPid(ProcessTable table) {
    return table.scan().stream()
        .collect(Collectors.toMap(ProcessEntry::pid, Function.identity(), (one, same) -> one));
  }

  private static Map<Long, ProcessEntry> tree(Map<Long, ProcessEntry> all, long root) {
    Map<Long, ProcessEntry> tree = new HashMap<>();
    Deque<Long> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      long pid = open.pop();
      if (all.containsKey(pid)) {
        tree.put(pid, all.get(pid));
      }
      all.values().stream().filter(one -> one.parent() == pid).forEach(one -> open.add(one.pid()));
    }
    return tree;
  }

  @Test
  void environment_isToldOfOwnProcesses() {
    long self = ProcessHandle.current().pid();

    assertThat(oshi.variable(self, "PATH")).isEqualTo(procfs.variable(self, "PATH"));
    assertThat(oshi.variable(self, "NO_SUCH_VARIABLE")).isEmpty();
    assertThat(oshi.variable(Integer.MAX_VALUE, "PATH")).isEmpty();
    assertThat(oshi.name(Integer.MAX_VALUE)).isEqualTo("?");
    assertThat(oshi.find(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void withoutSessions_aTreeIsSampledAndStopped() throws Exception {
    List<ResourceSample> samples = new CopyOnWriteArrayList<>();
    try (ProcessSupervisor supervisor = supervisor()) {
      assertThat(supervisor.limitLevel()).isEqualTo(LimitEnforcement.WATCHDOG);
      SupervisedProcess process =
          supervisor.start(
              Rig.shell(
                      "(while :; do :; done) & "
                          + Rig.program("python3")
                          + " -c \"x = b'x' * (48 << 20); import time; time.sleep(1000)\" & "
                          + "(sleep 1000 &); echo ready; sleep 1000")
                  .onSample(samples::add)
                  .build());
      Rig.awaitOutput(process, "ready");
      Rig.await(
          "a sample of all",
          () ->
              samples.stream()
                  .anyMatch(
                      one ->
                          one.processes() >= 4
                              && one.memoryBytes() > 48L << 20
                              && one.cpuPercent() > 5));
      process.stop(StopReason.CANCELLED);
      ProcessResult result = Rig.result(process);

      assertThat(result.endedBy()).isEqualTo(EndedBy.STOPPED);
      assertThat(result.maxMemoryBytes()).isBetween(48L << 20, 200L << 20);
      assertThat(result.cpu()).isPositive();
      assertThat(Rig.living(process)).isEmpty(); // the one without a parent, too
    }
  }

  @Test
  void withoutSessions_theMemoryLimitIsWatched() throws Exception {
    try (ProcessSupervisor supervisor = supervisor()) {
      SupervisedProcess process =
          supervisor.start(
              Rig.python(HOLDS_48_MB)
                  .limits(ProcessLimits.NONE.withMemoryBytes(30L << 20))
                  .build());
      ProcessResult result = Rig.result(process);

      assertThat(result.endedBy()).isEqualTo(EndedBy.LIMIT);
      assertThat(result.explanation().orElseThrow()).contains("memory limit of 30.0 MiB exceeded");
    }
  }

  @Test
  void withoutSessions_theAgeOfAnAdoptedRunIsKnown() throws Exception {
    UUID id = UUID.randomUUID();
    try (ProcessSupervisor first = supervisor()) {
      first.start(Rig.shell("sleep 1000", id).timeout(Duration.ofSeconds(2)).build());
    }
    try (ProcessSupervisor next = supervisor()) {
      Adoption adoption = next.adopt(id);
      assertThat(adoption).isInstanceOf(Adoption.Running.class);
      SupervisedProcess process = ((Adoption.Running) adoption).process();
      assertThat(Rig.result(process).endedBy()).isEqualTo(EndedBy.TIMEOUT);
      assertThat(Rig.living(process)).isEmpty();
    }
  }

  private ProcessSupervisor supervisor() throws ProcessException, IOException {
    return ProcessSupervisor.builder()
        .directory(directory)
        .sampleInterval(Duration.ofMillis(200))
        .build(JdkProcessBackend.withoutSessions(oshi), oshi);
  }
}
