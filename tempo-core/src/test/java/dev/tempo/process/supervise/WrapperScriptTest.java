package dev.tempo.process.supervise;

import static dev.tempo.process.Rig.shell;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessResult;
import dev.tempo.process.Rig;
import dev.tempo.process.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wrapper that is not what it should be, and notes that are missing, never pass for a success.
 */
@ParameterizedClass
@EnumSource(Way.class)
class WrapperScriptTest {
  /** As one whose JVM was killed just after the spawn, and whose run was begun again since. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/bin/cat"})
  void wrapperOfAnEarlierStart_thatComesLate_startsAndTouchesNothing(String relay)
      throws Exception {
    RunDirectory run = new RunDirectory(directory, UUID.randomUUID());
    run.create();
    String earlier = run.noteStart();
    run.delete();
    run.create();
    String later = run.noteStart();
    assertThat(wrapper(run, relay, earlier).waitFor()).isNotZero();
    assertThat(directory.resolve("made")).doesNotExist();
    assertThat(run.path()).isDirectoryContaining("glob:**/start." + later);
    try (Stream<Path> files = Files.list(run.path())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void wrapperWhoseRunIsStartedAgain_justAsItTellsItsNumber_startsNothing() throws Exception {
    RunDirectory run = new RunDirectory(directory, UUID.randomUUID());
    run.create();
    String start = run.noteStart();
    Path pid = run.path().resolve("pid"); // a pipe, to write into which it waits
    for (Path pipe : List.of(pid, run.pipes().getFirst(), run.pipes().getLast())) {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    }
    Path relay = directory.resolve("relay");
    Path begun = directory.resolve("begun");
    Files.writeString(relay, "#!/bin/sh\n: >'" + begun + "'\nexec cat\n");
    assertThat(relay.toFile().setExecutable(true)).isTrue();
    Process wrapper = wrapper(run, relay.toString(), start);
    Rig.await("its relays", () -> Files.exists(begun));
    Files.delete(run.path().resolve("start." + start));
    Process reader = new ProcessBuilder("timeout", "20", "cat", pid.toString()).start();
    List<Long> told =
        Stream.of(new String(reader.getInputStream().readAllBytes(), US_ASCII).strip().split(" "))
            .map(Long::parseLong)
            .toList();
    assertThat(told).hasSize(3);
    assertThat(wrapper.waitFor()).isNotZero();
    assertThat(directory.resolve("made")).doesNotExist();
    for (long number : told) {
      ProcessHandle.of(number).ifPresent(process -> process.onExit().join());
    }
  }

  private Process wrapper(RunDirectory run, String relay, String start) throws IOException {
    RunFile record = new RunFile(Instant.now(), shell("exit 0").build().policy(), Optional.empty());
    Optional<Path> program = relay.isEmpty() ? Optional.empty() : Optional.of(Path.of(relay));
    List<String> command = List.of("/bin/touch", directory.resolve("made").toString());
    List<String> line =
        WrapperScript.install(directory).wrap(command, run.path(), program, record, start);
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** What may become of a file. */
  enum Damage {
    EMPTY {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, "");
      }
    },
    CUT {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, Files.readString(file).substring(0, 40));
      }
    },
    SAME_LENGTH {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, "#".repeat((int) Files.size(file)));
      }
    },
    GONE {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    },
    LINK {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
      }
    };

    abstract void to(Path file) throws IOException;
  }

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

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damagedWhileOpen_isWrittenAnewBeforeItIsUsed(Damage damage) throws Exception {
    damage.to(wrapper());

    assertThat(rig.run(shell("exit 3")).exitCode()).hasValue(3);
    assertThat(wrappers()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damagedWhileDown_isWrittenAnewAtTheStart(Damage damage) throws Exception {
    byte[] whole = Files.readAllBytes(wrapper());
    Path file = wrapper();
    damage.to(file);

    rig.restart();

    assertThat(file).hasBinaryContent(whole).isRegularFile();
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(rig.run(shell("exit 4")).exitCode()).hasValue(4);
  }

  @Test
  void noteThatIsGone_isNoSuccess() throws Exception {
    ProcessResult result = rig.run(shell("rm \"$RUNS/$TEMPO_RUN_ID/exit\"").environment(knowing()));

    assertThat(result.success()).isFalse();
    assertThat(result.exitCode()).isEmpty();
    assertThat(result.explanation().orElseThrow())
        .contains("exit code is not known")
        .contains("status 0");
  }

  private Map<String, String> knowing() {
    Map<String, String> variables = new HashMap<>(Rig.ENVIRONMENT);
    variables.put("RUNS", directory.toString());
    return variables;
  }

  private Path wrapper() throws IOException {
    return wrappers().getFirst();
  }

  private List<Path> wrappers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("wrapper-")).toList();
    }
  }
}
