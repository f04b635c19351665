package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.secret.Secret;
import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretException;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secret variables, from the job to the log. */
class SecretRunTest {
  private static final String VALUE = "pässword-0123456789-abcdefgh";
  private static final String STARS = "*".repeat(29);

  @TempDir Path directory;
  private Runs runs;

  @BeforeEach
  void start() {
    runs = new Runs(directory);
    runs.start(PythonOptions.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    runs.close();
  }

  private static ShellTask shell(String script) {
    return Task.shell(script).withSecret("TOKEN", VALUE);
  }

  @Test
  void secret_reachesTheScript_andIsMaskedInBothStreams() {
    Run run =
        runs.run(
            runs.save("job", shell("echo \"a $TOKEN b\"; echo \"c $TOKEN\" >&2; echo ${#TOKEN}")));
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.output(run)).startsWith("a " + STARS + " b");
    assertThat(Integer.parseInt(runs.output(run).getLast())).isBetween(28, 29);
    assertThat(runs.lines(run, LogLine.Stream.STDERR)).containsExactly("c " + STARS);
  }

  @Test
  void secretThatAReadCuts_isMasked() {
    String script =
        "printf 'x%.12s' \"$TOKEN\"; sleep 0.4; printf '%s\\n' \"${TOKEN#????????????}\"";
    Run run =
        runs.run(runs.save("job", Task.shell(script).withSecret("TOKEN", "0123456789abcdefgh")));
    assertThat(runs.output(run)).containsExactly("x" + "*".repeat(18));
  }

