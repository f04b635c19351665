package dev.tempo.server.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.Cli;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files with hostile names, and of files that change while they are read. */
final class BackupFilesTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path parent;
  private Path data;
  private Path elsewhere;

  @BeforeEach
  void create() throws IOException {
    data = parent.resolve("data");
    elsewhere = parent.resolve("elsewhere");
    Files.createDirectories(data.resolve("projects"));
    SqliteStore.open(data).close();
  }

  @Test
  void namesOfAnyBytes_comeBackAsTheyWere() throws Exception {
    for (String name :
        List.of(
            "%E9t%E9", // ISO 8859-1
            "%C3%A9t%C3%A9", // UTF-8
            "%C3%28%FF%FE", // neither
            "a%0Ab", // a line feed
            "back%5Cslash%5CxE9",
            "-rf%20%22%27*%3F",
            "x".repeat(255),
            "%E2%82%AC".repeat(85),
            "manifest.json")) {
      Path file = named("projects/" + name);
      Files.writeString(file, "content of " + name);
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    }
    Files.createDirectories(named("projects/d%E9ep/" + ("y".repeat(200) + "/").repeat(5)));
    Files.writeString(named("projects/d%E9ep/" + ("y".repeat(200) + "/").repeat(5) + "end"), "x");
    Files.createDirectories(named("%FFtop/empty/%80"));
    Files.writeString(data.resolve("manifest.json"), "{}");
    Files.write(data.resolve("projects/large"), new byte[3 * MEBIBYTE]);
    data.resolve("projects/large").toFile().setExecutable(true, true);

    Backup made = restoreMade();

    assertThat(contents(elsewhere)).isEqualTo(contents(data));
    assertThat(made.notes()).isZero();
    Path large = elsewhere.resolve("projects/large");
    assertThat(Files.isExecutable(large)).isTrue();
    assertThat(Files.getLastModifiedTime(elsewhere.resolve("projects/manifest.json")))
        .isEqualTo(FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
  }

  @Test
  void programInAnotherLocale_keepsNamesToo() throws Exception {
    Files.writeString(named("projects/%E9"), "one");
    Files.writeString(named("projects/%C3%A9"), "two");
    for (String locale : List.of("C", "POSIX")) {
      Path backups = parent.resolve(locale);
      Cli cli = Cli.plain().with("LC_ALL", locale).with("LANG", locale);
      String file =
          cli.run("backup", "--data-path", data.toString(), "--output", backups.toString())
              .code(0)
              .out()
              .strip();
      Path restored = parent.resolve("restored-" + locale);
      cli.run("restore", file, "--data-path", restored.toString()).code(0);
      assertThat(contents(restored)).isEqualTo(contents(data));
    }
  }

  @Test
  void linksPipesAndWhatIsTooLarge_areLeftOutWithANoteEach() throws Exception {
    Files.writeString(data.resolve("projects/kept"), "kept");
    Files.createSymbolicLink(data.resolve("projects/link"), Path.of("/etc/passwd"));
    assertThat(
            new ProcessBuilder("mkfifo", data.resolve("projects/pipe").toString())
                .start()
                .waitFor())
        .isZero();
    try (FileChannel sparse =
        FileChannel.open(
            data.resolve("projects/sparse"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(new byte[] {1}), 3L << 30);
    }

    Backup made = restoreMade();

    assertThat(made.notes()).isEqualTo(3);
    assertThat(Files.readString(made.log()))
        .contains("projects/link: it is a link", "projects/pipe: it is no plain file")
        .contains("projects/sparse: its 3221225473 bytes are more than all backups may take");
    assertThat(contents(elsewhere)).containsOnlyKeys("projects/kept");
  }

  @Test
  void patternsWithASlash_areOfWaysFromTheDataDirectory() throws Exception {
    for (String name : List.of("scripts/etl/cache/a/b", "scripts/etl/keep", "scripts/cache/c")) {
      Files.createDirectories(data.resolve(name).getParent());
      Files.writeString(data.resolve(name), name);
    }
    Files.createDirectories(data.resolve("projects/scripts/etl/cache"));
    Files.writeString(data.resolve("projects/scripts/etl/cache/kept.tmp"), "kept");
    restoreMade();
    assertThat(contents(elsewhere))
        .containsOnlyKeys(
            "scripts/etl/keep", "scripts/cache/c", "projects/scripts/etl/cache/kept.tmp");
  }

  @Test
  void oneChangedFile_isNamed() throws Exception {
    Files.writeString(data.resolve("projects/kept"), "as it was");
    Backup made = make();
    Path forged = parent.resolve("forged.tar.gz");
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(forged)));
        var old =
            new org.apache.commons.compress.archivers.tar.TarArchiveInputStream(
                new java.util.zip.GZIPInputStream(Files.newInputStream(made.file())))) {
      for (var entry = old.getNextEntry(); entry != null; entry = old.getNextEntry()) {
        byte[] bytes = old.readAllBytes();
        tar.putArchiveEntry(entry);
        tar.write(entry.getName().equals("projects/kept") ? "as it is.".getBytes(US_ASCII) : bytes);
        tar.closeArchiveEntry();
      }
      tar.finish();
    }
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, elsewhere);
    assertThatThrownBy(() -> restore.stage(forged))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("projects/kept is not what its list of checksums says");
    assertThat(elsewhere.resolve("tempo.db")).doesNotExist();
  }

  @Test
  void filesThatGrowShrinkAndVanishWhileTheyAreRead_endInABackupThatRestores() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Path restless = data.resolve("projects/restless");
    Files.createDirectories(restless);
    Thread changes = Thread.ofPlatform().start(() -> change(restless, enough));
    try {
      for (int round = 0; round < 5; round++) {
        Backup made = make();
        assertThat(Files.readString(made.log())).contains("done: ");
        new Restore(SqliteStoreProvider.INSTANCE, parent.resolve("r" + round)).stage(made.file());
        PrivateFiles.delete(parent.resolve("backups"));
      }
    } finally {
      enough.set(true);
      changes.join();
    }
  }

  /** Another account swaps directories for links while they are gone through. */
  @Test
  void namesThatAreSwappedForLinks_leadTheBackupNowhere() throws Exception {
    Path secret = parent.resolve("secret");
    Files.createDirectories(secret);
    Files.writeString(secret.resolve("key"), "not for backups");
    Path restless = data.resolve("projects/restless");
    Files.createDirectories(restless.resolve("d"));
    Files.writeString(restless.resolve("d/key"), "its own");
    Files.writeString(data.resolve("projects/steady"), "its own");
    Path link = restless.resolve("l");
    Files.createSymbolicLink(link, secret);
    AtomicBoolean enough = new AtomicBoolean();
    Thread swaps = Thread.ofPlatform().start(() -> swap(restless, enough));
    try {
      for (int round = 0; round < 20; round++) {
        Path place = parent.resolve("swapped" + round);
        Restore restore = new Restore(SqliteStoreProvider.INSTANCE, place);
        restore.stage(make().file());
        try (Stream<Path> all = Files.walk(place.resolve("restore/staged/projects"))) {
          for (Path file : all.filter(Files::isRegularFile).toList()) {
            assertThat(file).hasContent("its own");
          }
        }
        PrivateFiles.delete(parent.resolve("backups"));
      }
    } finally {
      enough.set(true);
      swaps.join();
    }
  }

  private static void swap(Path directory, AtomicBoolean enough) {
    try {
      while (!enough.get()) {
        Files.move(directory.resolve("d"), directory.resolve("aside"));
        Files.move(directory.resolve("l"), directory.resolve("d"));
        Files.move(directory.resolve("d"), directory.resolve("l"));
        Files.move(directory.resolve("aside"), directory.resolve("d"));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void fileThatNeverHoldsStill_isTakenAndSaysSo() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Path restless = data.resolve("projects/restless");
    Files.write(restless, new byte[8 * MEBIBYTE]);
    Thread changes = Thread.ofPlatform().start(() -> rewrite(restless, enough));
    try {
      boolean said = false;
      for (int round = 0; round < 50 && !said; round++) {
        Backup made = make();
        said = Files.readString(made.log()).contains("changed while it was read projects/restless");
        PrivateFiles.delete(parent.resolve("backups"));
      }
      assertThat(said).isTrue();
    } finally {
      enough.set(true);
      changes.join();
    }
  }

  @Test
  void forgedNames_leadNowhere() throws Exception {
    for (String name :
        List.of("../out", "a/../../out", "/etc/out", "a//b", "./a", "a/..", ".", "")) {
      Path forged = parent.resolve("forged.tar.gz");
      try (var tar =
          new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(forged)))) {
        put(tar, ".backup/format", "2\n", false);
        put(tar, name, "out", true);
        tar.finish();
      }
      Restore restore = new Restore(SqliteStoreProvider.INSTANCE, elsewhere);
      assertThatThrownBy(() -> restore.stage(forged)).isInstanceOf(BackupException.class);
      assertThat(restore.staged()).isEmpty();
      assertThat(parent.resolve("out")).doesNotExist();
    }
  }

  @Test
  void backupThatUnpacksToMoreThanIsFree_isRefusedBeforeAnythingIsWritten() throws Exception {
    Path forged = parent.resolve("forged.tar.gz");
    try (var tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(forged)))) {
      put(tar, ".backup/format", "2\n", false);
      byte[] zeros = new byte[MEBIBYTE];
      for (int i = 0; i < 3; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("projects/zeros" + i);
        entry.setSize(32L * MEBIBYTE);
        tar.putArchiveEntry(entry);
        for (int j = 0; j < 32; j++) {
          tar.write(zeros);
        }
        tar.closeArchiveEntry();
      }
      tar.finish();
    }
    assertThat(Files.size(forged)).isLessThan(MEBIBYTE);
    AtomicBoolean written = new AtomicBoolean();
    Path place = parent.resolve("small");
    Restore restore =
        new Restore(
            SqliteStoreProvider.INSTANCE,
            place,
            () -> place.resolve("backups"),
            at -> {
              written.set(Files.exists(place));
              return (64 + 80) * MEBIBYTE;
            });
    assertThatThrownBy(() -> restore.stage(forged))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("more than the 80 MiB that are free; nothing was changed");
    assertThat(written).isFalse();
    assertThat(place).doesNotExist();
  }

  @Test
  void entriesThatUnpackToMoreThanTheySay_areRefused() throws Exception {
    Path tree = Files.createDirectories(parent.resolve("tree/.backup"));
    Files.writeString(tree.resolve("format"), "2\n");
    Path hole = Files.createDirectories(parent.resolve("tree/projects")).resolve("hole");
    try (FileChannel channel =
        FileChannel.open(hole, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 40L * MEBIBYTE);
    }
    Path forged = parent.resolve("sparse.tar.gz");
    List<String> command =
        List.of(
            "tar",
            "-C",
            parent.resolve("tree").toString(),
            "--format=gnu",
            "-Sczf",
            forged.toString(),
            ".backup/format",
            "projects/hole");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    Path place = parent.resolve("sparse");
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, place);
    assertThatThrownBy(() -> restore.stage(forged))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("would unpack to more than it holds");
    assertThat(place).doesNotExist();
  }

  @Test
  void listOfManyFiles_isReadAgain_andOneOfFilesThatAreNotThereIsNot() throws Exception {
    Map<String, Manifest.Checksum> files = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      files.put("projects/file-" + i, new Manifest.Checksum(i, "0".repeat(64)));
    }
    Manifest manifest = new Manifest("1", Instant.EPOCH, Map.of(), files);
    assertThat(Manifest.parse(manifest.toBytes())).isEqualTo(manifest);
    Path forged = parent.resolve("long.tar.gz");
    try (var tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(forged)))) {
      put(tar, ".backup/format", "2\n", false);
      put(tar, ".backup/manifest.json", new String(manifest.toBytes(), US_ASCII), false);
      tar.finish();
    }
    assertThatThrownBy(() -> BackupArchive.verify(forged, BackupProgress.unwatched()))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("its list of contents is too long");
  }

  private static void put(TarArchiveOutputStream tar, String name, String text, boolean absolute)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, absolute);
    entry.setSize(text.length());
    tar.putArchiveEntry(entry);
    tar.write(text.getBytes(US_ASCII));
    tar.closeArchiveEntry();
  }

  /** Files of all sizes appear, change their length, and go, as fast as this thread can. */
  private static void change(Path directory, AtomicBoolean enough) {
    byte[] block = new byte[2 * MEBIBYTE];
    try {
      for (int turn = 0; !enough.get(); turn++) {
        Path file = directory.resolve("f" + turn % 7);
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(block, 0, (turn * 7919) % block.length));
          channel.truncate((turn * 104_729) % block.length);
        }
        if (turn % 3 == 0) {
          Files.delete(directory.resolve("f" + turn % 7));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void rewrite(Path file, AtomicBoolean enough) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long turn = 0; !enough.get(); turn++) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) turn}), turn % MEBIBYTE);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Backup make() {
    BackupWriter.Places places =
        new BackupWriter.Places(data, parent.resolve("backups"), data.resolve("tempo.db"));
    BackupWriter.Exclusions excluded =
        BackupWriter.Exclusions.of(List.of("*.tmp", "scripts/etl/cache/**"), 2);
    BackupWriter.Source source =
        new BackupWriter.Source(
            SqliteStoreProvider.INSTANCE,
            target -> SqliteStoreProvider.INSTANCE.copy(data.resolve("tempo.db"), target));
    BackupWriter maker = new BackupWriter(places, excluded, source, TimeSource.system());
    return Backup.of(maker.make()).orElseThrow();
  }

  private Backup restoreMade() {
    Backup made = make();
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, elsewhere);
    restore.stage(made.file());
    assertThat(restore.applyIfStaged(elsewhere.resolve("tempo.db"))).isTrue();
    return made;
  }

  /** A file of the data directory by its name as a URI has it. */
  private Path named(String raw) {
    return Path.of(URI.create("file://" + data.toUri().getRawPath() + "/" + raw));
  }

  /** All directories and files but what Tempo keeps itself, by the bytes of their names. */
  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    String root = directory.toUri().getRawPath();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.toList()) {
        String name = each.toUri().getRawPath().substring(root.length() - 1);
        boolean own = each.equals(directory) || name.matches("/?(tempo|logs|restore|runs).*");
        if (!own && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          contents.put(
              name.replaceFirst("^/", ""),
              ChecksumCopier.copy(
                      Files.newInputStream(each), java.io.OutputStream.nullOutputStream())
                  .toString());
        } else if (!own && isEmpty(each)) {
          contents.put(name.replaceFirst("^/", ""), "empty");
        }
      }
    }
    return contents;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> in = Files.list(directory)) {
      return in.findAny().isEmpty();
    }
  }
}
