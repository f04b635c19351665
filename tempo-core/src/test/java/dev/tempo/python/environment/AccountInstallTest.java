package dev.tempo.python.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.log.LogLine;
import dev.tempo.process.OsAccount;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.ScriptChecker;
import dev.tempo.python.conda.CondaEnvironments;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What installs, builds and checks under another account; only root can try. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccountInstallTest {
  private static final Map<String, String> VARIABLES =
      Map.of("PATH", "/usr/bin:/bin", "HOME", "/root", "PIP_NO_CACHE_DIR", "1");

  /** Builds itself, and does meanwhile what it can. */
  private static final String BACKEND =
      """
      import os, zipfile
      report = open("%1$s/report", "a")
      report.write("uid %%d\\n" %% os.getuid())
      try:
          report.write("key " + open("%1$s/key").read() + "\\n")
      except OSError as e:
          report.write("refused\\n")
      report.close()

      def place():
          pid = os.getpid()
          while pid > 1:
              words = open("/proc/%%d/cmdline" %% pid).read().split("\\0")
              if "--python" in words:
                  return words[words.index("--python") + 1].rsplit("/bin/", 1)[0]
              for line in open("/proc/%%d/status" %% pid):
                  if line.startswith("PPid:"):
                      pid = int(line.split()[1])

      def hide(site):
          os.makedirs(site + "/fifo-1.dist-info")
          os.mkfifo(site + "/fifo-1.dist-info/direct_url.json")
          with open(site + "/fifo-1.dist-info/METADATA", "w") as f:
              f.write("Metadata-Version: 2.1\\nName: fifo\\nVersion: 1\\n")
          os.symlink("%1$s/info", site + "/link-1.dist-info")
          os.makedirs(site + "/file-1.dist-info")
          os.symlink("%1$s/info/METADATA", site + "/file-1.dist-info/METADATA")
          open(site + "/open", "w").close()
          os.chmod(site + "/open", 0o6777)

      def build_wheel(directory, settings=None, metadata=None):
          import glob
          hide(glob.glob(place() + "/lib/python3*/site-packages")[0])
          name = "evil-1-py3-none-any.whl"
          with zipfile.ZipFile(directory + "/" + name, "w") as wheel:
              wheel.writestr("evil.py", "import os\\nuid = os.getuid()\\n")
              wheel.writestr("evil-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: evil\\nVersion: 1\\n")
              wheel.writestr("evil-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              wheel.writestr("evil-1.dist-info/RECORD", "")
          return name
      """;

  @TempDir Path directory;
  private OsAccount account;
  private Path evil;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can try");
    account = OsAccount.account("nobody");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(directory.resolve("key"), "of root");
    Files.setPosixFilePermissions(
        directory.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    Path info = Files.createDirectory(directory.resolve("info"));
    Files.writeString(info.resolve("METADATA"), "Name: stolen\nVersion: 1\n\n");
    Files.setPosixFilePermissions(info, PosixFilePermissions.fromString("rwx------"));
    evil = Files.createDirectory(directory.resolve("evil"));
    Files.writeString(
        evil.resolve("pyproject.toml"),
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n");
    Files.writeString(evil.resolve("backend.py"), BACKEND.formatted(directory));
    account.requireOwnership(evil);
  }

  @AfterEach
  void clear() throws IOException {
    Path envs = directory.resolve("envs");
    if (Files.exists(envs)) {
      AtomicFiles.deleteTree(envs);
    }
  }

  private Interpreter interpreter() {
    Optional<Interpreter> found =
        Interpreters.of(VARIABLES, account).all().stream()
            .filter(Interpreter::pipFillsOthers)
            .findFirst();
    assumeTrue(found.isPresent(), "an interpreter with pip that " + account + " can start");
    return found.get();
  }

  private Environments.Builder manager() {
    return Environments.builder()
        .directory(directory.resolve("envs"))
        .variables(VARIABLES)
        .settings(PipSettings.MACHINE.withScope(PipSettings.Scope.OFFLINE))
        .runAs(account);
  }

  @Test
  void package_isBuiltByTheAccount_andGainsNothing() throws Exception {
    Requirements needed = Requirements.parse("evil @ file://" + evil);
    EnvironmentSpec spec = new EnvironmentSpec("job", interpreter(), needed);
    try (Environments environments = manager().open()) {
      PythonEnvironment made = environments.prepare(spec).get(120, TimeUnit.SECONDS);
      assertThat(Files.readAllLines(directory.resolve("report")))
          .containsOnly("uid 65534", "refused");
      assertThat(made.lock()).extracting(LockedPackage::name).containsExactly("evil", "fifo");
      assertThat(foreign(made.directory())).isEmpty();
      assertThat(environments.check("job").problems().toString())
          .as("looked at by the account, too")
          .contains("Permission denied: '" + made.directory());
      EnvironmentSpec twin = new EnvironmentSpec("twin", spec.interpreter(), needed);
      PythonEnvironment copy = environments.prepare(twin).get(120, TimeUnit.SECONDS);
      assertThat(foreign(copy.directory())).isEmpty();
      environments.remove("job");
      assertThat(made.directory()).doesNotExist();
    }
    try (Environments again = manager().open()) {
      assertThat(again.current("twin")).isPresent();
    }
  }

  /** What others may change. */
  private static List<String> foreign(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(AccountInstallTest::isForeign).map(Path::toString).toList();
    }
  }

  private static boolean isForeign(Path path) {
    try {
      int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return uid != 0
          || !Files.isSymbolicLink(path) && Files.isRegularFile(path) && (mode & 06022) != 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void buildThatFails_isDeleted_whateverItLeft() throws Exception {
    Path backend = evil.resolve("backend.py");
    Files.writeString(backend, Files.readString(backend).replace("return name", "raise OSError"));
    EnvironmentSpec spec =
        new EnvironmentSpec("job", interpreter(), Requirements.parse("evil @ file://" + evil));
    try (Environments environments = manager().open()) {
      EnvironmentException failure = Workbench.failure(environments.prepare(spec));
      assertThat(failure).hasMessageContaining("evil");
      assertThat(directory.resolve("envs/job").toFile().list()).containsExactly("failure");
    }
  }

  @Test
  void runs_findWhatTheAccountInstalled() {
    interpreter();
    PythonOptions offline =
        PythonOptions.DEFAULT.withPip(PipSettings.MACHINE.withScope(PipSettings.Scope.OFFLINE));
    try (Tempo tempo =
        Tempo.builder()
            .workDirectory(directory.resolve("work"))
            .environment(VARIABLES)
            .runAs(account)
            .python(offline)
            .build()
            .start()) {
      Job job =
          tempo.save(
              Job.named("job")
                  .task(
                      Task.python("import evil, sys\nprint(evil.uid, sys.prefix)")
                          .withRequirements("evil @ file://" + evil))
                  .build());
      Run run = tempo.run(job.id()).await(Duration.ofMinutes(2));
      List<LogLine> lines = tempo.logLines(run.id()).toList();
      assertThat(lines).as(run.toString()).isNotEmpty();
      assertThat(lines.getLast().text())
          .startsWith("65534 " + directory.resolve("work/envs"))
          .endsWith("/venv");
    }
  }

  @Test
  void checksAndQueries_areTheAccounts() throws Exception {
    Interpreter real = interpreter();
    Path said = directory.resolve("said");
    Path bin = Files.createDirectories(directory.resolve("root/bin"));
    script(bin.resolve("conda"), "echo conda $(id -u) >>" + said + "; echo '{\"envs\":[]}'");
    Path python =
        script(
            bin.resolve("python3"),
            "echo python $(id -u) >>" + said + "; exec " + real.executable() + " \"$@\"");
    Files.createFile(said);
    account.requireOwnership(said);
    Map<String, String> path = Map.of("PATH", bin + ":/usr/bin:/bin");
    CondaEnvironments.of(path, account).all();
    assertThat(said).hasContent("conda 65534");
    try (ScriptChecker checker = ScriptChecker.open(account)) {
      Interpreter fake = new Interpreter(python, real.version(), Optional.empty());
      assertThat(checker.check(fake, "x = (").error()).isPresent();
    }
    assertThat(Interpreters.of(path, account).all()).isNotEmpty();
    assertThat(Files.readAllLines(said))
        .contains("python 65534")
        .allSatisfy(line -> assertThat(line).endsWith(" 65534"));
  }

  private static Path script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
