package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.script.ScriptFile;
import dev.tempo.task.ScriptPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of scripts that lie where somebody else put them. */
class InPlaceScriptsTest {
  private static final byte[] TEXT = "echo hello\n".getBytes(StandardCharsets.UTF_8);

  private final UUID runId = UUID.randomUUID();
  @TempDir Path directory;

  private ScriptPlace.InPlace place(String name, String permissions) throws IOException {
    Path file = Files.write(directory.resolve(name), TEXT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return new ScriptPlace.InPlace(file, directory);
  }

  private InPlaceScripts scripts(boolean othersRead) {
    return new InPlaceScripts(directory.resolve("records"), othersRead);
  }

  private InPlaceScripts.Copy copy(InPlaceScripts scripts, ScriptPlace.InPlace place) {
    return scripts.copy(place, runId, ScriptFile.read(place.file(), directory), TEXT);
  }

  @Test
  void scriptThatOthersMayNotRead_isNotCopiedForAnotherAccount_andSaysWhy() throws IOException {
    ScriptPlace.InPlace place = place("load.sh", "rwx------");
    InPlaceScripts.Copy copy = copy(scripts(true), place);
    assertThat(copy.file()).isEmpty();
    assertThat(copy.reason()).isNotBlank();
    assertThat(directory.resolve(".load.sh.tempo-" + runId)).doesNotExist();
    assertThat(directory.resolve("records")).isEmptyDirectory();
    assertThat(copy(scripts(false), place).file()).as("for this account").isPresent();
  }

  @Test
  void scriptThatOthersMayRead_isCopiedWithItsPermissions_untilItsRunHasEnded() throws IOException {
    InPlaceScripts scripts = scripts(true);
    Path copy = copy(scripts, place("load.sh", "rwxr-xr-x")).file().orElseThrow();
    assertThat(copy).hasBinaryContent(TEXT).hasParent(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .startsWith("rwxr-x");
    scripts.release(runId);
    assertThat(copy).doesNotExist();
    assertThat(directory.resolve("records")).isEmptyDirectory();
    scripts.release(runId); // as whoever sees the end once more
  }

  @Test
  void nameThatWouldBeTooLong_isReplaced() throws IOException {
    Path copy =
        copy(scripts(false), place("é".repeat(100) + ".sh", "rw-r--r--")).file().orElseThrow();
    assertThat(copy).hasFileName(".script.tempo-" + runId).hasBinaryContent(TEXT);
  }

  @Test
  void directoryThatIsGone_isToldInsteadOfACopy() throws IOException {
    ScriptPlace.InPlace gone =
        new ScriptPlace.InPlace(directory.resolve("gone/load.sh"), directory);
    InPlaceScripts.Copy copy = scripts(false).copy(gone, runId, TEXT);
    assertThat(copy.file()).isEmpty();
    assertThat(copy.reason()).isNotBlank();
    assertThat(directory.resolve("records")).isEmptyDirectory();
  }

  /** Whatever a record says, nothing but a copy of its run is deleted. */
  @Test
  void recordThatNamesAnotherFile_deletesNothingElse() throws IOException {
    InPlaceScripts scripts = scripts(false);
    copy(scripts, place("load.sh", "rw-r--r--"));
    Path precious = Files.writeString(directory.resolve("precious"), "keep");
    Files.writeString(directory.resolve("records").resolve(runId.toString()), precious.toString());
    scripts.release(runId);
    assertThat(precious).exists();
    assertThat(directory.resolve("records")).isEmptyDirectory();
  }

  @Test
  void copiesOfRunsThatEndedUnseen_areDeleted_andThoseOfOthersStay() throws IOException {
    InPlaceScripts scripts = scripts(false);
    scripts.releaseAll(run -> true); // there was never one
    Path ended = copy(scripts, place("load.sh", "rw-r--r--")).file().orElseThrow();
    UUID going = UUID.randomUUID();
    Path other = scripts.copy(place("load.sh", "rw-r--r--"), going, TEXT).file().orElseThrow();
    scripts.releaseAll(runId::equals);
    assertThat(ended).doesNotExist();
    assertThat(other).exists();
  }
}
