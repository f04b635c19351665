package dev.tempo.server.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.groups.discovery.GroupsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that ends in the middle of an import, and what becomes of it. */
final class GroupTransferRecoveryTest {
  @TempDir private Path directory;

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void recover() {
    new GroupTransfer(new GroupsRoot(directory, () -> false)).recover();
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }

  @Test
  void groupThatWasMovedAway_comesBack_andWhatIsOfNoUseIsDeleted() throws IOException {
    write(".import-1/old/away/a.sh", "only copy");
    write(".import-1/new/a.sh", "never in its place");
    write(".import-2/old/replaced/b.sh", "former");
    write("replaced/b.sh", "new");
    write(".import-3/new/c.sh", "half unpacked");
    write(".import-4.zip", "packed");
    write(".git/config", "not ours");
    recover();
    assertThat(directory.resolve("away/a.sh")).hasContent("only copy");
    assertThat(directory.resolve("replaced/b.sh")).hasContent("new");
    assertThat(hidden()).containsExactly(".git");
  }

  @Test
  void formerFilesOfAGroupThatWasRestored_areKept_andThoseBeforeAreNot() throws IOException {
    write(".previous-lab/a.sh", "long ago");
    write(".import-1/keep/lab/a.sh", "former");
    write("lab/a.sh", "restored");
    write(".import-2/keep/away/b.sh", "only copy");
    write(".import-2/new/b.sh", "never in its place");
    recover();
    assertThat(directory.resolve(".previous-lab/a.sh")).hasContent("former");
    assertThat(directory.resolve("lab/a.sh")).hasContent("restored");
    assertThat(directory.resolve("away/b.sh")).hasContent("only copy");
    assertThat(hidden()).containsExactly(".previous-lab");
    new GroupTransfer(new GroupsRoot(directory, () -> false)).putBack("lab");
    assertThat(directory.resolve("lab/a.sh")).hasContent("former");
    assertThat(hidden()).isEmpty();
  }

  @Test
  void onlyCopyOfFiles_isKept_whileSomethingElseHasItsName() throws IOException {
    write(".import-1/old/taken/a.sh", "only copy");
    write(".import-1/new/a.sh", "never in its place");
    write("taken/other.sh", "made meanwhile");
    write(".import-2.zip", "packed");
    recover();
    assertThat(directory.resolve(".import-1/old/taken/a.sh")).hasContent("only copy");
    assertThat(directory.resolve("taken/other.sh")).hasContent("made meanwhile");
    assertThat(hidden()).containsExactly(".import-1");

    Files.delete(directory.resolve("taken/other.sh"));
    Files.delete(directory.resolve("taken"));
    recover();
    assertThat(directory.resolve("taken/a.sh")).hasContent("only copy");
    assertThat(hidden()).isEmpty();
  }
}
