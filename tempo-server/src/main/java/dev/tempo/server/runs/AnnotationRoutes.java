package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.runs.RunResponses.AnnotationsResponse;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What people note about a run: a note and tags, which all see who see the run; a bookmark, which
 * is each one's own; and to which developers an administrator has shown it.
 */
public final class AnnotationRoutes implements Feature {
  private static final int MAX_NOTE = 10_000;
  private static final int MAX_TAGS = 20;
  private static final int MAX_USERS = 50;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,30}");

  private final RunRouteSupport parts;
  private final UserStore users;
  private final UserNames names;

  /** Over runs and accounts. */
  public AnnotationRoutes(RunRouteSupport parts, UserStore users, UserNames names) {
    this.parts = parts;
    this.users = users;
    this.names = names;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/runs/{id}/annotations", call -> shown(call, run(call)))
        .put("/api/runs/{id}/note", this::note)
        .put("/api/runs/{id}/bookmark", this::bookmark)
        .put("/api/runs/{id}/tags", this::tags)
        .post("/api/runs/{id}/share", this::share);
  }

  private RouteResponse note(ApiRequest call) {
    Run run = own(call, message("api.run.mayNotNote"));
    JsonInput body = call.body();
    Optional<String> note = body.text("note", MAX_NOTE).orMaybe(parts.annotations().note(run.id()));
    body.end();
    parts.annotations().setNote(run.id(), note.filter(text -> !text.isBlank()));
    return shown(call, run);
  }

  private RouteResponse bookmark(ApiRequest call) {
    Run run = run(call);
    JsonInput body = call.body();
    boolean bookmarked = body.required("bookmarked", body.flag("bookmarked")).orElse(false);
    body.end();
    parts.annotations().setBookmarked(call.caller().userId(), run.id(), bookmarked);
    return shown(call, run);
  }

  private RouteResponse tags(ApiRequest call) {
    Run run = own(call, message("api.run.mayNotTag"));
    JsonInput body = call.body();
    Set<String> tags =
        new LinkedHashSet<>(
            body.required("tags", body.texts("tags", MAX_TAGS, 30)).orElse(List.of()));
    tags.stream()
        .filter(tag -> !TAG.matcher(tag).matches())
        .findFirst()
        .ifPresent(tag -> body.violation("tags", message("api.run.tags")));
    body.end();
    parts.annotations().setTags(run.id(), tags);
    return shown(call, run);
  }

  private RouteResponse share(ApiRequest call) {
    Run run = run(call);
    JsonInput body = call.body();
    List<String> wanted =
        body.required("users", body.texts("users", MAX_USERS, 64)).orElse(List.of());
    Set<UUID> with = new LinkedHashSet<>();
    for (String name : wanted) {
      developer(name)
          .ifPresentOrElse(
              user -> with.add(user.id()),
              () -> body.violation("users", message("api.run.noDeveloper", "name", name)));
    }
    body.end();
    parts.access().shares().set(run.id(), with);
    return shown(call, run);
  }

  private Optional<User> developer(String name) {
    return users
        .findLogin(name)
        .map(UserStore.Login::user)
        .filter(user -> user.account().role().atLeast(RunShares.LEAST));
  }

  /** To whom a run was shown is for administrators to know. */
  private RouteResponse shown(ApiRequest call, Run run) {
    AnnotationStore annotations = parts.annotations();
    List<String> with =
        call.caller().has(Role.ADMIN)
            ? parts.access().shares().with(run.id()).stream().map(names::of).sorted().toList()
            : List.of();
    return RouteResponse.ok(
        new AnnotationsResponse(
            run.id(),
            annotations.note(run.id()),
            annotations.isBookmarked(call.caller().userId(), run.id()),
            annotations.tags(run.id()),
            with));
  }

  private Run run(ApiRequest call) {
    return parts.access().find(call.id("id", "run"), call.caller());
  }

  private Run own(ApiRequest call, Message refusal) {
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, refusal);
    return run;
  }
}
