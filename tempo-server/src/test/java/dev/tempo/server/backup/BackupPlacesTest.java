package dev.tempo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases and backups that lie in odd places, and directories that are restored to. */
final class BackupPlacesTest {
  @TempDir Path parent;
  private Path data;
  private Path elsewhere;

  @BeforeEach
  void create() {
    data = parent.resolve("data");
    elsewhere = parent.resolve("elsewhere");
    SqliteStore.open(data).close();
  }

  @Test
  void databasesAndBackupsInSubdirectories_areNoFilesOfABackup_andGiveWayToNone() throws Exception {
    Path database = Files.createDirectories(data.resolve("db")).resolve("tempo.db");
    Files.move(data.resolve("tempo.db"), database);
    Files.move(data.resolve("logs.db"), data.resolve("db/logs.db"));
    Files.writeString(data.resolve("db/notes.txt"), "as it was");
    Files.createDirectories(data.resolve("mine"));
    Files.writeString(data.resolve("mine/notes.txt"), "as it was");
    Path link = Files.createSymbolicLink(parent.resolve("link"), data);
    BackupWriter.Places places =
        new BackupWriter.Places(link, data.resolve("mine/archives"), database);
    Backup first = make(places);
    Backup second = make(places);
    Restore restore =
        new Restore(SqliteStoreProvider.INSTANCE, data, () -> link.resolve("mine/archives"));
    restore.stage(second.file());
    Path staged = data.resolve("restore/staged");
    assertThat(staged.resolve("db").toFile().list()).containsExactly("notes.txt");
    assertThat(staged.resolve("mine").toFile().list()).containsExactly("notes.txt");
    Files.writeString(data.resolve("db/notes.txt"), "later");
    Files.writeString(data.resolve("db/tempo.db"), "live");

    assertThat(restore.applyIfStaged(database)).isTrue();

    assertThat(first.file()).exists();
    assertThat(second.file()).exists();
    assertThat(data.resolve("db/notes.txt")).hasContent("as it was");
    assertThat(SqliteStoreProvider.INSTANCE.damage(database)).isEmpty();
    assertThat(data.resolve("tempo.db")).doesNotExist();
    assertThat(restore.previous().resolve("tempo.db")).hasContent("live");
    assertThat(restore.previous().resolve("db/notes.txt")).hasContent("later");
  }

  @Test
  void archiveWithLiveDatabaseFilesInIt_bringsBackTheCheckedCopy() throws Exception {
    Path place = data.resolve("db");
    Files.createDirectories(place);
    Files.writeString(place.resolve("tempo.db"), "raw, as older archives have it");
    Files.writeString(place.resolve("tempo.db-wal"), "raw");
    Backup made = make();
    Restore restore = new Restore(SqliteStoreProvider.INSTANCE, elsewhere);
    restore.stage(made.file());
    Path database = elsewhere.resolve("db/tempo.db");
    assertThat(restore.applyIfStaged(database)).isTrue();
    assertThat(elsewhere.resolve("db/tempo.db-wal")).doesNotExist();
    assertThat(SqliteStoreProvider.INSTANCE.damage(database)).isEmpty();
  }

  @Test
  void whatIsBehindAFailure_isTold() {
    IOException full = new IOException("No space left on device");
    assertThat(BackupService.reason(new UncheckedIOException("The project stays", full)).text())
        .isEqualTo("The project stays: java.io.IOException: No space left on device");
    assertThat(BackupService.reason(new UncheckedIOException(full)).text())
        .isEqualTo("java.io.IOException: No space left on device");
  }

  @Test
  void targetThatIsFilledMeanwhile_isLeftAsItIs() throws Exception {
    Backup made = make();
    RestoreTarget target = RestoreTarget.of(elsewhere, data, parent.resolve("backups"));
    Files.createDirectories(elsewhere);
    Files.writeString(elsewhere.resolve("mine"), "put there meanwhile");
    BackupProgress progress = BackupProgress.unwatched();
    assertThatThrownBy(() -> target.fill(SqliteStoreProvider.INSTANCE, made.file(), progress))
        .isInstanceOf(ApiException.class);
    assertThat(elsewhere.resolve("mine")).hasContent("put there meanwhile");
    assertThat(elsewhere.resolve("tempo.db")).doesNotExist();
  }

  @Test
  void targetThatCannotBeFilled_isGoneAgain() throws Exception {
    Files.writeString(parent.resolve("none.tar.gz"), "no archive");
    RestoreTarget target = RestoreTarget.of(elsewhere, data, parent.resolve("backups"));
    BackupProgress progress = BackupProgress.unwatched();
    Path none = parent.resolve("none.tar.gz");
    assertThatThrownBy(() -> target.fill(SqliteStoreProvider.INSTANCE, none, progress))
        .isInstanceOf(BackupException.class);
    assertThat(elsewhere).doesNotExist();
  }

  private Backup make() {
    return make(new BackupWriter.Places(data, parent.resolve("backups"), data.resolve("tempo.db")));
  }

  private static Backup make(BackupWriter.Places places) {
    BackupWriter.Source source =
        new BackupWriter.Source(
            SqliteStoreProvider.INSTANCE,
            target -> SqliteStoreProvider.INSTANCE.copy(places.database(), target));
    BackupWriter.Exclusions excluded = BackupWriter.Exclusions.of(List.of(), 2);
    BackupWriter maker = new BackupWriter(places, excluded, source, TimeSource.system());
    return Backup.of(maker.make()).orElseThrow();
  }
}
