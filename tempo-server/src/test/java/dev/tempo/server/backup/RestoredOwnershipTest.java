package dev.tempo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.process.OsAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the restored files scripts get. */
final class RestoredOwnershipTest {
  @TempDir private Path directory;

  /** A backup of a server that is not root says of its databases that root has them. */
  @Test
  void scriptsGetWhatIsTheirs_whateverABackupSays() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs another account");
    Path script = file("scripts/job/job.sh");
    Path database = file("tempo.db");
    Path key = file("config/secret.key");
    RestoredOwnership ownership = new RestoredOwnership(directory);
    Files.createDirectories(directory.resolve("restore"));

    ownership.stage(
        directory,
        List.of(script, database, key).stream()
            .map(path -> new BackupArchive.Others(path, false))
            .toList());
    ownership.apply();
    ownership.giveTo(OsAccount.account("nobody"));

    assertThat(Files.getOwner(script).getName()).isEqualTo("nobody");
    assertThat(Files.getOwner(database).getName()).isEqualTo("root");
    assertThat(Files.getOwner(key).getName()).isEqualTo("root");
  }

  private Path file(String name) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "content");
  }
}
