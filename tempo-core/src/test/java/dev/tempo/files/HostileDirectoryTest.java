package dev.tempo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.process.OsAccount;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of root's beside directories in which another account does what it can; with {@code -Plong}
 * four times as often.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileDirectoryTest {
  private static final int ROUNDS = Boolean.getBoolean("tempo.long") ? 40 : 10;
  private static final int OTHER_USER = 1_870_000_100;
  private static final Path SECRET = Path.of("secret");

  /** Exchanges a directory with a link, and a file with a FIFO, for as long as it may. */
  private static final String SWAP =
      """
      import ctypes, os, sys
      libc = ctypes.CDLL(None, use_errno=True)
      def exchange(a, b):
          libc.renameat2(-100, a.encode(), -100, b.encode(), 2)
      for _ in range(50_000_000):
          exchange("dir", "link"); exchange("file", "fifo"); exchange("dir", "fifo")
          exchange("dir", "fifo"); exchange("link", "file"); exchange("link", "file")
      """;

  @TempDir Path directory;
  private Path job;
  private Path victim;

  @BeforeEach
  void prepare() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    victim = Files.createDirectory(directory.resolve("victim"));
    Files.writeString(victim.resolve("secret"), "of root");
    Files.writeString(victim.resolve("more"), "of root");
    Files.setPosixFilePermissions(
        victim.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
    job = directory.resolve("scripts");
    Files.createDirectory(job);
    job = Files.createDirectory(job.resolve("job"));
  }

  private static OsAccount account() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can try");
    return OsAccount.account("nobody");
  }

  /** Makes what the swaps need: a directory with a file, a link to the victim, a file, a FIFO. */
  private void furnish(OsAccount account) throws Exception {
    Files.createDirectories(job);
    account.requireOwnership(job);
    shell(
        account,
        "mkdir -p dir/deep && echo own >dir/secret && echo own >dir/deep/more && ln -s '"
            + victim
            + "' link && echo own >file && mkfifo fifo && chmod 700 dir");
  }

  private void shell(OsAccount account, String script) throws Exception {
    Process process = start(account, "/bin/sh", "-c", script);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(script).isZero();
  }

  private Process start(OsAccount account, String... command) throws IOException {
    return new ProcessBuilder(account.command(List.of(command)))
        .directory(job.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void delete_whileEntriesAreExchanged_takesNothingOfOthers() throws Exception {
    OsAccount account = account();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
    for (int round = 0; round < ROUNDS; round++) {
      furnish(account);
      Process swapper = start(account, "/usr/bin/python3", "-c", SWAP);
      try {
        awaitSwaps();
        Trees.delete(job);
      } finally {
        swapper.destroyForcibly().waitFor();
      }
      assertThat(job).doesNotExist();
      assertThat(victim.resolve("secret")).hasContent("of root");
      assertThat(victim.resolve("more")).hasContent("of root");
    }
  }

  /** Until an entry was seen to change. */
  private void awaitSwaps() throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Files.isDirectory(job.resolve("dir"), LinkOption.NOFOLLOW_LINKS)) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Test
  void walk_whileEntriesAreExchanged_readsNothingOfOthers_andNeverWaits() throws Exception {
    OsAccount account = account();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
    furnish(account);
    Process swapper = start(account, "/usr/bin/python3", "-c", SWAP);
    try {
      awaitSwaps();
      int read = 0;
      for (int round = 0; round < ROUNDS * 20; round++) {
        read += readAll();
      }
      assertThat(read).as("files that were read").isPositive();
    } finally {
      swapper.destroyForcibly().waitFor();
    }
  }

  private int readAll() throws IOException {
    int count = 0;
    try (HeldDirectory held = HeldDirectory.open(job)) {
      for (Path name : held.names()) {
        count += read(held, name) ? 1 : 0;
        try (HeldDirectory inner = held.enter(name)) {
          count += read(inner, SECRET) ? 1 : 0;
        } catch (FileSystemException e) {
          assertThat(e.getMessage()).isNotBlank(); // no directory now
        }
      }
    }
    return count;
  }

  private static boolean read(HeldDirectory held, Path name) throws IOException {
    try (FileChannel file = held.read(name)) {
      assertThat(Channels.newInputStream(file).readAllBytes()).containsExactly("own\n".getBytes());
      return true;
    } catch (FileSystemException e) {
      return false;
    }
  }

  @Test
  void held_isTheSameDirectory_whateverItsName() throws Exception {
    assumeTrue(HeldDirectory.isSafe());
    Files.writeString(Files.createDirectory(job.resolve("a")).resolve("x"), "first");
    try (HeldDirectory held = HeldDirectory.open(job);
        HeldDirectory inner = held.enter(Path.of("a"))) {
      Files.move(job.resolve("a"), job.resolve("b"));
      Files.createSymbolicLink(job.resolve("a"), victim);
      try (FileChannel file = inner.read(Path.of("x"))) {
        assertThat(Channels.newInputStream(file).readAllBytes()).asString().isEqualTo("first");
      }
      assertThat(inner.names()).containsExactly(Path.of("x"));
      assertThatThrownBy(() -> held.enter(Path.of("a"))).isInstanceOf(NotDirectoryException.class);
      assertThatThrownBy(() -> held.enter(Path.of("no"))).isInstanceOf(NoSuchFileException.class);
      for (String name : new String[] {"..", ".", "a/b", "/etc", ""}) {
        assertThatThrownBy(() -> held.read(Path.of(name)))
            .as(name)
            .isInstanceOfAny(IllegalArgumentException.class, FileSystemException.class);
      }
    }
    assertThatThrownBy(() -> HeldDirectory.open(job.resolve("a")))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void fifoLinkAndDirectory_areNoFiles() throws Exception {
    Process made = new ProcessBuilder("mkfifo", job.resolve("fifo").toString()).start();
    assertThat(made.waitFor()).isZero();
    Files.createSymbolicLink(job.resolve("link"), victim.resolve("secret"));
    for (String name : new String[] {"fifo", "link", "."}) {
      assertThatThrownBy(() -> RegularFile.read(job.resolve(name), 10))
          .as(name)
          .isInstanceOf(FileSystemException.class);
    }
    assertThatThrownBy(() -> RegularFile.open(job.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    Path odd = Files.writeString(job.resolve("ü %41 \n"), "12345");
    assertThat(RegularFile.read(odd, 3)).asString().isEqualTo("123");
  }

  @Test
  void fileOfOthers_byAFurtherName_isNotRead_norGivenAway() throws Exception {
    OsAccount account = account();
    account.requireOwnership(job);
    Files.createLink(job.resolve("mine"), victim.resolve("secret")); // as the account may itself
    try (HeldDirectory held = HeldDirectory.open(job)) { // where protected_hardlinks is off
      assertThatThrownBy(() -> held.read(Path.of("mine"))).hasMessageContaining("another owner");
    }
  }

  @Test
  void fileOfOthers_thatIsExchangedWhileItIsOpened_isNeverRead() throws Exception {
    OsAccount account = account();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
    furnish(account);
    Files.createLink(job.resolve("mine"), victim.resolve("secret"));
    String swap = SWAP.replaceAll("(?m)^ +exchange\\(\".*$", "    exchange(\"mine\", \"file\")");
    Process swapper = start(account, "/usr/bin/python3", "-c", swap);
    try (HeldDirectory held = HeldDirectory.open(job)) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (Files.size(job.resolve("file")) == 4) {
        assertThat(System.nanoTime()).isLessThan(until);
        Thread.onSpinWait();
      }
      int read = 0;
      for (int round = 0; round < ROUNDS * 100; round++) {
        read += read(held, Path.of("file")) ? 1 : 0;
        read += read(held, Path.of("mine")) ? 1 : 0;
      }
      assertThat(read).as("times that the own file was read").isPositive();
    } finally {
      swapper.destroyForcibly().waitFor();
    }
  }

  @Test
  void takenOver_isNobodyElsesAnyMore() throws Exception {
    OsAccount account = account();
    account.requireOwnership(job);
    shell(
        account,
        "mkdir -p a/b && echo 1 >a/b/c && chmod 6777 a/b/c && chmod 777 a && mkfifo p && ln -s '"
            + victim.resolve("secret")
            + "' l");
    Trees.takeOver(job);
    try (Stream<Path> all = Files.walk(job)) {
      for (Path path : all.toList()) {
        assertThat(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))
            .as(path.toString())
            .isEqualTo(0);
      }
    }
    assertThat(Files.getAttribute(job.resolve("a/b/c"), "unix:mode")).isEqualTo(0100755);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(job.resolve("a"))))
        .isEqualTo("rwxr-xr-x");
    assertThat(Files.getAttribute(victim.resolve("secret"), "unix:mode")).isEqualTo(0100600);
  }

  @Test
  void deepAndOddTrees_areDeleted() throws Exception {
    Path at = job;
    for (int i = 0; i < 150; i++) {
      at = Files.createDirectory(at.resolve("d" + i));
    }
    Process deeper =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do n=$(printf"
                    + " %0240d $i); mkdir $n && cd -P $n || exit 1; done; echo x >f")
            .directory(at.toFile())
            .start();
    assertThat(deeper.waitFor()).isZero();
    Files.createSymbolicLink(job.resolve("l"), victim);
    Files.setPosixFilePermissions(job, PosixFilePermissions.fromString("r-x------"));
    Trees.delete(job);
    assertThat(job.getParent()).isEmptyDirectory();
    assertThat(victim.resolve("secret")).exists();
    Trees.delete(job);
    Trees.delete(victim.resolve("secret"));
    assertThat(victim.resolve("secret")).doesNotExist();
  }

  @Test
  void give_whileEntriesAreExchanged_givesNothingOfOthers() throws Exception {
    OsAccount account = account();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")));
    Trees.Owner other = new Trees.Owner(OTHER_USER, OTHER_USER);
    for (int round = 0; round < ROUNDS; round++) {
      furnish(account);
      int former = (int) owner(job);
      Process swapper = start(account, "/usr/bin/python3", "-c", SWAP);
      try {
        awaitSwaps();
        Trees.give(job, other, Set.of(former));
      } finally {
        swapper.destroyForcibly().waitFor();
      }
      assertThat(owner(job)).isEqualTo(OTHER_USER);
      for (String name : List.of("dir", "link", "file", "fifo")) {
        assertThat(owner(job.resolve(name))).as(name).isEqualTo(OTHER_USER);
      }
      assertThat(owner(victim)).isEqualTo(0);
      assertThat(owner(victim.resolve("secret"))).isEqualTo(0);
      Trees.delete(job);
    }
  }

  @Test
  void join_makesWhatIsMovedAndWhereToOneOwners() throws Exception {
    OsAccount account = account();
    furnish(account);
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    Trees.join(job, fresh);
    assertThat(owner(fresh)).isEqualTo(owner(job));
    assertThat(Files.getPosixFilePermissions(fresh))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    Path others = Files.createDirectory(directory.resolve("others"));
    account.user(OTHER_USER).requireOwnership(others);
    Trees.join(job, others);
    assertThat(owner(job)).isEqualTo(OTHER_USER);
    assertThat(owner(job.resolve("dir/deep/more"))).isEqualTo(OTHER_USER);
    assertThat(owner(victim.resolve("secret"))).isEqualTo(0);
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
