package dev.tempo.process;

import static dev.tempo.process.Rig.output;
import static dev.tempo.process.Rig.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.process.ProcessResult.EndedBy;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and ending, in each way. */
@ParameterizedClass
@EnumSource(Way.class)
class ProcessSupervisorTest {
  @Parameter Way way;
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new Rig(way, directory);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void command_endsWithItsOutputInTwoFiles() throws Exception {
    SupervisedProcess process = rig.start(shell("echo out; echo err >&2"));

    ProcessResult result = Rig.result(process);

    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.success()).isTrue();
    assertThat(output(process)).isEqualTo("out\n");
    assertThat(process.stderr()).hasContent("err");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 127, 130 - 1, 137, 141, 143, 255})
  void exitCode_isTheCommands(int code) throws Exception {
    ProcessResult result = rig.run(shell("exit " + code));

    assertThat(result.exitCode()).hasValue(code);
    assertThat(result.signal()).isEmpty();
    assertThat(result.endedBy()).isEqualTo(EndedBy.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "QUIT", "KILL", "USR1", "SEGV", "TERM", "XFSZ"})
  void signal_isToldApartFromAnExitCode(String name) throws Exception {
    ProcessResult result = rig.run(shell("ulimit -c 0; kill -" + name + " $$"));

    assertThat(result.signal()).contains("SIG" + name);
    assertThat(result.exitCode()).isEmpty();
    assertThat(result.success()).isFalse();
  }

  @Test
  void command_startsWithDefaultSignalsAndNoOtherFiles() throws Exception {
    SupervisedProcess process =
        rig.start(shell("grep -E 'SigIgn' /proc/self/status; ls /proc/self/fd; cat; echo end"));

    Rig.result(process);

    assertThat(output(process).lines().filter(line -> line.startsWith("Sig")))
        .allMatch(line -> (Long.parseLong(line.substring(8), 16) & 0x7fff_ffffL) == 0); // 1 to 31
    assertThat(output(process)).contains("\n0\n1\n2\n3\nend\n"); // 3 is the listing of ls
  }

  @Test
  void time_limit_stopsTheTree() throws Exception {
    ProcessResult result = rig.run(shell("sleep 100 & sleep 100").timeout(Duration.ofMillis(200)));

    assertThat(result.endedBy()).isEqualTo(EndedBy.TIMEOUT);
    assertThat(result.signal()).contains("SIGTERM");
    assertThat(result.processesEnded()).isEqualTo(3);
    assertThat(result.explanation())
        .hasValueSatisfying(text -> assertThat(text).contains("PT0.2S"));
  }

  @Test
  void stop_endsTheTreeAndKeepsTheReason() throws Exception {
    SupervisedProcess process = rig.start(shell("echo ready; sleep 100"));
    Rig.awaitOutput(process, "ready");

    process.stop(StopReason.REPLACED);
    process.stop(StopReason.CANCELLED);

    ProcessResult result = Rig.result(process);
    assertThat(result.endedBy()).isEqualTo(EndedBy.STOPPED);
    assertThat(result.stopReason()).contains(StopReason.REPLACED);
    assertThat(rig.runDirectory(process.id()).resolve("stop")).content().contains("REPLACED");
  }

  @Test
  void stop_letsTheCommandCleanUp() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("trap 'echo cleaned; exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    Rig.awaitOutput(process, "ready");

    process.stop(StopReason.CANCELLED);

    ProcessResult result = Rig.result(process);
    assertThat(result.exitCode()).hasValue(7);
    assertThat(result.endedBy()).isEqualTo(EndedBy.STOPPED);
    assertThat(output(process)).endsWith("cleaned\n");
  }

  @Test
  void stopAtOnce_endsItBeforeItBegan() throws Exception {
    SupervisedProcess process = rig.start(shell("sleep 100").grace(Duration.ZERO));

    process.stop(StopReason.CANCELLED);

    assertThat(Rig.result(process).endedBy()).isEqualTo(EndedBy.STOPPED);
  }

  @Test
  void stopAfterTheEnd_changesNothing() throws Exception {
    SupervisedProcess process = rig.start(shell("exit 3"));
    ProcessResult result = Rig.result(process);

    process.stop(StopReason.CANCELLED);

    assertThat(Rig.result(process)).isSameAs(result);
    assertThat(result.endedBy()).isEqualTo(EndedBy.NONE);
  }

  @Test
  void environment_isWhatWasGivenAndTheCookie() throws Exception {
    ProcessSpec.Builder spec =
        ProcessSpec.of(UUID.randomUUID(), "/usr/bin/env")
            .environment(Map.of("A", "1 2", "B", "é\n'\"$x"));
    SupervisedProcess process = rig.start(spec);

    Rig.result(process);

    assertThat(output(process))
        .contains("A=1 2\n", "B=é\n'\"$x\n", "TEMPO_RUN_ID=" + process.id() + "\n")
        .doesNotContain("HOME=", "_tempo");
  }

  @Test
  void arguments_arriveAsTheyAre() throws Exception {
    List<String> command = List.of("/usr/bin/printf", "[%s]", "", "a b", "$HOME", "*", "-", "é");
    SupervisedProcess process = rig.start(ProcessSpec.of(UUID.randomUUID(), command));

    Rig.result(process);

    assertThat(output(process)).isEqualTo("[][a b][$HOME][*][-][é]");
  }

  @Test
  void directory_isWhereItRuns(@TempDir Path elsewhere) throws Exception {
    SupervisedProcess process = rig.start(shell("pwd").directory(elsewhere));

    Rig.result(process);

    assertThat(output(process)).isEqualTo(elsewhere.toRealPath() + "\n");
  }

  @Test
  void missingDirectory_isAClearError() {
    assertThatThrownBy(() -> rig.start(shell("true").directory(Path.of("/no/such"))))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("/no/such does not exist");
    assertThat(rig.supervisor().runIds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/program, does not exist",
    "/etc/passwd, not executable",
    "no-such-program, not found in PATH"
  })
  void unusableCommand_isAClearError(String program, String message) {
    assertThatThrownBy(() -> rig.start(ProcessSpec.of(UUID.randomUUID(), program)))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining(program)
        .hasMessageContaining(message);
    assertThat(rig.supervisor().runIds()).isEmpty();
  }

  @Test
  void program_isFoundInThePathOfItsOwnEnvironment(@TempDir Path bin) throws Exception {
    Path program = Files.writeString(bin.resolve("my-tool"), "#!/bin/sh\necho mine\n");
    program.toFile().setExecutable(true);
    ProcessSpec.Builder spec =
        ProcessSpec.of(UUID.randomUUID(), "my-tool")
            .environment(Map.of("PATH", "/nowhere" + File.pathSeparator + bin));
    SupervisedProcess process = rig.start(spec);

    assertThat(Rig.result(process).exitCode()).hasValue(0);
    assertThat(output(process)).isEqualTo("mine\n");
  }

  @Test
  void idUsedBefore_isRefused() throws Exception {
    SupervisedProcess process = rig.start(shell("true"));
    Rig.result(process);

    assertThatThrownBy(() -> rig.supervisor().start(ProcessSpec.of(process.id(), "true").build()))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("used before");
  }

  @Test
  void forget_deletesTheDirectoryOfAnEndedRun() throws Exception {
    SupervisedProcess process = rig.start(shell("echo x; sleep 100"));
    assertThat(rig.supervisor().runIds()).containsExactly(process.id());
    assertThatThrownBy(() -> rig.supervisor().deleteRecord(process.id()))
        .isInstanceOf(IllegalStateException.class);
    process.stop(StopReason.CANCELLED);
    Rig.result(process);

    rig.supervisor().deleteRecord(process.id());
    rig.supervisor().deleteRecord(UUID.randomUUID());

    assertThat(rig.supervisor().runIds()).isEmpty();
  }
}
