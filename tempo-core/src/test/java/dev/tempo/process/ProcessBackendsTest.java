package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.linux.PosixSpawnBackend;
import dev.tempo.process.linux.ProcessBackends;
import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.system.JdkProcessBackend;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessHandleTable;
import dev.tempo.process.system.ProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other systems have: no pidfds, no sessions, no process table. */
class ProcessBackendsTest {
  private final ProcessTable table = new ProcfsTable();
  @TempDir Path directory;

  @Test
  void linux_startsByPosixSpawn() throws Exception {
    ProcessBackend host = ProcessBackends.open(SpawnMethod.AUTO, table);

    assertThat(host.method()).isEqualTo(SpawnMethod.POSIX_SPAWN);
    assertThat(host.hasSessions()).isTrue();
    host.close();
    host.wake(); // too late, and harmless
  }

  @Test
  void withoutPidfds_endsAreFoundByLooking() throws Exception {
    ProcessBackend host = new PosixSpawnBackend(table, false);
    try (ProcessSupervisor supervisor = builder().cgroups(false).build(host, table)) {
      SupervisedProcess ends = supervisor.start(Rig.shell("exit 6").build());
      SupervisedProcess stopped = supervisor.start(Rig.shell("sleep 1000").build());
      stopped.stop(StopReason.CANCELLED);

      assertThat(Rig.result(ends).exitCode()).hasValue(6);
      assertThat(Rig.result(stopped).endedBy()).isEqualTo(EndedBy.STOPPED);
      assertThat(Rig.living(stopped)).isEmpty();
    }
  }

  @Test
  void withoutSessions_commandsRunAndAreStopped() throws Exception {
    ProcessTable handles = new ProcessHandleTable();
    ProcessBackend host = JdkProcessBackend.withoutSessions(handles);
    try (ProcessSupervisor supervisor = builder().build(host, handles)) {
      assertThat(supervisor.limitLevel()).isEqualTo(LimitEnforcement.NONE);
      SupervisedProcess ends = supervisor.start(Rig.shell("echo out; exit 6").build());
      SupervisedProcess stopped =
          supervisor.start(Rig.shell("sleep 1000 & echo ready; sleep 1000").build());
      SupervisedProcess stubborn =
          supervisor.start(
              Rig.shell("trap '' TERM; echo ready; while :; do sleep 0.05; done")
                  .timeout(Duration.ofMillis(300))
                  .build());
      Rig.awaitOutput(stopped, "ready");
      stopped.stop(StopReason.CANCELLED);

      assertThat(Rig.result(ends).exitCode()).hasValue(6);
      assertThat(Rig.output(ends)).isEqualTo("out\n");
      assertThat(Rig.result(stopped).endedBy()).isEqualTo(EndedBy.STOPPED);
      assertThat(Rig.result(stubborn).endedBy()).isEqualTo(EndedBy.TIMEOUT);
      assertThat(Rig.living(stopped)).isEmpty();
      assertThat(Rig.living(stubborn)).isEmpty();
    }
  }

  @Test
  void withoutSessions_aRestartFindsTheLivingAndLosesTheEnded() throws Exception {
    ProcessTable handles = new ProcessHandleTable();
    ProcessSpec lives = ProcessSpec.of(UUID.randomUUID(), "/bin/sleep", "1000").build();
    ProcessSpec gone = ProcessSpec.of(UUID.randomUUID(), "/bin/sleep", "1000").build();
    long goes = startTwo(handles, lives, gone);
    Rig.kill(goes);
    Rig.await("the JDK to notice", () -> handles.find(goes).isEmpty());
    try (ProcessSupervisor next =
        builder().build(JdkProcessBackend.withoutSessions(handles), handles)) {
      assertThat(next.adopt(gone.id())).isInstanceOf(Adoption.Lost.class);
      Adoption adoption = next.adopt(lives.id());
      assertThat(adoption).isInstanceOf(Adoption.Running.class);
      SupervisedProcess adopted = ((Adoption.Running) adoption).process();
      adopted.stop(StopReason.CANCELLED);
      assertThat(Rig.result(adopted).endedBy()).isEqualTo(EndedBy.STOPPED);
    }
  }

  /** Returns the number of the second, and closes the supervisor. */
  private long startTwo(ProcessTable handles, ProcessSpec one, ProcessSpec two) throws Exception {
    try (ProcessSupervisor first =
        builder().build(JdkProcessBackend.withoutSessions(handles), handles)) {
      first.start(one);
      return first.start(two).identity().pid();
    }
  }

  @Test
  void unusableDirectory_isAClearError() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> ProcessSupervisor.builder().directory(file).build())
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> ProcessSupervisor.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("directory is not set");
    assertThatThrownBy(() -> builder().sampleInterval(Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50 ms");
  }

  @Test
  void otherFilesInTheDirectory_areNotRuns() throws Exception {
    ProcessSupervisor supervisor = builder().build();
    Files.createDirectory(directory.resolve("notes"));
    Files.createDirectory(directory.resolve("1-1-1-1-1"));
    UUID id = UUID.randomUUID();
    Files.createDirectory(directory.resolve(id.toString()));

    assertThat(supervisor.runIds()).containsExactly(id);
    supervisor.close();
    supervisor.close(); // does nothing
  }

  private ProcessSupervisor.Builder builder() {
    return ProcessSupervisor.builder().directory(directory);
  }
}
