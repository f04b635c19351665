package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.Job;
import dev.tempo.process.AccountRange;
import dev.tempo.process.OsAccount;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is closed of the directories of scripts, when each job gets a user of its own. */
class ScriptDirectoriesTest {
  private static final AccountRange USERS = new AccountRange(1_870_000_000, 1_870_000_009);

  private final MemoryStore store = new MemoryStore();
  @TempDir Path directory;

  @AfterEach
  void close() {
    store.close();
  }

  private Path root() throws IOException {
    return Files.createDirectories(directory.resolve("scripts"));
  }

  private JobAccounts accounts() throws Exception {
    return JobAccounts.open(OsAccount.account("nobody"), USERS, directory.resolve("users"));
  }

  private Job save(String key) {
    Job job = Job.named(key).key(key).task(Task.shell("true")).version(1).build();
    store.commit(List.of(new Change.SaveJob(job, List.of())));
    return job;
  }

  private Path directory(String place) throws IOException {
    Path made = Files.createDirectories(root().resolve(place));
    for (Path at = made; !at.equals(root()); at = at.getParent()) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return made;
  }

  private void closeAll(JobAccounts accounts) throws IOException {
    Path root = root();
    new ScriptDirectories(root, accounts)
        .close(store.jobs(), key -> root.resolve(key.replace(':', '/')));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void directoriesOfJobs_areClosed_andThoseAboveOnesLetThemThrough() throws Exception {
    save("etl");
    save("etl:load");
    save("etl:daily:report");
    Path above = directory("etl");
    Path folder = directory("etl/daily");
    Path nobodys = directory("other/deep");
    Path load = directory("etl/load");
    Path report = directory("etl/daily/report");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(root().resolve("link"), outside);
    Files.writeString(root().resolve("file"), "");
    closeAll(accounts());
    assertThat(permissions(load)).isEqualTo("rwx------");
    assertThat(permissions(report)).isEqualTo("rwx------");
    for (Path open : List.of(above, folder, nobodys, outside)) {
      assertThat(permissions(open)).as(open.toString()).isEqualTo("rwxr-xr-x");
    }
  }

  @Test
  void moreJobsThanAPageHas_areAllClosed() throws Exception {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Job job =
          Job.named("j").key("j%04d".formatted(i)).task(Task.shell("true")).version(1).build();
      changes.add(new Change.SaveJob(job, List.of()));
    }
    store.commit(changes);
    save("zlast");
    Path last = directory("zlast");
    closeAll(accounts());
    assertThat(permissions(last)).isEqualTo("rwx------");
  }

  @Test
  void withoutAnyDirectory_nothingIsMade() throws Exception {
    Path root = directory.resolve("scripts");
    new ScriptDirectories(root, accounts()).close(store.jobs(), root::resolve);
    assertThat(root).doesNotExist();
  }

  @Test
  void storeThatDoesNotAnswer_leavesThemToTheNextScript_andOneThatDoesIsAskedOnce()
      throws Exception {
    save("job");
    Path place = directory("job");
    AtomicInteger asked = new AtomicInteger();
    ScriptFiles files =
        new ScriptFiles(
            root(),
            accounts(),
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new StoreException("It is away, says the test");
              }
              return store.jobs();
            });
    assertThatThrownBy(files::keepApart).isInstanceOf(StoreException.class);
    assertThat(permissions(place)).isEqualTo("rwxr-xr-x");
    files.keepApart();
    files.keepApart();
    assertThat(permissions(place)).isEqualTo("rwx------");
    assertThat(asked).hasValue(2);
  }

  /** The list of users may be lost. */
  @Test
  void directoryOfAnAccount_isClosed_whoseverItIs_andItsUserIsGivenToNobodyElse() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can try");
    Path left = directory("gone");
    Files.setAttribute(left, "unix:uid", USERS.first());
    JobAccounts accounts = accounts();
    closeAll(accounts);
    assertThat(permissions(left)).isEqualTo("rwx------");
    assertThat(accounts.of(save("new")).orElseThrow().toString())
        .doesNotContain("" + USERS.first())
        .contains("" + (USERS.first() + 1));
  }
}
