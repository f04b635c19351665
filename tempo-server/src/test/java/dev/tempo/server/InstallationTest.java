package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a data directory that do not belong together stop the start, with the ways on. */
final class InstallationTest {
  @TempDir Path parent;
  private Path data;
  private Cli cli;

  @BeforeEach
  void makeInstallation() {
    data = parent.resolve("data");
    cli = Cli.inside().with("TEMPO_DATA_PATH", data.toString());
    open(data, false);
    assertThat(data.resolve("config/installation")).isNotEmptyFile();
    assertThat(data.resolve("config/installation.begun")).doesNotExist();
  }

  @Test
  void missingOrEmptyDatabase_isNoNewInstallation() throws Exception {
    Path database = data.resolve("tempo.db");
    Path kept = Files.move(database, parent.resolve("kept.db"));
    refused("tempo.db is missing, but there is logs.db, installation");
    assertThat(database).doesNotExist();
    Files.createFile(database);
    cli.run("migrate").code(5).oneLine("is empty");
    cli.run("doctor").code(5).oneLine("tempo restore FILE");

    Files.move(kept, database, StandardCopyOption.REPLACE_EXISTING);
    open(data, false);
  }

  @Test
  void keysAlone_areATraceOfAnInstallation() throws Exception {
    Path other = parent.resolve("other");
    Files.createDirectories(other.resolve("config"));
    Files.writeString(other.resolve("config/secret.key"), "x");
    assertThatThrownBy(() -> open(other, false)).hasMessageContaining("config/secret.key");
    open(other, true);
    open(other, false);
  }

  @Test
  void keyOfSecretsThatIsMissing_isNotReplacedWithoutAWord() throws Exception {
    Path key = data.resolve("config/secret.key");
    cli.run("migrate").code(0);
    Files.delete(key);
    refused("secret.key is missing, without which no stored secret can be read");
    Files.createFile(key);
    refused("secret.key is empty");
    String given = "a key of more than thirty-two characters";
    cli.with("TEMPO_SECRET_KEY", given).run("migrate").code(0);

    cli.run("doctor", "--accept").code(0);

    assertThat(key).isNotEmptyFile();
    open(data, false);
    assertThat(cli.run("doctor").code(0).out()).doesNotContain("broken");
  }

  @Test
  void databaseThatHasLostItsJournal_isNoticed() throws Exception {
    execute("tempo.db", "DROP TABLE installation");
    refused("has lost what it held");
    cli.run("doctor", "--accept").code(0);
    open(data, false);
  }

  /** What a server left that was killed: all that it did is in journals. */
  @Test
  void refusedFiles_areLeftAsTheyWere_soThatTheRightOnesCanBePutBack() throws Exception {
    Path fresh = parent.resolve("fresh");
    Path killed = Files.createDirectories(parent.resolve("killed/config")).getParent();
    Job job = Job.named("kept").task(Task.shell("true")).build();
    try (JdbcStore store = installation(fresh).open(false)) {
      store.commit(List.of(new Change.SaveJob(job, List.of())));
      for (String name :
          List.of("tempo.db", "tempo.db-wal", "logs.db", "logs.db-wal", "config/installation")) {
        Files.copy(fresh.resolve(name), killed.resolve(name));
      }
    }
    for (String name : List.of("tempo.db-wal", "logs.db")) {
      Path away = parent.resolve(name);
      Files.move(killed.resolve(name), away);
      byte[] before = Files.readAllBytes(killed.resolve("tempo.db"));
      assertThatThrownBy(() -> open(killed, false)).isInstanceOf(StoreException.class);
      assertThat(killed.resolve("tempo.db")).hasBinaryContent(before);
      Files.move(away, killed.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    try (JdbcStore store = installation(killed).open(false)) {
      assertThat(store.jobs().find(job.id())).isPresent();
    }
  }

  @Test
  void filesOfAnotherInstallation_areNoticed() throws Exception {
    Path other = parent.resolve("other");
    open(other, false);
    Files.delete(data.resolve("logs.db"));
    refused("was missing or empty");
    assertThat(data.resolve("logs.db")).doesNotExist();
    copy(other, "logs.db");
    refused("is of another installation");
    copy(other, "tempo.db");
    refused("is of another installation");
    copy(other, "config/installation");
    open(data, false);
    Files.delete(data.resolve("config/installation"));
    refused("config/installation is missing");
    open(data, true);
    open(data, false);
  }

  @Test
  void dataOfAnEarlierVersion_getsAnId_andAnInterruptedStartIsCompleted() throws Exception {
    Path file = data.resolve("config/installation");
    Files.delete(file);
    execute("tempo.db", "DROP TABLE installation");
    execute("logs.db", "DROP TABLE installation");
    open(data, false);
    String id = Files.readString(file);
    Files.move(file, data.resolve("config/installation.begun"));
    open(data, false);
    assertThat(Files.readString(file)).isEqualTo(id);
  }

  @Test
  void backupOfAnotherInstallation_isRestoredAsAWhole() throws Exception {
    Path other = parent.resolve("other");
    cli.run("migrate", "--data-path", other.toString()).code(0);
    Path backups = Files.createDirectory(parent.resolve("backups"));
    cli.run("backup", "--data-path", other.toString(), "--output", backups.toString()).code(0);
    try (var files = Files.walk(backups)) {
      Path backup =
          files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
      cli.run("restore", backup.toString(), "--force").code(0);
    }
    cli.run("start", "--port", "0").code(0);
    cli.run("stop").code(0);
    assertThat(data.resolve("config/installation"))
        .hasSameTextualContentAs(other.resolve("config/installation"));
  }

  private void refused(String why) {
    assertThatThrownBy(() -> open(data, false))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("tempo doctor --accept");
  }

  private static void open(Path directory, boolean accept) {
    installation(directory).open(accept).close();
  }

  private static Installation installation(Path directory) {
    return Installation.at(SqliteStoreProvider.INSTANCE, directory, directory.resolve("tempo.db"));
  }

  private void copy(Path other, String name) throws Exception {
    Files.copy(other.resolve(name), data.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void execute(String file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(file));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
