package dev.tempo.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.supervise.RunDirectory;
import dev.tempo.process.supervise.RunFile;
import dev.tempo.process.supervise.WrapperScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every case of a restart. The first supervisor is closed, which leaves its processes and files as
 * a crash would; {@link CrashTest} kills a JVM in earnest.
 */
@ParameterizedClass
@EnumSource(Way.class)
class AdoptionTest {
  @Parameter Way way;
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new Rig(way, directory);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private SupervisedProcess startAndRestart(ProcessSpec.Builder spec) throws Exception {
    SupervisedProcess process = rig.start(spec);
    Rig.awaitOutput(process, "ready");
    rig.restart();
    return process;
  }

  private SupervisedProcess adoptRunning(UUID id) {
    Adoption adoption = rig.supervisor().adopt(id);
    assertThat(adoption).isInstanceOf(Adoption.Running.class);
    return rig.adopted(((Adoption.Running) adoption).process());
  }

  private ProcessResult adoptEnded(UUID id) {
    Adoption adoption = rig.supervisor().adopt(id);
    assertThat(adoption).isInstanceOf(Adoption.Ended.class);
    return ((Adoption.Ended) adoption).result();
  }

  /** A stand-in for the time when no supervisor runs. */
  private void awaitEndOf(SupervisedProcess process) {
    Rig.await("end", () -> Rig.living(process).isEmpty());
  }

