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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that change between a request's first look at them and its work: one real store. */
final class ProjectServiceTest {
  private static final Optional<String> SAME = Optional.empty();

  private static final AtomicLong QUOTA = new AtomicLong();

  @TempDir private static Path data;
  private static JdbcStore store;
  private static ProjectStore projects;
  private static ProjectTree tree;
  private static ProjectBackups backups;
  private static ProjectMover mover;
  private static ProjectService service;
  private static ProjectFiles files;
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
    tree = new ProjectTree(data.resolve("projects"), Optional.empty(), false);
    backups = new ProjectBackups(tree, data.resolve("backups"), TimeSource.system());
    mover = new ProjectMover(projects, tree, backups);
    ProjectLocks locks = new ProjectLocks();
    files = new ProjectFiles(projects, tree, locks, QUOTA::get);
    service =
        new ProjectService(
            projects,
            mover,
            new ProjectService.ProjectPlaces(tree, backups, locks),
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
  void replacement_isNotDeletedWhileItIsNeeded_andWhatWasThereComesBackIfItIsLost()
      throws IOException {
    Project project = made("kept");
    Project fresh = project.in(".tempo-6");
    ProjectMove move =
        ProjectMove.of(Kind.REPLACE, project, ".tempo-8").withFresh(fresh.directory());
    projects.begin(move.as(Kind.RESTORE));
    tree.move(project.home(), move.way());
    tree.make(fresh, "a");
    mover.discard(fresh);
    assertThat(home().resolve(".tempo-6")).exists();
    Files.delete(home().resolve(".tempo-6"));
    mover.recover();
    assertThat(home().resolve("kept/f")).hasContent("kept");
    assertThat(projects.moves()).isEmpty();
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

  /** What a request sends, before which something else happens. */
  private static InputStream content(String text, Runnable meanwhile) {
    InputStream first =
        new InputStream() {
          @Override
          public int read() {
            meanwhile.run();
            return -1;
          }
        };
    return new SequenceInputStream(
        first, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(Project project, String name, InputStream content) {
    files.write(new ProjectFiles.Place(project, "a"), FilePath.of(name), content, tag -> true);
  }

  private static void assertRefused(int status, Project project, InputStream content) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> write(project, "in/new", content))
        .satisfies(e -> assertThat(e.status()).isEqualTo(status));
  }

  @Test
  void upload_followsItsProject_orIsRefused_ifThatIsMovedMeanwhile() throws IOException {
    Project read = made("upload");
    ProjectBackups.Backup backup = backups.make(read);
    write(read, "in/new", content("new", () -> service.rename(read, name("moved"))));
    assertThat(home().resolve("moved/in/new")).hasContent("new");
    write(read, "in/late", content("late", () -> {}));
    assertThat(home().resolve("moved/in/late")).hasContent("late");
    assertThat(home().resolve("upload")).doesNotExist();
    Project moved = service.find(read.id()).orElseThrow();
    ProjectRestore restore = new ProjectRestore(backups, tree, mover);
    ProjectBackups.Backup first = backups.find(moved, backup.id());
    assertRefused(409, read, content("lost", () -> restore.restore(moved, first)));
    assertThat(home().resolve("moved").toFile().list()).containsExactly("f");
    assertRefused(404, read, content("lost", () -> service.delete(read)));
    assertRefused(404, read, content("lost", () -> {}));
    assertThat(home().toFile().list())
        .noneMatch(name -> name.equals("moved") || name.equals("upload"));
  }

  @Test
  void uploads_atTheSameTime_doNotEachGetAllThatIsLeft() throws IOException {
    Project project = made("full");
    QUOTA.set(files.usage(project).usedBytes() + 10);
    try {
      Runnable other = () -> write(project, "other", content("123456", () -> {}));
      assertThatExceptionOfType(ApiException.class)
          .isThrownBy(() -> write(project, "one", content("12345", other)))
          .satisfies(e -> assertThat(e.status()).isEqualTo(409));
      assertThat(home().resolve("full/other")).hasContent("123456");
      assertThat(home().resolve("full/one")).doesNotExist();
      write(project, "one", content("1234", () -> {}));
      assertThat(home().resolve("full/one")).hasContent("1234");
    } finally {
      QUOTA.set(0);
    }
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
