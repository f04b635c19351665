package dev.tempo.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import dev.tempo.process.supervise.LimitEnforcer;
import dev.tempo.process.supervise.UsageMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written to and read from a cgroup with controllers, on plain files: few machines that run
 * tests delegate them. The kill and the CPU time of real groups are in the other tests.
 */
class CgroupsTest {
  private static final ProcessLimits LIMITS =
      ProcessLimits.NONE.withMemoryBytes(64 << 20).withCpuPercent(150).withProcesses(7);

  @TempDir Path group;

  @BeforeEach
  void files() throws IOException {
    Files.createFile(group.resolve("cgroup.kill"));
    Files.createFile(group.resolve("cgroup.subtree_control"));
    Files.writeString(group.resolve("cgroup.controllers"), "cpu io memory pids\n");
  }

  private Cgroup limited(ProcessLimits limits) throws IOException {
    Cgroups cgroups = Cgroups.open(group).orElseThrow();
    assertThat(cgroups.controllers()).containsExactly("cpu", "memory", "pids");
    UUID id = UUID.randomUUID();
    Path path = Files.createDirectory(group.resolve(id.toString()));
    Files.createFile(path.resolve("memory.oom.group"));
    Files.createFile(path.resolve("memory.current"));
    return cgroups.create(id, limits);
  }

  @Test
  void limits_areWrittenForTheControllersThatAreThere() throws Exception {
    Cgroup cgroup = limited(LIMITS);

    assertThat(cgroup.path().resolve("memory.max")).hasContent("67108864");
    assertThat(cgroup.path().resolve("memory.oom.group")).hasContent("1");
    assertThat(cgroup.path().resolve("memory.swap.max")).doesNotExist();
    assertThat(cgroup.path().resolve("cpu.max")).hasContent("150000 100000");
    assertThat(cgroup.path().resolve("pids.max")).hasContent("7");
    assertThat(cgroup.enforces(Kind.MEMORY_BYTES)).isTrue();
    assertThat(cgroup.enforces(Kind.CPU_PERCENT)).isTrue();
    assertThat(cgroup.enforces(Kind.PROCESSES)).isTrue();
    assertThat(cgroup.enforces(Kind.OUTPUT_BYTES)).isFalse();
  }

  @Test
  void withoutLimits_nothingIsEnforced() throws Exception {
    Cgroup cgroup = limited(ProcessLimits.NONE);

    assertThat(cgroup.enforces(Kind.MEMORY_BYTES)).isFalse();
    assertThat(cgroup.path().resolve("cpu.max")).doesNotExist();
  }

  @Test
  void figures_areRead() throws Exception {
    Cgroup cgroup = limited(LIMITS);
    Path path = cgroup.path();
    assertThat(cgroup.isPopulated()).isFalse();
    assertThat(cgroup.cpuNanos()).isEmpty();
    assertThat(cgroup.memoryKills()).isZero();
    Files.writeString(path.resolve("cgroup.events"), "populated 1\nfrozen 0\n");
    Files.writeString(path.resolve("cgroup.procs"), "12\n345\n");
    Files.writeString(path.resolve("cpu.stat"), "usage_usec 1234\nuser_usec 1000\n");
    Files.writeString(path.resolve("memory.current"), "4096\n");
    Files.writeString(path.resolve("memory.peak"), "8192\n");
    Files.writeString(path.resolve("memory.events"), "low 0\noom 1\noom_kill 3\n");
    Files.writeString(path.resolve("pids.events"), "max 4\n");

    assertThat(cgroup.isPopulated()).isTrue();
    assertThat(cgroup.pids()).containsExactly(12L, 345L);
    assertThat(cgroup.cpuNanos()).hasValue(1_234_000);
    assertThat(cgroup.memoryBytes()).hasValue(4096);
    assertThat(cgroup.peakMemoryBytes()).hasValue(8192);
    LimitEnforcer guard = new LimitEnforcer(LIMITS, Optional.of(cgroup));
    assertThat(guard.kernelBreach())
        .contains(
            "memory limit of 64.0 MiB reached: ended by the kernel; raise limits.memoryBytes");
    assertThat(guard.kernelRefusal())
        .contains("process limit of 7 reached: 4 processes were refused; raise limits.processes");
    cgroup.kill();
    assertThat(path.resolve("cgroup.kill")).hasContent("1");
  }

  @Test
  void kernelsLimits_areNotWatchedAswell() throws Exception {
    LimitEnforcer guard = new LimitEnforcer(LIMITS, Optional.of(limited(LIMITS)));
    UsageMeter.Look look = new UsageMeter.Look(Duration.ofHours(1).toNanos(), 0, 1L << 40, 100);

    assertThat(guard.breach(look, java.util.List.of(), new ProcfsTable())).isEmpty();
  }

  @Test
  void olderKernel_isNotUsed() throws Exception {
    Files.delete(group.resolve("cgroup.kill"));

    assertThat(Cgroups.open(group)).isEmpty();
  }

  @Test
  void emptyGroups_areRemoved() throws Exception {
    Path old = Files.createDirectories(group.resolve("old").resolve("nested"));
    Path inUse = Files.createDirectory(group.resolve("used"));
    Files.createFile(inUse.resolve("process"));

    Cgroups.open(group).orElseThrow().close();

    assertThat(old.getParent()).doesNotExist();
    assertThat(inUse).exists();
  }

  @Test
  void ownGroup_isFoundWhereverItIsMounted(@TempDir Path proc) throws Exception {
    String mount = "30 25 0:27 %s /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";
    Files.writeString(proc.resolve("cgroup"), "4:memory:/x\n0::/docker/abc\n");
    Files.writeString(proc.resolve("mountinfo"), mount.formatted("/"));
    assertThat(Cgroups.ownGroup(proc)).contains(Path.of("/sys/fs/cgroup/unified/docker/abc"));

    Files.writeString(proc.resolve("mountinfo"), mount.formatted("/docker/abc"));
    assertThat(Cgroups.ownGroup(proc)).contains(Path.of("/sys/fs/cgroup/unified"));

    Files.writeString(proc.resolve("mountinfo"), "1 1 0:1 / / rw - ext4 /dev/sda rw\n");
    assertThat(Cgroups.ownGroup(proc)).isEmpty();

    Files.writeString(proc.resolve("cgroup"), "4:memory:/x\n");
    assertThat(Cgroups.ownGroup(proc)).isEmpty();
  }
}
