package dev.tempo.server.folders;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.folders.FolderResponses.DeletedFolder;
import dev.tempo.server.folders.FolderResponses.FolderPage;
import dev.tempo.server.folders.FolderResponses.FolderResponse;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.time.TimeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists, makes, changes and deletes folders. */
public final class FolderRoutes implements Feature {
  private static final int MAX_NAME = 100;

  private final FolderTree tree;
  private final FolderService folders;

  /** Over the folders of jobs. */
  public FolderRoutes(JobService jobs, TimeSource time) {
    this.tree = jobs.dependencies().folders();
    this.folders = new FolderService(jobs, time);
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/folders", this::list)
        .post("/api/folders", this::create)
        .put("/api/folders/{id}", this::change)
        .delete("/api/folders/{id}", this::delete);
  }

  /** All at once: folders are few, and a tree in pages is no help. */
  private RouteResponse list(ApiRequest call) {
    List<Folder> all =
        folders
            .visibleTo(call.caller())
            .sorted(Comparator.comparing(folder -> tree.path(Optional.of(folder.id()))))
            .toList();
    return RouteResponse.ok(
        new FolderPage(
            all.stream().map(folder -> shown(call, folder)).toList(),
            all.size(),
            true,
            Optional.empty()));
  }

  private RouteResponse create(ApiRequest call) {
    JsonInput body = call.body();
    String name = name(body, Optional.empty());
    Optional<UUID> parent = parent(call, body, Optional.empty());
    computed(body);
    body.end();
    return RouteResponse.created(shown(call, folders.create(name, parent)));
  }

  private RouteResponse change(ApiRequest call) {
    Folder folder = folders.find(call.path("id"), call.caller());
    JsonInput body = call.body();
    String name = name(body, Optional.of(folder.name()));
    Optional<UUID> parent = parent(call, body, folder.parentId());
    computed(body);
    body.end();
    return RouteResponse.ok(shown(call, folders.change(folder, name, parent, call.caller())));
  }

  private RouteResponse delete(ApiRequest call) {
    Folder folder = folders.find(call.path("id"), call.caller());
    call.subject(folder.name());
    UUID undo = folders.delete(folder, call.query().flag("cascade").orElse(false), call.caller());
    return RouteResponse.ok(new DeletedFolder(folder.id(), undo));
  }

  private static String name(JsonInput body, Optional<String> current) {
    var given = body.text("name", MAX_NAME);
    String name = given.orMaybe(current).map(String::strip).orElse("");
    if (name.isEmpty() && !body.hasViolations()) {
      body.violation(
          "name",
          current.isEmpty() && !given.present()
              ? message("api.value.needed")
              : message("api.value.blank"));
    }
    return name;
  }

  private Optional<UUID> parent(ApiRequest call, JsonInput body, Optional<UUID> current) {
    Optional<UUID> parent = body.uuid("parentId").orMaybe(current);
    boolean known =
        parent
            .map(id -> folders.visibleTo(call.caller()).anyMatch(f -> f.id().equals(id)))
            .orElse(true);
    if (!known) {
      body.violation("parentId", message("api.value.noFolderId"));
    }
    return parent;
  }

  private static void computed(JsonInput body) {
    body.computed("id", "safeName", "path", "names", "jobCount", "createdAt", "updatedAt");
  }

  private FolderResponse shown(ApiRequest call, Folder folder) {
    return new FolderResponse(
        folder.id(),
        folder.name(),
        folder.safeName(),
        folder.parentId(),
        tree.path(Optional.of(folder.id())),
        tree.names(Optional.of(folder.id())),
        folders.jobsIn(folder, call.caller()),
        folder.createdAt(),
        folder.updatedAt());
  }
}