  @Test
  void closing_tellsWaitersThatTheProcessLives() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));

    assertThatThrownBy(() -> process.result().get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ProcessException.class)
        .hasMessageContaining("closed");
    assertThat(rig.supervisor().runIds()).containsExactly(process.id());

    SupervisedProcess adopted = adoptRunning(process.id());
    adopted.stop(StopReason.CANCELLED);
    assertThat(Rig.result(adopted).stopReason()).contains(StopReason.CANCELLED);
  }

  @Test
  void liveProcess_isSupervisedOn() throws Exception {
    SupervisedProcess process =
        startAndRestart(
            Rig.shell("echo ready; until [ -e go ]; do sleep 0.01; done; exit 9")
                .directory(directory));

    SupervisedProcess adopted = adoptRunning(process.id());
    assertThat(adopted.identity()).isEqualTo(process.identity());
    Files.createFile(directory.resolve("go"));

    ProcessResult result = Rig.result(adopted);
    assertThat(result.exitCode()).hasValue(9);
    assertThat(result.endedBy()).isEqualTo(EndedBy.NONE);
    assertThat(result.startedAt()).isBefore(result.finishedAt());
  }

  @Test
  void liveProcess_isEndedWhenThePolicySaysSo() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));

    Adoption adoption = rig.supervisor().adopt(process.id(), AdoptionPolicy.END);

    assertThat(adoption)
        .asInstanceOf(type(Adoption.Running.class))
        .satisfies(
            running ->
                assertThat(Rig.result(running.process()).stopReason())
                    .contains(StopReason.ORPHANED));
  }

  @Test
  void adoptedTwice_isTheSameProcess() throws Exception {
    SupervisedProcess process = rig.start(Rig.shell("sleep 1000"));

    assertThat(rig.supervisor().adopt(process.id()))
        .extracting("process", as(type(SupervisedProcess.class)))
        .isSameAs(process);
    process.stop(StopReason.CANCELLED);
    Rig.result(process);
  }

  @Test
  void processThatEndedMeanwhile_hasItsExitCode() throws Exception {
    SupervisedProcess process =
        startAndRestart(
            Rig.shell("echo ready; sleep 0.1; echo more; kill -9 $$").directory(directory));
    awaitEndOf(process);

    ProcessResult result = adoptEnded(process.id());

    assertThat(result.signal()).contains("SIGKILL");
    assertThat(result.endedBy()).isEqualTo(EndedBy.NONE);
    assertThat(Rig.output(process)).isEqualTo("ready\nmore\n");
    assertThat(result.finishedAt()).isAfterOrEqualTo(result.startedAt());
    assertThat(adoptEnded(process.id())).isEqualTo(result);
  }

  @Test
  void storedResult_isReturnedAsItWas() throws Exception {
    ProcessResult result = rig.run(Rig.shell("sleep 1000").timeout(Duration.ofMillis(100)));
    UUID id = rig.supervisor().runIds().iterator().next();
    rig.restart();

    assertThat(adoptEnded(id)).isEqualTo(result);
  }

  @Test
  void intendedStop_isCarriedOn() throws Exception {
    SupervisedProcess process =
        rig.start(Rig.shell("trap '' TERM; echo ready; while :; do sleep 0.01; done"));
    Rig.awaitOutput(process, "ready");
    process.stop(StopReason.SHUTDOWN);
    rig.restart();

    ProcessResult result = Rig.result(adoptRunning(process.id()));

    assertThat(result.endedBy()).isEqualTo(EndedBy.STOPPED);
    assertThat(result.stopReason()).contains(StopReason.SHUTDOWN);
    assertThat(result.signal()).contains("SIGKILL");
  }

  @Test
  void intendedStopOfWhatIsGone_isAStop() throws Exception {
    SupervisedProcess process =
        rig.start(Rig.shell("echo ready; sleep 1000").grace(Duration.ofHours(1)));
    Rig.awaitOutput(process, "ready");
    rig.supervisor().close();
    new RunDirectory(directory, process.id())
        .writeStop(
            new ProcessResult.Ending(
                EndedBy.STOPPED,
                java.util.Optional.of(StopReason.CANCELLED),
                java.util.Optional.empty()));
    Rig.killTree(process);
    Files.deleteIfExists(rig.runDirectory(process.id()).resolve("exit"));
    rig.restart();

    assertThat(adoptEnded(process.id()).stopReason()).contains(StopReason.CANCELLED);
  }

  @Test
  void intendedStopWithoutAWrapper_isCarriedOn() throws Exception {
    SupervisedProcess process =
        rig.start(Rig.shell("trap '' TERM; echo ready; while :; do sleep 0.01; done"));
    Rig.awaitOutput(process, "ready");
    process.stop(StopReason.SHUTDOWN);
    rig.restart();
    Rig.kill(process.identity().pid());

    ProcessResult result = Rig.result(adoptRunning(process.id()));

    assertThat(result.stopReason()).contains(StopReason.SHUTDOWN);
    assertThat(result.processesEnded()).isPositive();
  }

  @Test
  void timeLimit_countsFromTheStart() throws Exception {
    SupervisedProcess process =
        startAndRestart(Rig.shell("echo ready; sleep 1000").timeout(Duration.ofMillis(400)));

    ProcessResult result = Rig.result(adoptRunning(process.id()));

    assertThat(result.endedBy()).isEqualTo(EndedBy.TIMEOUT);
  }

  @Test
  void membersWithoutTheirWrapper_areEnded() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));
    Rig.kill(process.identity().pid());

    ProcessResult result = Rig.result(adoptRunning(process.id()));

    assertThat(result.exitCode()).isEmpty();
    assertThat(result.signal()).isEmpty();
    assertThat(result.explanation().orElseThrow()).contains("exit code is not known");
    assertThat(result.leftoversEnded()).isPositive();
  }

  @Test
  void leftoversOfAnEndedCommand_areEnded() throws Exception {
    SupervisedProcess process =
        startAndRestart(Rig.shell("sleep 1000 & echo ready; sleep 0.1; exit 4"));
    Rig.await("end of the command", () -> !Rig.lives(process.identity().pid()));

    ProcessResult result = Rig.result(adoptRunning(process.id()));

    assertThat(result.exitCode()).hasValue(4);
    assertThat(result.leftoversEnded()).isEqualTo(1);
  }

  @Test
  void leftoversThatMayStay_areNoReasonToWait() throws Exception {
    SupervisedProcess process =
        startAndRestart(
            Rig.shell("sleep 1000 & echo $! ready; exit 4")
                .orphans(ProcessSpec.OrphanPolicy.LEAVE));
    Rig.await("end of the command", () -> !Rig.lives(process.identity().pid()));

    assertThat(Rig.result(adoptRunning(process.id())).exitCode()).hasValue(4);
    Rig.kill(Long.parseLong(Rig.output(process).split(" ")[0]));
  }

  @Test
  void everythingGoneWithoutAWord_isLost() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));
    Rig.kill(process.identity().pid());
    Rig.killTree(process);

    assertThat(rig.supervisor().adopt(process.id())).isInstanceOf(Adoption.Lost.class);
  }

  @Test
  void cutOffExit_isLost() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; exit 0"));
    awaitEndOf(process);
    Path directory = rig.runDirectory(process.id());
    Files.deleteIfExists(directory.resolve("result"));
    String exit = Files.readString(directory.resolve("exit"));
    Files.writeString(directory.resolve("exit"), exit.substring(0, exit.lastIndexOf('\n')));

    assertThat(rig.supervisor().adopt(process.id())).isInstanceOf(Adoption.Lost.class);
  }

  @Test
  void otherBoot_isLostThoughTheNumberLives() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));
    ProcessIdentity old = process.identity();
    RunDirectory files = new RunDirectory(directory, process.id());
    files.writeIdentity(new ProcessIdentity(old.pid(), old.startTicks(), "another boot"));

    assertThat(rig.supervisor().adopt(process.id())).isInstanceOf(Adoption.Lost.class);

    files.writeIdentity(old);
    SupervisedProcess adopted = adoptRunning(process.id());
    adopted.stop(StopReason.CANCELLED);
    Rig.result(adopted);
  }

  @Test
  void crashBeforeTheIdentityWasStored_isNoObstacle() throws Exception {
    SupervisedProcess process = startAndRestart(Rig.shell("echo ready; sleep 1000"));
    Files.delete(rig.runDirectory(process.id()).resolve("identity"));

    SupervisedProcess adopted = adoptRunning(process.id());

    assertThat(adopted.identity()).isEqualTo(process.identity());
    rig.restart();
    Files.delete(rig.runDirectory(process.id()).resolve("pid"));
    SupervisedProcess again = adoptRunning(process.id());
    assertThat(again.identity()).isEqualTo(process.identity());
    again.stop(StopReason.CANCELLED);
    Rig.result(again);
  }

  @Test
  void crashBeforeTheSpawn_isLost() throws Exception {
    UUID id = UUID.randomUUID();
    new RunDirectory(directory, id).create();

    assertThat(rig.supervisor().adopt(id)).isEqualTo(new Adoption.Lost("it was never started"));
    rig.supervisor().deleteRecord(id);
    assertThat(rig.supervisor().adopt(id)).isEqualTo(new Adoption.NotFound());
  }

  @Test
  void crashBeforeTheSpawn_isNeverStarted_ifTheBootIsKnown() throws Exception {
    UUID nothing = UUID.randomUUID();
    assertThat(rig.supervisor().mayBeTold(nothing)).isFalse();
    rig.supervisor().recovered();
    RunDirectory empty = new RunDirectory(directory, UUID.randomUUID());
    empty.create();
    RunDirectory recorded = recorded();
    rig.restart();
    assertThat(rig.supervisor().mayBeTold(nothing)).isTrue();

    for (UUID id : List.of(nothing, empty.id(), recorded.id())) {
      assertThat(rig.supervisor().adopt(id)).isEqualTo(new Adoption.NeverStarted());
      assertThat(rig.runDirectory(id)).doesNotExist();
      assertThat(rig.run(Rig.shell("exit 3", id)).exitCode()).hasValue(3);
    }
  }

  @Test
  void crashAfterTheSpawn_isNotTakenForBefore() throws Exception {
    rig.supervisor().recovered();
    RunDirectory told = recorded();
    Files.writeString(told.path().resolve("pid"), "999999999\n");
    RunDirectory written = recorded();
    Files.writeString(written.path().resolve("stdout"), "it was there");
    rig.restart();

    assertThat(rig.supervisor().adopt(told.id())).isInstanceOf(Adoption.Lost.class);
    assertThat(rig.supervisor().adopt(written.id())).isInstanceOf(Adoption.Lost.class);
  }

  @Test
  void markOfAnotherBoot_saysNothing() throws Exception {
    Files.writeString(directory.resolve("boot"), UUID.randomUUID().toString());
    RunDirectory recorded = recorded();
    rig.restart();
    assertThat(rig.supervisor().mayBeTold(recorded.id())).isFalse();
    assertThat(rig.supervisor().adopt(recorded.id())).isInstanceOf(Adoption.Lost.class);
    assertThat(rig.supervisor().adopt(UUID.randomUUID())).isEqualTo(new Adoption.NotFound());
  }

  @Test
  void wrapperWhoseDirectoryWasTakenAway_startsNothing() throws Exception {
    Path made = directory.resolve("made");
    ProcessSpec spec = Rig.shell("exit 0").directory(directory).build();
    RunFile record = new RunFile(Instant.now(), spec.policy(), Optional.empty());
    Path gone = directory.resolve("gone");
    for (Optional<Path> relay : List.of(Optional.<Path>empty(), Optional.of(Path.of("/bin/cat")))) {
      List<String> line =
          WrapperScript.install(directory)
              .wrap(List.of("/bin/sh", "-c", "touch '" + made + "'"), gone, relay, record, "1");
      Process wrapper =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();

      assertThat(wrapper.waitFor()).isNotZero();
      assertThat(made).doesNotExist();
    }
  }

  /** As far as a start comes before its process is spawned. */
  private RunDirectory recorded() throws Exception {
    RunDirectory recorded = new RunDirectory(directory, UUID.randomUUID());
    recorded.create();
    ProcessSpec spec = Rig.shell("exit 0").directory(directory).build();
    recorded.writeRecord(new RunFile(Instant.now(), spec.policy(), Optional.empty()));
    return recorded;
  }

  @Test
  void damagedFiles_areLost() throws Exception {
    UUID id = UUID.randomUUID();
    RunDirectory files = new RunDirectory(directory, id);
    files.create();
    KeyValueFile.in(KeyValueFile.Form.PLAIN)
        .put("startedAt", "yesterday")
        .write(files.path().resolve("run"));

    assertThat(rig.supervisor().adopt(id))
        .asInstanceOf(type(Adoption.Lost.class))
        .satisfies(lost -> assertThat(lost.reason()).contains("cannot be read"));
  }

  @Test
  void closedSupervisor_refuses() {
    rig.supervisor().close();

    assertThatThrownBy(() -> rig.supervisor().adopt(UUID.randomUUID()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rig.start(Rig.shell("true")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(rig.supervisor().runIds()).isEmpty();
  }
}
