package dev.tempo.process;

import static dev.tempo.process.Rig.output;
import static dev.tempo.process.Rig.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.process.supervise.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that open, cut, stretch or share their output: each line arrives once, in order. */
@ParameterizedClass
@EnumSource(Way.class)
class OutputByNameTest {
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
  @ValueSource(
      strings = {
        "echo 1; echo 2 >/dev/stdout; echo 3; echo 4 >/proc/self/fd/1; echo 5",
        "echo 1; (echo 2; echo 3) | tee /proc/$$/fd/1 >/dev/null; echo 4; echo 5",
        "echo 1; exec >/dev/stdout; echo 2; echo 3; exec >>/dev/fd/1; echo 4; echo 5",
        "echo 1; echo 2 >/dev/stdout & wait; echo 3; sh -c 'echo 4; echo 5 >/proc/$$/fd/1'",
        "echo 1; cp /dev/null /dev/stdout; echo 2; : >/dev/stdout; echo 3; seq 4 5 >/dev/stdout",
        "echo 1; truncate -s 0 /dev/stdout; echo 2; truncate -s 200G /proc/self/fd/1; seq 3 5",
      })
  void stdoutByName_losesNothing(String script) throws Exception {
    assertThat(lines(script)).containsExactly("1", "2", "3", "4", "5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo 1 >&2; echo 2 >/dev/stderr; echo 3 >&2; echo 4 >/proc/self/fd/2; echo 5 >&2",
        "exec 2>/dev/stderr; echo 1 >&2; (echo 2; echo 3) | tee /dev/stderr; seq 4 5 >&2",
        "seq 1 3 >&2; truncate -s 0 /dev/stderr || true; seq 4 5 >&2",
      })
  void stderrByName_losesNothing(String script) throws Exception {
    SupervisedProcess process = rig.start(shell(script));
    Rig.result(process);
    assertThat(Files.readAllLines(process.stderr()))
        .filteredOn(line -> line.length() == 1)
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void pythonByName_losesNothing() throws Exception {
    SupervisedProcess process =
        rig.start(
            Rig.python(
                """
                import os, sys
                print(1, flush=True)
                with open('/dev/stdout', 'w') as out: out.write('2\\n')
                for call in (lambda: os.ftruncate(1, 0), lambda: os.lseek(1, 0, 0)):
                    try: call()
                    except OSError: pass
                print(3, flush=True)
                open('/proc/self/fd/1', 'a').write('4\\n')
                print(5)
                """));
    Rig.result(process);
    assertThat(output(process)).isEqualTo("1\n2\n3\n4\n5\n");
  }

  @Test
  void twoThatWriteAtOnce_loseNothing_eachInItsOrder() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell(
                "for n in 1 2 3; do (i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $n $i"
                    + " >/dev/stdout; done) & done; wait"));
    Rig.result(process);
    List<String> lines = Files.readAllLines(process.stdout());
    for (int writer = 1; writer <= 3; writer++) {
      String start = writer + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(start)))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 500).mapToObj(i -> start + i).toList());
    }
    assertThat(lines).hasSize(1500);
  }

  @Test
  void muchAtTheVeryEnd_arrives() throws Exception {
    SupervisedProcess process = rig.start(shell("seq 1 200000; seq 1 1000 >&2"));
    assertThat(Rig.result(process).exitCode()).hasValue(0);
    assertThat(Files.readAllLines(process.stdout())).hasSize(200_000).endsWith("200000");
    assertThat(Files.readAllLines(process.stderr())).hasSize(1000);
  }

  @Test
  void whatIsWrittenWhileItIsStopped_arrives() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("trap 'echo tidying; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));
    Rig.awaitOutput(process, "ready");
    process.stop(StopReason.CANCELLED);
    Rig.result(process);
    assertThat(output(process)).isEqualTo("ready\ntidying\n");
  }

  @Test
  void relayThatIsKilled_isReplaced_andTheCommandGoesOn() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("echo 1; until [ -e go ]; do sleep 0.02; done; seq 2 5").directory(directory));
    Rig.awaitOutput(process, "1\n");
    List<Long> relays = relayPids(process);
    assertThat(relays).hasSize(2);
    relays.forEach(Rig::kill);
    Rig.await("other relays", () -> relayPids(process).stream().noneMatch(relays::contains));
    Files.createFile(directory.resolve("go"));
    assertThat(Rig.result(process).exitCode()).hasValue(0);
    assertThat(output(process)).isEqualTo("1\n2\n3\n4\n5\n");
  }

  /** Their numbers are not on the disk when it is full, or after a crash while they are written. */
  @Test
  void relaysThatAreNotNoted_areWaitedFor() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("echo 1; until [ -e go ]; do sleep 0.02; done; seq 2 5").directory(directory));
    Rig.awaitOutput(process, "1\n");
    long relay = relayPids(process).getFirst();
    rig.restart();
    Files.delete(rig.runDirectory(process.id()).resolve("pid"));
    SupervisedProcess adopted =
        rig.adopted(((Adoption.Running) rig.supervisor().adopt(process.id())).process());
    signal("STOP", relay);
    Files.createFile(directory.resolve("go"));
    assertThatThrownBy(() -> adopted.result().get(400, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    signal("CONT", relay);
    assertThat(Rig.result(adopted).exitCode()).hasValue(0);
    assertThat(output(process)).isEqualTo("1\n2\n3\n4\n5\n");
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void relays_haveNoLanguage_andTheCommandHasItsOwn() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("echo $LC_ALL; until [ -e go ]; do sleep 0.02; done")
                .environment(Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8"))
                .directory(directory));
    Rig.awaitOutput(process, "C.UTF-8\n");
    assertThat(relayPids(process)).hasSize(2);
    Rig.await( // the second may not have begun
        "relays without a language",
        () -> relayPids(process).stream().allMatch(OutputByNameTest::hasNoLanguage));
    Files.createFile(directory.resolve("go"));
    assertThat(Rig.result(process).exitCode()).hasValue(0);
  }

  private static boolean hasNoLanguage(long pid) {
    try {
      String variables = Files.readString(Path.of("/proc/" + pid + "/environ"));
      return List.of(variables.split("\0")).contains("LC_ALL=C");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leftAlone_doesNotHoldTheRunUp_andGoesOnWriting() throws Exception {
    Path proof = directory.resolve("proof");
    SupervisedProcess process =
        rig.start(
            shell("echo 1; (while :; do echo more; echo more >>proof; sleep 0.01; done) & exit 3")
                .directory(directory)
                .orphans(ProcessSpec.OrphanPolicy.LEAVE));
    assertThat(Rig.result(process).exitCode()).hasValue(3);
    assertThat(output(process)).matches("1\n(more\n)*");
    rig.supervisor().deleteRecord(process.id());
    int before = Rig.read(proof).length();
    Rig.await("further lines", () -> Rig.read(proof).length() > before + 50);
    Rig.killTree(process);
  }

  @Test
  void afterARestart_whatIsOnItsWayArrives() throws Exception {
    SupervisedProcess process =
        rig.start(
            shell("echo 1; until [ -e go ]; do sleep 0.01; done; seq 2 50000 >/dev/stdout")
                .directory(directory));
    Rig.awaitOutput(process, "1\n");
    rig.restart();
    Files.createFile(directory.resolve("go"));
    UUID id = process.id();
    ProcessResult result =
        switch (rig.supervisor().adopt(id)) {
          case Adoption.Running running -> Rig.result(running.process());
          case Adoption.Ended ended -> ended.result();
          case Adoption.Lost lost -> throw new AssertionError(lost.reason());
          case Adoption.NeverStarted never -> throw new AssertionError(never);
          case Adoption.NotFound none -> throw new AssertionError("not found");
        };
    assertThat(result.exitCode()).hasValue(0);
    assertThat(Files.readAllLines(process.stdout())).hasSize(50_000).endsWith("50000");
  }

  private List<Long> relayPids(SupervisedProcess process) {
    try {
      return new RunDirectory(directory, process.id()).relayPids();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines(String script) throws Exception {
    SupervisedProcess process = rig.start(shell(script));
    Rig.result(process);
    return Files.readAllLines(process.stdout());
  }
}
