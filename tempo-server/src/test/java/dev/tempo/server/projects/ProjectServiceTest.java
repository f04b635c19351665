package dev.tempo.server.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.projects.ProjectMove.Kind;
import dev.tempo.server.projects.ProjectService.NewLabel;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that change between a request's first look at them and its work: one real store. */
final class ProjectServiceTest {
  private static final Optional<String> SAME = Optional.empty();

  @TempDir private static Path data;
  private static JdbcStore store;
  private static ProjectStore projects;
  private static ProjectTree tree;
  private static ProjectBackups backups;
  private static ProjectMover mover;
  private static ProjectService service;
  private static UUID user;

  @BeforeAll
  static void open() {
    try (TestServer server = TestServer.startSetUp(data)) {
      ApiClient admin = server.admin();
      user = UUID.fromString(admin.get("/api/auth/me").data("id").textValue());
    }
    store = SqliteStoreProvider.INSTANCE.open(data, Optional.empty());
    Database database = store.database();
    projects = new ProjectStore(database);
    tree = new ProjectTree(data.resolve("projects"), Optional.empty());
    backups = new ProjectBackups(tree, data.resolve("backups"), TimeSource.system());
    mover = new ProjectMover(projects, tree, backups);
    service =
        new ProjectService(
            projects,
            mover,
            new ProjectService.ProjectPlaces(tree, backups),
            new UserNames(new UserStore(database)),
            TimeSource.system());
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static Project made(String name) throws IOException {
    Project made = service.create(user, name, "");
    Files.writeString(tree.make(made, "a").resolve("f"), name);
    return made;
  }

  private static NewLabel name(String name) {
    return new NewLabel(Optional.of(name), SAME);
  }

  private static Path home() {
    return data.resolve("projects/a/admin");
  }

  @Test
  void renameAndDelete_ofAProjectAsItWasRead_workOnWhatItIsByNow() throws IOException {
    Project read = made("one");
    service.rename(read, name("two"));
    service.rename(read, new NewLabel(SAME, Optional.of("described")));
    assertThat(service.find(read.id()).orElseThrow().label())
        .isEqualTo(new Project.Label("two", "two", "described"));
    Project three = service.rename(read, name("three"));
    assertThat(three.label()).isEqualTo(new Project.Label("three", "three", "described"));
    assertThat(home().resolve("three/f")).hasContent("one");
    service.delete(read);
    assertThat(home().resolve("three")).doesNotExist();
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> service.rename(read, name("four")))
        .satisfies(e -> assertThat(e.status()).isEqualTo(404));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> service.delete(read))
        .satisfies(e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void move_thatCannotBeEnded_keepsNoOtherFromIt_andNothingIsSweptAway() throws IOException {
    Project stuck = made("stuck");
    Project ended = made("ended");
    projects.begin(ProjectMove.of(Kind.DELETE, ended, ".tempo-9"));
    projects.begin(ProjectMove.of(Kind.RENAME, stuck, "elsewhere"));
    projects.begin(ProjectMove.of(Kind.RENAME, stuck, "taken")); // that which was begun last
    Files.createDirectories(home().resolve("taken"));
    Files.createDirectories(home().resolve(".tempo-left"));
    mover.recover();
    assertThat(projects.moves()).extracting(ProjectMove::projectId).containsExactly(stuck.id());
    assertThat(projects.moves().getFirst().way().target()).isEqualTo("taken");
    assertThat(projects.find(ended.id())).isEmpty();
    assertThat(home().resolve("ended")).doesNotExist();
    assertThat(home().resolve(".tempo-left")).exists();
    Files.delete(home().resolve("taken"));
    mover.recover();
    assertThat(projects.moves()).isEmpty();
    assertThat(home().resolve("taken/f")).hasContent("stuck");
    assertThat(home().resolve(".tempo-left")).doesNotExist();
  }

  @Test
  void deletion_ofAProjectThatIsGone_leavesTheNextOfItsNameAlone() throws IOException {
    Project gone = made("same");
    projects.delete(ProjectMove.of(Kind.DELETE, gone, ".tempo-7"));
    assertThat(projects.moves()).isEmpty();
    projects.begin(ProjectMove.of(Kind.DELETE, gone, ".tempo-7"));
    Project next = made("same");
    backups.make(next);
    mover.recover();
    assertThat(projects.moves()).isEmpty();
    assertThat(home().resolve("same/f")).hasContent("same");
    assertThat(backups.of(next)).hasSize(1);
  }

  @Test
  void file_thatIsPutThereAsOldAsItWas_isBackedUp() throws IOException {
    Project project = made("old");
    Path root = tree.directory(project, "a");
    Path inner = Files.createDirectory(root.resolve("inner"));
    Path file = Files.writeString(inner.resolve("f"), "f");
    FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    for (Path path : new Path[] {root.resolve("f"), file, inner, root}) {
      Files.setLastModifiedTime(path, old); // as cp -p, tar and mv do
    }
    assertThat(backupsOf("2020-02-01T00:00:00Z", project).isOutdated(project)).isTrue();
    assertThat(backupsOf("2120-02-01T00:00:00Z", project).isOutdated(project)).isFalse();
  }

  @Test
  void restore_takesWhatWasNestedDeeply_andRefusesToLoseWhatNoBackupHolds() throws IOException {
    Project project = made("deep");
    ProjectRestore restore = new ProjectRestore(backups, tree, mover);
    Path deep = tree.directory(project, "a").resolve("d/".repeat(60));
    Files.writeString(Files.createDirectories(deep).resolve("f"), "deep");
    Files.createSymbolicLink(deep.resolve("link"), deep);
    Files.createFile(deep.resolve(ProjectTree.unfinished())); // an upload goes on
    ProjectBackups.Backup backup = backups.make(project);
    assertThat(restore.restore(project, backup)).isEqualTo(2);
    assertThat(deep.resolve("f")).hasContent("deep");
    int before = backups.of(project).size();
    Path odd = Files.writeString(deep.resolve("x".repeat(201)), "of a script");
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> restore.restore(project, backup))
        .satisfies(e -> assertThat(e.status()).isEqualTo(409))
        .withMessageContaining(odd.getFileName().toString());
    assertThat(odd).hasContent("of a script");
    assertThat(backups.of(project)).hasSize(before);
    assertThat(home().toFile().list()).noneMatch(name -> name.startsWith(".tempo-"));
  }

  private static ProjectBackups backupsOf(String at, Project project) {
    ProjectBackups made =
        new ProjectBackups(tree, data.resolve("backups"), new StoppedTime(Instant.parse(at)));
    made.make(project);
    return made;
  }

  /** A clock that stands still. */
  private record StoppedTime(Instant instant) implements TimeSource {
    @Override
    public long nanoTime() {
      return 0;
    }
  }
}
