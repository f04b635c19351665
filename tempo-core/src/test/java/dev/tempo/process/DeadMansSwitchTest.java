package dev.tempo.process;

import static dev.tempo.process.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.supervise.RunMarkers;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import dev.tempo.testing.JavaCommand;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What must not go on without its supervisor ends by itself, when that is stopped or killed. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DeadMansSwitchTest {
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final ProcessTable TABLE = new ProcfsTable();

  @TempDir Path directory;

  /** A JVM whose heart beats as long as it is not stopped. */
  public static final class Supervisor {
    private Supervisor() {}

    public static void main(String[] args) throws Exception {
      try (ProcessSupervisor supervisor =
          ProcessSupervisor.builder().directory(Path.of(args[0])).build()) {
        CompletableFuture<ProcessResult> end = new CompletableFuture<>();
        supervisor.heartbeat(ProcessSupervisor.uptime().orElseThrow());
        Thread heart = Thread.ofPlatform().daemon().start(() -> beat(supervisor, end));
        ProcessSpec.Builder spec = tree().heartbeatTimeout(Duration.parse(args[1]));
        SupervisedProcess guarded = supervisor.start(spec.build());
        SupervisedProcess free = supervisor.start(tree().build());
        Rig.awaitOutput(guarded, "going");
        Rig.awaitOutput(free, "going");
        System.out.println(guarded.id() + " " + free.id());
        long begin = System.nanoTime();
        while (System.nanoTime() - begin <= 2 * SILENCE.toNanos()) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        System.out.println("beaten for longer than that");
        end.complete(guarded.result().get());
        heart.join();
        System.out.println(
            guarded.result().get().signal().orElse("none")
                + " "
                + supervisor.isExpired(guarded.id())
                + " "
                + supervisor.isExpired(free.id()));
        free.stop(StopReason.CANCELLED);
        free.result().get(20, TimeUnit.SECONDS);
      }
    }

    /** From before the first of them starts, since two starts may take longer than the silence. */
    private static void beat(ProcessSupervisor supervisor, CompletableFuture<ProcessResult> end) {
      while (!end.isDone()) {
        supervisor.heartbeat(ProcessSupervisor.uptime().orElseThrow());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }

    /** With a member that has left the session, and one that has lost its parent. */
    private static ProcessSpec.Builder tree() {
      return Rig.shell(
          "setsid sleep 600 & (sleep 600 &) ; trap '' TERM; echo going; sleep 600; sleep 600");
    }
  }

  @Test
  void stoppedJvm_cannotKeepWhatMustNotGoOn() throws Exception {
    Process jvm = start(SILENCE);
    try (BufferedReader said = jvm.inputReader()) {
      List<UUID> ids = ids(said);
      UUID guarded = ids.getFirst();
      UUID free = ids.getLast();
      assertThat(said.readLine()).startsWith("beaten");
      assertThat(members(guarded)).hasSizeGreaterThanOrEqualTo(4);

      signal("STOP", jvm);
      await("end of the guarded tree", () -> members(guarded).isEmpty());
      assertThat(members(free)).as("the control").hasSizeGreaterThanOrEqualTo(4);

      signal("CONT", jvm);
      assertThat(said.readLine()).isEqualTo("SIGKILL true false");
      assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      jvm.destroyForcibly().waitFor();
    }
  }

  @Test
  void killedJvm_cannotKeepItEither() throws Exception {
    UUID guarded = kill(start(SILENCE)).getFirst();
    await("end of the guarded tree", () -> members(guarded).isEmpty());
    try (ProcessSupervisor next = ProcessSupervisor.builder().directory(directory).build()) {
      await("the note of its end", () -> next.adopt(guarded) instanceof Adoption.Ended);
      ProcessResult result = ((Adoption.Ended) next.adopt(guarded)).result();
      assertThat(result.signal()).contains("SIGKILL");
      assertThat(next.isExpired(guarded)).isTrue();
    }
    Path silence = directory.resolve(guarded.toString()).resolve("silence");
    await("end of what it does there", () -> !Files.exists(silence));
  }

  @Test
  void heartbeatsOfTheNextJvm_countForWhatItHasAdopted() throws Exception {
    List<UUID> ids = kill(start(Duration.ofMinutes(10)));
    UUID guarded = ids.getFirst();
    try (ProcessSupervisor next = ProcessSupervisor.builder().directory(directory).build()) {
      long uptime = ProcessSupervisor.uptime().orElseThrow();
      next.heartbeat(uptime - 1);
      SupervisedProcess adopted = ((Adoption.Running) next.adopt(guarded)).process();
      assertThat(heartbeat()).isEqualTo(uptime - 1);
      next.heartbeat(uptime);
      assertThat(heartbeat()).isEqualTo(uptime);
      adopted.stop(StopReason.CANCELLED);
      assertThat(Rig.result(adopted).endedBy()).isEqualTo(ProcessResult.EndedBy.STOPPED);
      next.deleteRecord(guarded);
      next.deleteRecord(ids.getLast());
    }
    assertThat(Files.readString(directory.resolve("switch")))
        .as("with nothing to look after, it ends with its supervisor")
        .isEqualTo("0\n");
  }

  @Test
  void withoutHeartbeats_whatTheNextJvmHasAdopted_goesOn() throws Exception {
    List<UUID> ids = kill(start(Duration.ofMinutes(10)));
    UUID guarded = ids.getFirst();
    Path silence = directory.resolve(guarded.toString()).resolve("silence");
    assertThat(silence).exists();
    try (ProcessSupervisor next = ProcessSupervisor.builder().directory(directory).build()) {
      SupervisedProcess adopted = ((Adoption.Running) next.adopt(guarded)).process();
      assertThat(silence).doesNotExist();
      adopted.stop(StopReason.CANCELLED);
      assertThat(Rig.result(adopted).endedBy()).isEqualTo(ProcessResult.EndedBy.STOPPED);
      next.deleteRecord(guarded);
      next.deleteRecord(ids.getLast());
    }
  }

  @Test
  void whatWouldBegin_afterTheLastHeartbeatIsTooLongAgo_isRefused() throws Exception {
    try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(directory).build()) {
      long ticks = 2 * SILENCE.toMillis() / 10;
      supervisor.heartbeat(ProcessSupervisor.uptime().orElseThrow() - ticks);
      ProcessSpec spec = Rig.shell("sleep 600").heartbeatTimeout(SILENCE).build();
      assertThatThrownBy(() -> supervisor.start(spec))
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("heartbeat");
    }
  }

  @Test
  void heartbeats_needNoNewFile_onAFullDisk() throws Exception {
    try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(directory).build()) {
      long uptime = ProcessSupervisor.uptime().orElseThrow();
      supervisor.heartbeat(uptime);
      ProcessSpec spec = Rig.shell("sleep 600").heartbeatTimeout(Duration.ofMinutes(10)).build();
      SupervisedProcess guarded = supervisor.start(spec);
      Files.createDirectory(directory.resolve("heartbeat.new")); // so that none can be made
      supervisor.heartbeat(uptime + 1);
      assertThat(heartbeat()).isEqualTo(uptime + 1);
      guarded.stop(StopReason.CANCELLED);
      assertThat(Rig.result(guarded).endedBy()).isEqualTo(ProcessResult.EndedBy.STOPPED);
    }
  }

  @Test
  void allThatHaveExpired_end_thoughEachIsEndedThoroughly() throws Exception {
    try (ProcessSupervisor supervisor = ProcessSupervisor.builder().directory(directory).build()) {
      supervisor.heartbeat(ProcessSupervisor.uptime().orElseThrow());
      List<SupervisedProcess> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(
            supervisor.start(Supervisor.tree().heartbeatTimeout(Duration.ofSeconds(5)).build()));
      }
      for (SupervisedProcess each : all) {
        assertThat(Rig.result(each).signal()).contains("SIGKILL");
        assertThat(supervisor.isExpired(each.id())).isTrue();
        await("end of the rest", () -> members(each.id()).isEmpty());
      }
    }
  }

  private long heartbeat() throws Exception {
    String[] both = Files.readString(directory.resolve("heartbeat")).strip().split(" +");
    assertThat(both).hasSize(2);
    assertThat(both[0]).isEqualTo(both[1]);
    return Long.parseLong(both[0]);
  }

  /** The guarded one's id, after its JVM was killed; the other one is ended. */
  private List<UUID> kill(Process jvm) throws Exception {
    List<UUID> ids;
    try (BufferedReader said = jvm.inputReader()) {
      ids = ids(said);
    } finally {
      jvm.destroyForcibly().waitFor();
    }
    members(ids.getLast()).forEach(Rig::kill);
    return ids;
  }

  private static List<UUID> ids(BufferedReader said) throws Exception {
    String line = said.readLine();
    assertThat(line).as("what the JVM began; why it did not is in its error output").isNotNull();
    return Stream.of(line.split(" ")).map(UUID::fromString).toList();
  }

  private Process start(Duration silence) throws Exception {
    List<String> command =
        JavaCommand.of(Supervisor.class, directory.toString(), silence.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** All of a run but its wrapper and relays. */
  private List<Long> members(UUID id) {
    List<String> others =
        List.of(Rig.read(directory.resolve(id.toString()).resolve("pid")).strip().split(" "));
    long leader = Long.parseLong(others.getFirst());
    return TABLE.scan().stream()
        .filter(ProcessEntry::lives)
        .filter(entry -> entry.session() == leader || RunMarkers.bears(TABLE, entry.pid(), id))
        .map(ProcessEntry::pid)
        .filter(pid -> !others.contains(pid.toString()))
        .toList();
  }
}
