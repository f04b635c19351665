package dev.tempo.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.projects.ProjectMove.Kind;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves of projects, at each place where it may come, and the next start. */
final class ProjectRecoveryTest {
  private static final List<String> NAMES =
      List.of("renamed", "deleted", "replaced", "restored", "begun");

  @TempDir private Path data;

  @Test
  void whatACrashInterrupted_isEndedAtTheNextStart() throws IOException {
    Map<String, String> paths = new HashMap<>();
    try (TestServer server = TestServer.startSetUp(data)) {
      ApiClient admin = server.admin();
      for (String name : NAMES) {
        String path = "/api/projects/" + made(admin, name);
        admin.send("PUT", path + "/files/f?group=a", "old", "text/plain").status(201);
        admin.send("PUT", path + "/files/f?group=b", "old", "text/plain").status(201);
        admin.post(path + "/backups").status(201);
        paths.put(name, path);
      }
    }
    try (JdbcStore store = SqliteStoreProvider.INSTANCE.open(data, Optional.empty())) {
      crash(new ProjectStore(store.database()), paths);
    }
    Files.createFile(data.resolve("backups/.project-1.part"));
    try (TestServer server = TestServer.start(data)) {
      ApiClient admin = server.admin();
      assertHolds(admin, paths.get("renamed"), "old", "old");
      assertThat(admin.get(paths.get("renamed")).data("directory").textValue()).isEqualTo("other");
      assertThat(admin.get(paths.get("renamed") + "/backups").data("backups")).hasSize(1);
      admin.get(paths.get("deleted")).problem(404, "NOT_FOUND");
      assertHolds(admin, paths.get("replaced"), "new", "new");
      assertHolds(admin, paths.get("restored"), "new", "new");
      assertHolds(admin, paths.get("begun"), "old", "old");
      made(admin, "deleted"); // holds nothing of the one that was called so
    }
    for (String group : List.of("a", "b")) {
      try (Stream<Path> left = Files.list(data.resolve("projects").resolve(group + "/admin"))) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .containsExactlyInAnyOrder("other", "replaced", "restored", "begun");
      }
    }
    try (Stream<Path> left = Files.list(data.resolve("backups"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("_deleted_") || name.startsWith(".project-"));
    }
  }

  private static String made(ApiClient user, String name) {
    return user.post("/api/projects", "{'name':'" + name + "'}").status(201).data("id").textValue();
  }

  private static void assertHolds(ApiClient user, String path, String inA, String inB) {
    assertThat(user.get(path + "/files/f?group=a").body()).isEqualTo(inA);
    assertThat(user.get(path + "/files/f?group=b").body()).isEqualTo(inB);
  }

  /** In each the first group is done, and the second is not. */
  private void crash(ProjectStore store, Map<String, String> paths) throws IOException {
    Path a = data.resolve("projects/a/admin");
    Path b = data.resolve("projects/b/admin");
    Project renamed = project(store, paths.get("renamed"));
    Project.Label label = new Project.Label("Other", "other", "");
    store.rename(renamed.id(), label, Optional.of(ProjectMove.of(Kind.RENAME, renamed, "other")));
    Files.move(a.resolve("renamed"), a.resolve("other"));

    Project deleted = project(store, paths.get("deleted"));
    store.begin(ProjectMove.of(Kind.DELETE, deleted, ".tempo-1"));
    Files.move(a.resolve("deleted"), a.resolve(".tempo-1"));

    fresh(a, ".tempo-3");
    fresh(b, ".tempo-3");
    Project replaced = project(store, paths.get("replaced"));
    store.begin(ProjectMove.of(Kind.REPLACE, replaced, ".tempo-2").withFresh(".tempo-3"));
    Files.move(a.resolve("replaced"), a.resolve(".tempo-2"));

    fresh(b, ".tempo-5");
    Project restored = project(store, paths.get("restored"));
    ProjectMove move = ProjectMove.of(Kind.REPLACE, restored, ".tempo-4").withFresh(".tempo-5");
    store.begin(move.as(Kind.RESTORE));
    for (Path home : List.of(a, b)) {
      Files.move(home.resolve("restored"), home.resolve(".tempo-4"));
    }
    fresh(a, "restored");

    fresh(a, ".tempo-6"); // a backup of which not all was unpacked
  }

  private static Project project(ProjectStore store, String path) {
    return store.find(UUID.fromString(path.substring("/api/projects/".length()))).orElseThrow();
  }

  private static void fresh(Path home, String name) throws IOException {
    Files.writeString(Files.createDirectory(home.resolve(name)).resolve("f"), "new");
  }
}
