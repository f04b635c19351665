package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
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
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user of its own for each job; only root can try. */
class JobAccountsTest {
  private static final Map<String, String> VARIABLES = Map.of("PATH", "/usr/bin:/bin");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final AccountRange USERS = new AccountRange(1_870_000_000, 1_870_000_009);

  @TempDir Path directory;
  private final Store store = new MemoryStore(); // outlives the engines
  private OsAccount account;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can try");
    account = OsAccount.account("nobody");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Tempo tempo(Optional<AccountRange> range) {
    var builder =
        Tempo.builder()
            .store(store)
            .workDirectory(directory)
            .environment(VARIABLES)
            .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE));
    range.ifPresentOrElse(users -> builder.runAs(account, users), () -> builder.runAs(account));
    return builder.build().start();
  }

  private static Job save(Tempo tempo, String name, String script) {
    return tempo.save(Job.named(name).task(Task.shell(script)).build());
  }

  private static List<String> lines(Tempo tempo, Run run) {
    return tempo.logLines(run.id()).map(LogLine::text).collect(Collectors.toList());
  }

  private static List<String> run(Tempo tempo, String name, String script) {
    Run ended = tempo.run(save(tempo, name, script).id()).await(LONG);
    assertThat(ended.status()).as(lines(tempo, ended).toString()).isEqualTo(RunStatus.SUCCESS);
    return lines(tempo, ended);
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private Path of(String job, String file) {
    return directory.resolve("scripts").resolve(job).resolve(file);
  }

  private static int user(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String first(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void jobs_canNeitherSeeNorTouchOneAnother_alsoAfterARestart() throws Exception {
    Tempo tempo = tempo(Optional.of(USERS));
    Job victim =
        save(
            tempo,
            "victim",
            "SECRET=hidden; export SECRET; echo $(id -u) $HOME; echo mine >data; chmod 644 data;"
                + " sleep 600 & echo $! >pid; wait");
    RunHandle running = tempo.run(victim.id());
    await(() -> !first(of("victim", "pid")).isEmpty());
    String pid = first(of("victim", "pid"));
    await(
        () ->
            first(Path.of("/proc", pid, "environ")).contains("SECRET=hidden")); // once it is sleep
    assertThat(run(tempo, "attacker", attack(pid, running.id())))
        .contains("user " + (USERS.first() + 1), "own 1")
        .contains("environ 0", "data 0", "list 0", "output 0", "signal 0", "write 0");
    assertThat(mode(of("victim", ""))).isEqualTo("rwx------");
    tempo.close();
    assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();

    Tempo again = tempo(Optional.of(USERS));
    try {
      assertThat(run(again, "attacker", attack(pid, running.id())))
          .contains("user " + (USERS.first() + 1));
      assertThat(run(again, "third", "id -u")).containsExactly("" + (USERS.first() + 2));
      again.cancel(running.id(), "the end of the test");
      await(() -> again.store().runs().find(running.id()).orElseThrow().status().isFinal());
      await(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
      List<String> said = lines(again, again.store().runs().find(running.id()).orElseThrow());
      assertThat(said).contains(USERS.first() + " " + of("victim", ""));
    } finally {
      again.close();
    }
  }

  private String attack(String pid, UUID run) {
    String victim = of("victim", "").toString();
    return """
    see() { n=$1; shift; if "$@" >/dev/null 2>&1; then echo $n 1; else echo $n 0; fi; }
    echo user $(id -u); echo own >data; see own cat data
    see environ cat /proc/%1$s/environ; see data cat %2$s/data; see list ls %2$s
    see output ls %3$s/runs/%4$s; see signal kill -0 %1$s; see write touch %2$s/new
    """
        .formatted(pid, victim, directory, run);
  }

  @Test
  void rangeThatIsSwitchedOn_takesWhatThereIs_andNothingOfOthers() throws Exception {
    Path foreign = Files.writeString(directory.resolve("foreign"), "of root");
    Tempo tempo = tempo(Optional.empty());
    String make =
        "mkdir -p dir/deep; echo old >dir/deep/file; ln -sf %s link; mkfifo pipe; echo x >twice;"
            + " ln twice other; id -u";
    run(tempo, "job", make.formatted(foreign));
    run(tempo, "other", "echo $(id -u) >file; chmod 777 . ; cat file");
    tempo.close();
    Files.delete(of("job", "other")); // so that twice is alone again, and the next is not
    Files.createLink(of("job", "both"), of("other", "file"));

    Tempo again = tempo(Optional.of(USERS));
    try {
      List<String> said =
          run(again, "job", "id -u; cat dir/deep/file; echo new >dir/deep/file; cat twice");
      assertThat(said).containsExactly("" + USERS.first(), "old", "x");
      for (String name : List.of("", "dir", "dir/deep", "dir/deep/file", "link", "pipe", "twice")) {
        assertThat(user(of("job", name))).as(name).isEqualTo(USERS.first());
      }
      assertThat(user(foreign)).isZero();
      assertThat(user(of("other", "file"))).as("by its further name").isEqualTo(65534);
      assertThat(mode(of("other", ""))).as("before its next run").isEqualTo("rwx------");
    } finally {
      again.close();
    }
    Tempo without = tempo(Optional.empty());
    try {
      assertThat(run(without, "job", "id -u; cat dir/deep/file; echo more >>dir/deep/file"))
          .containsExactly("65534", "new");
    } finally {
      without.close();
    }
  }

  @Test
  void rangeThatIsFull_failsRunsOfFurtherJobs_alsoAfterADeletion() {
    AccountRange one = new AccountRange(USERS.first(), USERS.first());
    Tempo tempo = tempo(Optional.of(one));
    try {
      Job only = save(tempo, "only", "id -u");
      tempo.run(only.id()).await(LONG);
      Run refused = tempo.run(save(tempo, "further", "id -u").id()).await(LONG);
      assertThat(refused.status()).isEqualTo(RunStatus.FAILURE);
      assertThat(refused.result().error().orElseThrow())
          .contains("runAsRange", one.toString(), "further");
      tempo.delete(only.id());
      assertThat(tempo.run(save(tempo, "third", "id -u").id()).await(LONG).status())
          .isEqualTo(RunStatus.FAILURE);
    } finally {
      tempo.close();
    }
    Tempo wider = tempo(Optional.of(USERS));
    try {
      assertThat(run(wider, "third", "id -u")).containsExactly("" + (USERS.first() + 1));
    } finally {
      wider.close();
    }
  }

  @Test
  void userThatOwnsADirectory_isGivenToNoOtherJob_thoughTheFileIsLost() throws Exception {
    Tempo tempo = tempo(Optional.of(USERS));
    run(tempo, "first", "id -u");
    tempo.close();
    Files.delete(directory.resolve("accounts"));
    Tempo again = tempo(Optional.of(USERS));
    try {
      assertThat(run(again, "second", "id -u")).containsExactly("" + (USERS.first() + 1));
      assertThat(run(again, "first", "id -u")).containsExactly("" + (USERS.first() + 2));
    } finally {
      again.close();
    }
  }

  @Test
  void file_isReadUpToWhatACrashCutOff_andRefusedIfDamaged() throws Exception {
    Path file = directory.resolve("accounts");
    Job job = Job.named("job").task(Task.shell("true")).build();
    JobAccounts.open(account, USERS, file).of(job);
    String whole = Files.readString(file);
    Files.writeString(file, whole + "18700");
    JobAccounts.open(account, USERS, file);
    assertThat(file).hasContent(whole);
    assertThat(mode(file)).isEqualTo("rw-------");
    Files.writeString(file, whole + "nonsense\n");
    assertThatThrownBy(() -> JobAccounts.open(account, USERS, file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("accounts is damaged");
  }

  @Test
  void range_withoutADirectory_isRefused() {
    assertThatThrownBy(() -> Tempo.builder().runAs(account, USERS).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("workDirectory");
  }
}
