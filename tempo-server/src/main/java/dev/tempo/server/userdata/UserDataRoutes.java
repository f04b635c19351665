package dev.tempo.server.userdata;

import dev.tempo.RetentionReport;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.projects.AccountFiles;
import dev.tempo.server.projects.AccountFiles.Kept;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.userdata.UserDataResponses.DataPage;
import dev.tempo.server.userdata.UserDataResponses.DeletedLogs;
import dev.tempo.server.userdata.UserDataResponses.ResetData;
import dev.tempo.server.userdata.UserDataResponses.UserData;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows how much each account has left on the server, and deletes it. */
public final class UserDataRoutes implements Feature {
  private static final long MAX_DELETED = 10_000;

  private final UserStore users;
  private final AccountFiles files;
  private final Store store;
  private final RetentionService retention;
  private final Path directory;

  /**
   * Over accounts and what is theirs.
   *
   * @param directory of the server's data
   */
  public UserDataRoutes(
      UserStore users,
      AccountFiles files,
      Store store,
      RetentionService retention,
      Path directory) {
    this.users = users;
    this.files = files;
    this.store = store;
    this.retention = retention;
    this.directory = directory;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/admin/data", this::list)
        .post("/api/users/{id}/reset-data", this::reset)
        .delete("/api/admin/logs/user/{id}", this::deleteLogs);
  }

  private RouteResponse list(ApiRequest call) {
    Paging paging = call.paging();
    List<User> page = users.page(paging.cursor(), paging.limit() + 1);
    List<User> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    List<UserData> rows = shown.stream().map(user -> row(user, files.of(user.id()))).toList();
    return RouteResponse.ok(
        new DataPage(
            rows,
            files.totalBytes() + store.logs().totals().storedBytes(),
            directory.toFile().getUsableSpace(),
            page.size() > shown.size()
                ? Optional.of(Paging.encode(shown.getLast().username()))
                : Optional.empty()));
  }

  private UserData row(User user, Kept kept) {
    String starter = user.id().toString();
    RunCount runs = store.runs().count(RunQuery.ALL.withStartedBy(starter), Paging.MAX_TOTAL);
    return new UserData(
        user.id(),
        user.username(),
        kept.projects(),
        kept.bytes(),
        runs.count(),
        runs.isExact(),
        store.logs().totals(starter).storedBytes());
  }

  /** Projects first: it is they for which it may be refused. */
  private RouteResponse reset(ApiRequest call) {
    User user = user(call);
    JsonInput body = call.bodyOrEmpty();
    boolean projects = body.flag("projects").or(true);
    boolean runs = body.flag("runs").or(true);
    body.end();
    int deletedProjects = projects ? files.reset(user.id()) : 0;
    Optional<RetentionReport> report = runs ? Optional.of(deleteRuns(user.id())) : Optional.empty();
    return RouteResponse.ok(
        new ResetData(
            user.id(),
            deletedProjects,
            report.map(RetentionReport::runs).orElse(0L),
            report.map(RetentionReport::isComplete).orElse(true)));
  }

  /** Also those that an account has left that is gone. */
  private RouteResponse deleteLogs(ApiRequest call) {
    call.bodyOrEmpty().end();
    UUID id = call.id("id", "user");
    if (users.find(id).isEmpty() && users.formerName(id).isEmpty()) {
      throw ApiException.notFound("user", id.toString());
    }
    RetentionReport report = deleteRuns(id);
    return RouteResponse.ok(new DeletedLogs(report.runs(), report.isComplete()));
  }

  private RetentionReport deleteRuns(UUID userId) {
    return retention.cleanUp(Optional.of(userId), Duration.ZERO, MAX_DELETED);
  }

  private User user(ApiRequest call) {
    UUID id = call.id("id", "user");
    return users.find(id).orElseThrow(() -> ApiException.notFound("user", id.toString()));
  }
}
