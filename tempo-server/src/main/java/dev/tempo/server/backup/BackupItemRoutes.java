package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.backup.BackupItem.Conflict;
import dev.tempo.server.backup.BackupItem.Kind;
import dev.tempo.server.backup.BackupResponses.BackupBegun;
import dev.tempo.server.backup.BackupResponses.ItemPage;
import dev.tempo.server.backup.BackupResponses.ItemResponse;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What backups have in them, and the restore of a single job, project or group. */
public final class BackupItemRoutes implements Feature {
  private static final int MOST_ID = 200;
  private static final int MOST_NAME = 100;

  private final BackupService backups;
  private final BackupFinder finder;

  /** Over the service. */
  public BackupItemRoutes(BackupService backups) {
    this.backups = backups;
    this.finder = new BackupFinder(backups);
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/backups/{id}/items", this::list)
        .post("/api/backups/{id}/items/restore", this::restore);
  }

  private RouteResponse list(ApiRequest call) {
    Optional<Kind> kind =
        call.query()
            .parsed(
                "kind",
                text -> Kind.valueOf(text.toUpperCase(Locale.ROOT)),
                JsonValues.oneOf(List.of("job", "project", "group")));
    Optional<String> words = call.query().text("q").map(text -> text.toLowerCase(Locale.ROOT));
    Paging paging = call.paging();
    List<BackupItem> found =
        items(finder.find(call.path("id")))
            .filter(item -> kind.isEmpty() || item.kind() == kind.get())
            .filter(item -> words.isEmpty() || hasWords(item, words.get()))
            .toList();
    int from = Math.min(paging.cursorOffset(), found.size());
    int to = Math.min(from + paging.limit(), found.size());
    return RouteResponse.ok(
        new ItemPage(
            found.subList(from, to).stream()
                .map(item -> ItemResponse.of(item, backups.contents().isHere(item)))
                .toList(),
            found.size(),
            true,
            to < found.size() ? Optional.of(Paging.encode(to)) : Optional.empty()));
  }

  private static boolean hasWords(BackupItem item, String words) {
    return Stream.of(item.name(), item.place(), item.owner().orElse(""))
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words));
  }

  private RouteResponse restore(ApiRequest call) {
    JsonInput body = call.body();
    Optional<Kind> kind = body.required("kind", body.choice("kind", Kind.class));
    Optional<String> id = body.required("id", body.text("id", MOST_ID));
    Conflict conflict = body.choice("conflict", Conflict.class).or(Conflict.REFUSE);
    Optional<String> name = body.text("name", MOST_NAME).value().map(String::strip);
    if (name.isPresent() && (name.get().isEmpty() || conflict != Conflict.COPY)) {
      body.violation("name", message("api.backup.item.nameOfCopy"));
    }
    body.end();
    Backup backup = finder.find(call.path("id"));
    BackupItem item =
        items(backup)
            .filter(one -> one.kind() == kind.orElseThrow() && one.id().equals(id.orElseThrow()))
            .findAny()
            .orElseThrow(() -> ApiException.notFound("backupItem", id.orElseThrow()));
    call.subject(item.kind().label() + " " + item.name());
    ItemRestorer.Request request = ItemRestorer.Request.of(conflict, name, call.caller());
    if (!backups.beginRestoreItem(backup, item, request)) {
      throw BackupRoutes.busy();
    }
    return RouteResponse.accepted(new BackupBegun(backup.id(), BackupRoutes.RUNNING));
  }

  /** What cannot be looked into is not the server's fault. */
  private Stream<BackupItem> items(Backup backup) {
    try {
      return backups.contents().of(backup).stream();
    } catch (BackupException e) {
      throw ApiException.conflict(e);
    }
  }
}