  @Test
  void secretThatTheLineCapCuts_isMasked() {
    PythonTask task =
        Task.python("import os\nprint('x' * (16 * 1024 - 5) + os.environ['TOKEN'] + 'y')\n")
            .withSecret("TOKEN", "0123456789abcdefgh");
    Run run = runs.run(runs.save("job", task));
    List<String> lines = runs.output(run);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).hasSize(16 * 1024).endsWith("x*****");
    assertThat(lines.getLast()).isEqualTo("*".repeat(13) + "y");
  }

  @Test
  void secretAtTheVeryEnd_isMasked_andHalfOfOneIsShown() {
    Run run = runs.run(runs.save("job", shell("printf \"$TOKEN\"; printf 'passwor' >&2")));
    assertThat(runs.output(run)).containsExactly(STARS);
    assertThat(runs.lines(run, LogLine.Stream.STDERR)).containsExactly("passwor");
  }

  @Test
  void secretInAnError_isMasked() {
    String secret = "/nowhere/at-all-0123456789";
    Run run = runs.run(runs.save("job", Task.command(secret).withSecret("TOKEN", secret)));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("***").doesNotContain(secret);
    assertThat(runs.log(run)).contains("***").doesNotContain(secret);
  }

  @Test
  void savedJob_holdsOnlyWhatIsSealed_andSavingItAgainChangesNothing() {
    Job job = runs.save("job", shell("true"));
    Secret sealed = ((ShellTask) job.task()).settings().secrets().get("TOKEN");
    assertThat(sealed.isSealed()).isTrue();
    assertThat(sealed.text()).startsWith("v1:").doesNotContain(VALUE);
    assertThat(job.toString() + job.task() + shell("true")).doesNotContain(VALUE);
    assertThat(runs.save("job", shell("true"))).isEqualTo(job);
    assertThat(runs.save("job", shell("true").withSecret("TOKEN", "other")).version())
        .isEqualTo(job.version() + 1);
  }

  @Test
  void sealedSecret_isOfNoUseForAnotherJob() {
    Job job = runs.save("job", shell("true"));
    assertThatThrownBy(() -> runs.save("copy", job.task()))
        .isInstanceOf(SecretException.class)
        .hasMessageContainingAll("TOKEN", "give it its value again");
    assertThat(runs.tempo().findJobByKey("copy")).isEmpty();
  }

  @Test
  void key_isAFileForItsOwnerOnly_madeWithTheFirstSecret() throws IOException {
    Path key = directory.resolve("secret.key");
    runs.run(runs.save("plain", Task.shell("true").withEnvironment("A", "b")));
    assertThat(key).doesNotExist();
    runs.save("job", shell("true"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void lostKey_failsRuns_andANewValueIsTheWayOut() throws IOException {
    Job job = runs.save("job", shell("echo $TOKEN"));
    runs.tempo().close();
    Files.delete(directory.resolve("secret.key"));
    runs.start(PythonOptions.DEFAULT);

    Run run = runs.run(job);
    assertThat(run.error().orElseThrow()).contains("TOKEN", "give it its value again");
    assertThat(runs.tempo().setEnabled(job.id(), false).enabled()).isFalse();
    runs.tempo().setEnabled(job.id(), true);
    runs.save("job", shell("echo $TOKEN"));
    assertThat(runs.output(runs.run(job))).containsExactly(STARS);
  }

  @Test
  void keyOfTheHost_isUsed() throws IOException {
    runs.tempo().close();
    SecretCipher box = SecretCipher.of("a text that is long enough to be a key");
    runs.start(runs.builder().secretCipher(box));
    Job job = runs.save("job", shell("echo $TOKEN"));
    String sealed = ((ShellTask) job.task()).settings().secrets().get("TOKEN").text();
    assertThat(box.decrypt(sealed, job.id() + "/TOKEN")).isEqualTo(VALUE);
    assertThat(directory.resolve("secret.key")).doesNotExist();
  }

  @Test
  void withoutADirectory_secretsLiveAsLongAsTheProcess() {
    try (Tempo tempo = Tempo.builder().build().start()) {
      Job job = tempo.save(Job.named("job").task(shell("echo $TOKEN")).build());
      Run run = tempo.run(job.id()).await(Runs.SOON);
      assertThat(tempo.logLines(run.id()).map(LogLine::text)).containsExactly(STARS);
    }
  }

  @Test
  void restart_masksWhatTheScriptWasStartedWith_alsoWhereItCutIt() throws Exception {
    Path go = directory.resolve("go");
    String script =
        "echo begun; printf 'x%.12s' \"$TOKEN\"; until [ -e '"
            + go
            + "' ]; do sleep 0.05; done; printf '%s\\n' \"${TOKEN#????????????}\"; echo \"$TOKEN\"";
    String old = "0123456789abcdefgh";
    Job job = runs.save("job", Task.shell(script).withSecret("TOKEN", old));
    RunHandle handle = runs.tempo().run(job.id());
    Runs.until("it runs", () -> runs.tempo().logLines(handle.id()).findAny().isPresent());
    runs.save("job", Task.shell(script).withSecret("TOKEN", "quite-another-value"));
    runs.tempo().close();

    Tempo next = runs.start(PythonOptions.DEFAULT);
    Files.writeString(go, "");
    Run run = next.awaitRun(handle.id(), Runs.SOON);
    assertThat(runs.output(run)).containsExactly("begun", "x" + "*".repeat(18), "*".repeat(18));
    Runs.until("its note is gone", () -> isEmpty(directory.resolve("secrets")));
  }

  @Test
  void restartWithoutTheNote_masksWhatTheJobHolds() throws Exception {
    Path go = directory.resolve("go");
    Job job =
        runs.save(
            "job", shell("echo on; until [ -e " + go + " ]; do sleep 0.05; done; echo $TOKEN"));
    RunHandle handle = runs.tempo().run(job.id());
    Runs.until("it runs", () -> runs.tempo().logLines(handle.id()).findAny().isPresent());
    runs.tempo().close();
    Files.delete(directory.resolve("secrets").resolve(handle.id().toString()));

    Tempo next = runs.start(PythonOptions.DEFAULT);
    Files.writeString(go, "");
    assertThat(runs.output(next.awaitRun(handle.id(), Runs.SOON))).containsExactly("on", STARS);
  }

  @Test
  void restartWithoutTheKey_endsTheScript_forItsOutputCannotBeMasked() throws Exception {
    Job job = runs.save("job", shell("echo begun; sleep 300"));
    RunHandle handle = runs.tempo().run(job.id());
    Runs.until("it runs", () -> runs.tempo().logLines(handle.id()).findAny().isPresent());
    runs.tempo().close();
    Files.delete(directory.resolve("secret.key"));

    Tempo next = runs.start(PythonOptions.DEFAULT);
    Run run = next.awaitRun(handle.id(), Runs.SOON);
    assertThat(run.status()).isEqualTo(RunStatus.LOST);
    assertThat(run.error().orElseThrow()).contains("could not be taken over", "TOKEN");
  }

  @Test
  void restartWithoutTheKey_showsNothingOfAScriptThatHasEnded() throws Exception {
    Path go = directory.resolve("go");
    Job job =
        runs.save(
            "job", shell("echo on; until [ -e " + go + " ]; do sleep 0.05; done; echo $TOKEN"));
    RunHandle handle = runs.tempo().run(job.id());
    Runs.until("it runs", () -> runs.tempo().logLines(handle.id()).findAny().isPresent());
    runs.tempo().close();
    Files.delete(directory.resolve("secret.key"));
    Files.writeString(go, "");
    Path exit = directory.resolve("runs").resolve(handle.id().toString()).resolve("exit");
    Runs.until("it has ended", () -> says(exit, "rc=0"));

    Run run = runs.start(PythonOptions.DEFAULT).awaitRun(handle.id(), Runs.SOON);
    assertThat(run.status()).isEqualTo(RunStatus.LOST);
    assertThat(runs.log(run)).doesNotContain(VALUE);
  }

  @Test
  void nameThatIsPlainAndSecret_isOneOrTheOther() {
    ShellTask plain = shell("true").withEnvironment("TOKEN", "plain");
    assertThat(plain.settings().secrets()).isEmpty();
    assertThat(plain.withSecret("TOKEN", VALUE).environment()).isEmpty();
    assertThatThrownBy(
            () -> plain.settings().withSecrets(java.util.Map.of("TOKEN", Secret.plain("x"))))
        .hasMessageContaining("both plain and secret");
    assertThatThrownBy(() -> shell("true").withSecret("A=B", "x")).hasMessageContaining("A=B");
    assertThatThrownBy(() -> Secret.plain("a\0b")).hasMessageContaining("NUL");
  }

  private static boolean says(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isEmpty(Path folder) {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
