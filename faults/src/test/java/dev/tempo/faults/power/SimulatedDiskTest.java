package dev.tempo.faults.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk may hold after a power failure: what was synced, and any part of the rest. */
class SimulatedDiskTest {
  private static final Path ROOT = Path.of("/data");
  private static final Path FILE = Path.of("/data/file");
  private static final Path NEW = Path.of("/data/file.new");

  private final SimulatedDisk disk = new SimulatedDisk(ROOT, path -> false);
  private int count;

  private void apply(DiskOperation... operations) {
    for (DiskOperation operation : operations) {
      disk.apply(operation);
      count++;
    }
  }

  private void sync(Path path) {
    apply(new DiskOperation.Sync(path, count));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All contents that the file has after many crashes; null where it is not there. */
  private Set<String> contents(Path file) {
    Set<String> all = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      byte[] content = disk.crash(random).files().get(file);
      all.add(content == null ? "-" : new String(content, StandardCharsets.UTF_8));
    }
    return all;
  }

  private void makeFile(String text) {
    apply(
        new DiskOperation.MakeDirectory(ROOT),
        new DiskOperation.Create(FILE),
        new DiskOperation.Append(FILE, bytes(text)));
    sync(FILE);
    sync(ROOT);
    sync(ROOT.getParent());
  }

  @Test
  void whatIsSynced_isThere_andWhatIsNot_mayBe() {
    makeFile("one");
    assertThat(contents(FILE)).containsExactly("one");
    apply(
        new DiskOperation.Write(FILE, 0, bytes("two")), new DiskOperation.Append(FILE, bytes("!")));
    assertThat(contents(FILE)).containsExactlyInAnyOrder("one", "two", "two!", "one!");
    sync(FILE);
    assertThat(contents(FILE)).containsExactly("two!");
    apply(new DiskOperation.Truncate(FILE, 1));
    assertThat(contents(FILE)).containsExactlyInAnyOrder("two!", "t");
  }

  @Test
  void nameThatIsNotSynced_mayBeMissing_thoughTheBytesAreSynced() {
    apply(
        new DiskOperation.MakeDirectory(ROOT),
        new DiskOperation.Create(FILE),
        new DiskOperation.Append(FILE, bytes("one")));
    sync(FILE);
    assertThat(contents(FILE)).containsExactlyInAnyOrder("-", "one");
  }

  @Test
  void fileThatIsRenamedBeforeItsBytesAreSynced_mayBeEmpty() {
    makeFile("old");
    apply(
        new DiskOperation.Create(NEW),
        new DiskOperation.Append(NEW, bytes("new")),
        new DiskOperation.Rename(NEW, FILE));
    assertThat(contents(FILE)).containsExactlyInAnyOrder("old", "", "new");
  }

  @Test
  void fileThatIsSyncedAndRenamed_isTheOldOneOrTheNewOne() {
    makeFile("old");
    apply(new DiskOperation.Create(NEW), new DiskOperation.Append(NEW, bytes("new")));
    sync(NEW);
    apply(new DiskOperation.Rename(NEW, FILE));
    assertThat(contents(FILE)).containsExactlyInAnyOrder("old", "new");
    sync(ROOT);
    assertThat(contents(FILE)).containsExactly("new");
    assertThat(contents(NEW)).containsExactly("-");
  }

  @Test
  void syncCovers_whatHadEndedWhenItBegan() {
    makeFile("one");
    int begun = count;
    apply(new DiskOperation.Append(FILE, bytes("+")));
    apply(new DiskOperation.Sync(FILE, begun));
    assertThat(contents(FILE)).containsExactlyInAnyOrder("one", "one+");
  }

  @Test
  void largeWrite_mayBeTornIntoSectors() {
    makeFile("");
    apply(new DiskOperation.Write(FILE, 0, bytes("a".repeat(512) + "b".repeat(512))));
    assertThat(contents(FILE))
        .contains("a".repeat(512), "\0".repeat(512) + "b".repeat(512))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void trace_isReadInTheOrderInWhichCallsEnded(@TempDir Path directory) throws Exception {
    Path trace = directory.resolve("trace");
    Files.write(
        trace,
        List.of(
            "7 mkdir(\"\\x2f\\x64\", 0700) = 0",
            "7 openat(AT_FDCWD<\\x2f>, \"\\x64\\x2f\\x66\", O_RDWR|O_CREAT, 0644) ="
                + " 5<\\x2f\\x64\\x2f\\x66>",
            "7 pwrite64(5<\\x2f\\x64\\x2f\\x66>, \"\\x61\\x62\", 2, 4 <unfinished ...>",
            "8 fsync(5<\\x2f\\x64\\x2f\\x66> <unfinished ...>",
            "7 <... pwrite64 resumed>)           = 2",
            "8 <... fsync resumed>)              = 0",
            "7 write(5<\\x2f\\x64\\x2f\\x66>, \"\\x63\\x64\", 2) = 1",
            "7 write(9<\\x54\\x43\\x50\\x3a\\x5b\\x5d>, \"\\x6f\\x6b\", 2) = 2",
            "7 rename(\"\\x2f\\x64\\x2f\\x66\", \"\\x2f\\x64\\x2f\\x67\") = 0",
            "7 unlink(\"\\x2f\\x64\\x2f\\x68\") = -1 ENOENT (No such file or directory)",
            "7 fsync(5<\\x2f\\x65>) = 0",
            "7 +++ exited with 0 +++"));

    List<DiskOperation> read = TraceParser.parse(trace, path -> path.startsWith("/d"));

    Path file = Path.of("/d/f");
    assertThat(read).hasSize(7);
    assertThat(read.get(0)).isEqualTo(new DiskOperation.MakeDirectory(Path.of("/d")));
    assertThat(read.get(1)).isEqualTo(new DiskOperation.Create(file));
    assertThat(read.get(2))
        .isInstanceOfSatisfying(
            DiskOperation.Write.class,
            write -> {
              assertThat(write.offset()).isEqualTo(4);
              assertThat(write.bytes()).containsExactly('a', 'b');
            });
    assertThat(read.get(3)).isEqualTo(new DiskOperation.Sync(file, 2));
    assertThat(read.get(4))
        .isInstanceOfSatisfying(
            DiskOperation.Write.class, write -> assertThat(write.bytes()).containsExactly('c'));
    assertThat(read.get(5)).isEqualTo(new DiskOperation.Told("ok"));
    assertThat(read.get(6)).isEqualTo(new DiskOperation.Rename(file, Path.of("/d/g")));
  }
}
