package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessResult.EndedBy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tree may use, with the watchdog doing the work. */
@ParameterizedClass
@EnumSource(Way.class)
class LimitsTest {
  private static final long MIB = 1 << 20;

  @Parameter Way way;
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new Rig(way, directory, builder -> builder.watchInterval(Duration.ofMillis(100)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private ProcessResult run(ProcessSpec.Builder spec, ProcessLimits limits) throws Exception {
    return rig.run(spec.limits(limits));
  }

  @Test
  void treeAboveItsMemory_isStopped_thoughEachProcessIsBelow() throws Exception {
    ProcessResult result =
        run(
            Rig.python(
                """
                import os, time
                for i in range(2):
                    if os.fork() == 0:
                        break
                data = os.urandom(40 << 20)
                time.sleep(1000)
                """),
            ProcessLimits.NONE.withMemoryBytes(90 * MIB));

    assertThat(result.endedBy()).isEqualTo(EndedBy.LIMIT);
    assertThat(result.explanation().orElseThrow())
        .matches(
            "memory limit of 90\\.0 MiB exceeded by \\d+\\.\\d [KM]iB: 3 processes used .* MiB; raise"
                + " limits\\.memoryBytes");
    assertThat(result.maxMemoryBytes()).isBetween(90 * MIB, 400 * MIB);
  }

  @Test
  void sharedMemory_countsOnce() throws Exception {
    ProcessResult result =
        run(
            Rig.python(
                """
                import os, time
                data = os.urandom(40 << 20)
                children = []
                for i in range(3):
                    pid = os.fork()
                    if pid == 0:
                        time.sleep(0.6)
                        os._exit(0)
                    children.append(pid)
                for pid in children:
                    os.waitpid(pid, 0)
                """),
            ProcessLimits.NONE.withMemoryBytes(100 * MIB));

    assertThat(result.explanation()).isEmpty();
    assertThat(result.success()).isTrue();
    assertThat(result.maxMemoryBytes()).isGreaterThan(40 * MIB);
  }

  @Test
  void tooManyProcesses_areStopped() throws Exception {
    ProcessResult result =
        run(
            Rig.shell("for i in 1 2 3 4 5 6; do sleep 1000 & done; wait"),
            ProcessLimits.NONE.withProcesses(6)); // passed by the last of seven, so by all of them

    assertThat(result.endedBy()).isEqualTo(EndedBy.LIMIT);
    assertThat(result.explanation())
        .contains("process limit of 6 exceeded by 1: there were 7; raise limits.processes");
    assertThat(result.processesEnded()).isEqualTo(7);
  }

  @Test
  void tooMuchCpu_isStoppedAfterItsWindow() throws Exception {
    ProcessResult result =
        run(
            Rig.shell("while :; do :; done"),
            ProcessLimits.NONE.withCpuPercent(5, Duration.ofMillis(400)));

    assertThat(result.endedBy()).isEqualTo(EndedBy.LIMIT);
    assertThat(result.explanation().orElseThrow())
        .matches(
            "CPU limit of 5 % exceeded by \\d+ %: the mean over 0\\.4 s was \\d+ %; raise limits\\.cpuPercent");
    assertThat(Duration.between(result.startedAt(), result.finishedAt()))
        .isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void tooMuchOutput_isStopped() throws Exception {
    // Written in whole pages, of which the first beyond the limit is more than a KiB beyond it.
    ProcessResult result =
        run(
            Rig.shell("while :; do head -c 8192 /dev/zero; head -c 8192 /dev/zero >&2; done"),
            ProcessLimits.NONE.withOutputBytes(50_000));

    assertThat(result.endedBy()).isEqualTo(EndedBy.LIMIT);
    assertThat(result.explanation().orElseThrow())
        .matches(
            "output limit of 48\\.8 KiB exceeded by \\d+\\.\\d .iB; raise limits\\.outputBytes");
  }

  @Test
  void smallLimits_areToldInBytes() throws Exception {
    ProcessResult result =
        run(Rig.shell("printf 12345678901; sleep 60"), ProcessLimits.NONE.withOutputBytes(10));

    assertThat(result.explanation())
        .contains("output limit of 10 bytes exceeded by 1 byte; raise limits.outputBytes");
  }

  @Test
  void fileBeyondItsLimit_raisesASignal() throws Exception {
    ProcessResult result =
        run(
            Rig.shell("ulimit -c 0; exec head -c 3000 /dev/zero >file").directory(directory),
            ProcessLimits.NONE.withFileBytes(2048));

    assertThat(result.signal()).contains("SIGXFSZ");
  }

  @Test
  void limitsThatAreKept_changeNothing() throws Exception {
    ProcessLimits limits =
        ProcessLimits.NONE
            .withMemoryBytes(1024 * MIB)
            .withProcesses(100)
            .withCpuPercent(10_000, Duration.ofMillis(100))
            .withOutputBytes(MIB);

    assertThat(run(Rig.shell("sleep 0.5; echo fine"), limits).success()).isTrue();
  }

  @Test
  void settings_reachTheCommand() throws Exception {
    SupervisedProcess process =
        rig.start(
            Rig.shell("umask; nice; cat /proc/self/oom_score_adj; ulimit -d; ulimit -f")
                .limits(
                    ProcessLimits.NONE
                        .withUmask(027)
                        .withNice(3)
                        .withOomScoreAdj(500)
                        .withMemoryBytes(64 * MIB)
                        .withFileBytes(1 << 20)));

    assertThat(Rig.result(process).success()).isTrue();
    assertThat(Rig.output(process)).isEqualTo("0027\n3\n500\n1114112\n2048\n");
  }

  @Test
  void level_isTold() {
    assertThat(rig.supervisor().limitLevel())
        .isIn(LimitEnforcement.CGROUP, LimitEnforcement.WATCHDOG);
    assertThat(rig.supervisor().limitText())
        .startsWith(rig.supervisor().limitLevel().name())
        .contains(way.confines(directory) ? "cgroup v2 at" : "no cgroup");
  }
}
