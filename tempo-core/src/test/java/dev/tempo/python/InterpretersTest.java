package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.process.TimedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpretersTest {
  @TempDir Path directory;

  private Path program(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A script that answers as an interpreter would, and counts how often it is asked. */
  private Path fake(String name, String... answers) throws IOException {
    StringBuilder text = new StringBuilder("#!/bin/sh\necho asked >> " + directory + "/count\n");
    for (String answer : answers) {
      text.append("echo 'tempo:").append(answer).append("'\n");
    }
    return program(name, text.toString());
  }

  private long asked() throws IOException {
    Path count = directory.resolve("count");
    return Files.exists(count) ? Files.readAllLines(count).size() : 0;
  }

  private Interpreters inBin() {
    return Interpreters.in(List.of(directory.resolve("bin")));
  }

  @Test
  void machine_listsNewestFirstAndEachOnce() {
    List<Interpreter> all = Interpreters.ofThisMachine().all();

    assertThat(all)
        .isSortedAccordingTo(Comparator.comparing(Interpreter::version).reversed())
        .allMatch(found -> found.version().compareTo(PythonVersion.OLDEST) >= 0)
        .allMatch(found -> Files.isExecutable(found.executable()))
        .doesNotHaveDuplicates();
  }

  @Test
  void best_is312WhereItIsThereElseTheNewest() throws IOException {
    fake("bin/python3.13", "version=3.13.0", "venv=yes");
    assertThat(inBin().newest()).map(found -> found.version().series()).contains("3.13");

    fake("bin/python3.12", "version=3.12.4", "venv=yes", "pip=24.0");
    assertThat(inBin().newest()).map(found -> found.version().series()).contains("3.12");
  }

  @Test
  void find_takesMajorMinorOrAllThree() throws IOException {
    fake("bin/python3.11", "version=3.11.9", "venv=yes");
    fake("bin/python3.10", "version=3.10.2", "venv=yes");
    fake("bin/python3.1", "version=3.1.0", "venv=yes");
    Interpreters interpreters = inBin();

    assertThat(interpreters.find("3.11"))
        .map(Interpreter::version)
        .contains(PythonVersion.parse("3.11.9"));
    assertThat(interpreters.find("3.10.2")).isPresent();
    assertThat(interpreters.find("3"))
        .map(Interpreter::version)
        .contains(PythonVersion.parse("3.11.9"));
    assertThat(interpreters.find("3.1")).isEmpty();
    assertThat(interpreters.find("3.11.8")).isEmpty();
    assertThatThrownBy(() -> interpreters.find("python3.11"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("python3.11");
  }

  @Test
  void unusable_isSkippedWithItsReason() throws IOException {
    fake("bin/python3.6", "version=3.6.15", "venv=yes");
    fake("bin/python3.9", "version=3.9.1");
    fake("bin/python3.10", "version=3.10.0", "venv=yes", "base=/somewhere/else");
    fake("bin/python3.11", "nonsense");
    program("bin/python3.12", "#!/bin/sh\necho no luck >&2; exit 3\n");
    program("bin/python3.13", "#!/no/such/shell\n");

    assertThat(inBin().all()).isEmpty();
    assertThat(inBin().rejected())
        .extracting(skipped -> skipped.path().getFileName() + ": " + skipped.reason())
        .anyMatch(text -> text.startsWith("python3.6: It is Python 3.6.15; Tempo needs 3.8"))
        .anyMatch(text -> text.startsWith("python3.9: It lacks the module 'venv'"))
        .anyMatch(
            text -> text.startsWith("python3.10: It is a virtual environment of /somewhere/else"))
        .anyMatch(text -> text.startsWith("python3.11: It did not tell a Python version"))
        .anyMatch(text -> text.startsWith("python3.12: It exited with code 3: no luck"))
        .anyMatch(text -> text.startsWith("python3.13: It could not be started"));
  }

  @Test
  void otherNames_areNotAsked() throws IOException {
    fake("bin/python3-config", "version=3.12.0", "venv=yes");
    fake("bin/python3.7m", "version=3.12.0", "venv=yes");
    fake("bin/python2", "version=2.7.18");
    Files.writeString(
        Files.createDirectories(directory.resolve("bin")).resolve("python3"), "not executable");

    assertThat(inBin().all()).isEmpty();
    assertThat(asked()).isZero();
  }

  @Test
  void answer_isKeptUntilTheFileChanges() throws IOException {
    Path python = fake("bin/python3.12", "version=3.12.0", "venv=yes");
    Interpreters interpreters = inBin();
    interpreters.all();
    interpreters.newest();
    assertThat(asked()).isEqualTo(1);

    fake("bin/python3.12", "version=3.12.7", "venv=yes", "pip=24.2");
    Files.setLastModifiedTime(python, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(interpreters.newest())
        .map(Interpreter::version)
        .contains(PythonVersion.parse("3.12.7"));
    assertThat(asked()).isEqualTo(2);

    fake("bin/python3.13", "version=3.13.1", "venv=yes");
    Files.setLastModifiedTime(directory.resolve("bin"), FileTime.fromMillis(1_000_000_000_000L));
    assertThat(interpreters.all()).hasSize(2);
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void answer_isKeptForAllThatLookInTheSameEnvironment() throws IOException {
    fake("bin/python3.12", "version=3.12.0", "venv=yes");
    assertThat(inBin().all()).isEqualTo(inBin().all()).hasSize(1);
    assertThat(asked()).isEqualTo(1);

    String path = directory.resolve("bin").toString();
    assertThat(Interpreters.of(Map.of("PATH", path)).all()).isNotEmpty();
    assertThat(asked()).as("another environment may mean another answer").isEqualTo(2);
  }

  @Test
  void links_areOneInterpreter() throws IOException {
    Path python = fake("bin/python3.12", "version=3.12.0", "venv=yes");
    Files.createSymbolicLink(directory.resolve("bin/python3"), python);
    Files.createSymbolicLink(directory.resolve("bin/python"), python);
    Files.createSymbolicLink(directory.resolve("bin/python3.9"), directory.resolve("gone"));

    assertThat(inBin().all()).hasSize(1);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void scriptInFront_standsForWhatItStarts() throws IOException {
    Path real = fake("real/python3.12", "version=3.12.0", "venv=yes");
    fake("bin/python3", "version=3.12.0", "venv=yes", "executable=" + real);
    fake("bin/python3.12", "version=3.12.0", "venv=yes", "executable=" + real);

    Interpreters interpreters = inBin();

    assertThat(interpreters.all()).extracting(Interpreter::executable).containsExactly(real);
    assertThat(interpreters.rejected())
        .extracting(Interpreters.Skipped::reason)
        .containsExactly("It stands for " + real + ", which is used directly");
    interpreters.all();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void pyenv_findsVersionsAndSkipsShims() throws IOException {
    Path root = directory.resolve("elsewhere/pyenv");
    fake("elsewhere/pyenv/versions/3.12.1/bin/python3.12", "version=3.12.1", "venv=yes");
    String shim =
        "#!/usr/bin/env bash\n"
            + "export PYENV_ROOT=\"%s\"\n"
            + "exec \"%s/libexec/pyenv\" exec \"$program\" \"$@\"\n";
    program("bin/python3.12", shim.formatted(root, root));
    program("bin/python3.9", shim.formatted(root, root));

    Interpreters interpreters = inBin();

    assertThat(interpreters.all()).hasSize(1);
    assertThat(interpreters.newest()).map(found -> found.version().toString()).contains("3.12.1");
    assertThat(interpreters.rejected())
        .extracting(Interpreters.Skipped::reason)
        .anyMatch(
            reason -> reason.contains("broken pyenv shim: no installed version has python3.9"))
        .anyMatch(reason -> reason.contains("works only while pyenv selects one of [3.12.1]"));
  }

  @Test
  void places_comeFromTheEnvironment() throws IOException {
    fake("root/versions/3.12.1/bin/python3.12", "version=3.12.1", "venv=yes");
    fake("home/.local/bin/python3.13", "version=3.13.0", "venv=yes");
    fake("path/python3.11", "version=3.11.0", "venv=yes");
    Map<String, String> environment =
        Map.of(
            "PATH", directory.resolve("path") + "::relative",
            "HOME", directory.resolve("home").toString(),
            "PYENV_ROOT", directory.resolve("root").toString());

    assertThat(Interpreters.of(environment).all())
        .extracting(Interpreter::executable)
        .contains(
            directory.resolve("path/python3.11"),
            directory.resolve("home/.local/bin/python3.13"),
            directory.resolve("root/versions/3.12.1/bin/python3.12"));
  }

  @Test
  void at_asksOneFile() throws IOException {
    Path python = fake("any/name", "version=3.12.0", "venv=yes", "pip=22.3");

    assertThat(inBin().at(python))
        .contains(
            new Interpreter(python, new PythonVersion(3, 12, 0), java.util.Optional.of("22.3")));
    assertThat(inBin().at(directory.resolve("none"))).isEmpty();
  }

  @Test
  void hangingProgram_isKilledWithItsChildren() throws IOException {
    TimedProcess.Result result =
        TimedProcess.run(
            List.of("/bin/sh", "-c", "sleep 1000 & sleep 1000"),
            Map.of("PATH", "/usr/bin:/bin"),
            Duration.ofMillis(300));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.success()).isFalse();
  }

  @Test
  void pipForOthers_beginsWith22_3() {
    assertThat(withPip("22.2.2").pipFillsOthers()).isFalse();
    assertThat(withPip("22.3").pipFillsOthers()).isTrue();
    assertThat(withPip("23.0.1").pipFillsOthers()).isTrue();
    assertThat(withPip("9").pipFillsOthers()).isFalse();
    assertThat(withPip("unknown").pipFillsOthers()).isFalse();
    assertThat(
            new Interpreter(Path.of("/p"), PythonVersion.OLDEST, java.util.Optional.empty())
                .pipFillsOthers())
        .isFalse();
  }

  private static Interpreter withPip(String version) {
    return new Interpreter(Path.of("/p"), PythonVersion.OLDEST, java.util.Optional.of(version));
  }

  @Test
  void version_isOrderedByAge() {
    assertThat(PythonVersion.parse("3.14.0rc1")).isEqualTo(new PythonVersion(3, 14, 0));
    assertThat(PythonVersion.parse("3.9.20")).isLessThan(PythonVersion.parse("3.10.0"));
    assertThat(PythonVersion.parse("3.12.1").series()).isEqualTo("3.12");
    assertThatThrownBy(() -> PythonVersion.parse("3.12"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
