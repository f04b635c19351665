package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobQueries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Shares what the routes of runs have in common. Thread-safe.
 *
 * @param tempo the engine
 * @param access who may see what
 * @param json how runs are shown
 * @param search how they are asked for
 * @param jobs how jobs are shown, which tells of their runs
 */
public record RunRouteSupport(
    Tempo tempo, RunAccess access, RunJson json, RunFilterReader search, JobQueries jobs) {
  private static final int MAX_MARKED = 1_000;

  /** What is noted about runs. */
  AnnotationStore annotations() {
    return access.shares().annotations();
  }

  /** The runs with a tag or with the caller's bookmark; empty if neither is asked for. */
  Optional<List<UUID>> marked(ApiRequest call) {
    QueryParameters query = call.query();
    Optional<List<UUID>> tagged =
        query.text("tag").map(tag -> annotations().tagged(tag, MAX_MARKED));
    if (!query.flag("bookmarked").orElse(false)) {
      return tagged;
    }
    List<UUID> bookmarks =
        new ArrayList<>(annotations().bookmarks(call.caller().userId(), MAX_MARKED));
    tagged.ifPresent(bookmarks::retainAll);
    return Optional.of(bookmarks);
  }

  /** Deletes runs that have ended, with everything about them; says which. */
  List<UUID> delete(Collection<UUID> runIds) {
    List<UUID> deleted = tempo.deleteRuns(runIds);
    forget(deleted); // before who asked sees anything, and once more by the event
    return deleted;
  }

  /**
   * Forgets what is known of runs besides themselves whenever some are deleted, by whomever, and of
   * those that were deleted while nobody watched.
   */
  public Subscription forgetDeleted() {
    Subscription subscription =
        tempo.onEvent(
            event -> {
              if (event instanceof Event.RunsDeleted deleted) {
                follow(deleted.runIds());
              }
            });
    annotations().prune();
    return subscription;
  }

  private void forget(Collection<UUID> deleted) {
    if (!deleted.isEmpty()) {
      annotations().delete(deleted);
      forgetHere(deleted);
    }
  }

  /** In the database one node forgets for all; what it does not come to goes at the next start. */
  private void follow(Collection<UUID> deleted) {
    if (tempo.nodes().isLeader()) {
      forget(deleted);
    } else {
      forgetHere(deleted);
    }
  }

  private void forgetHere(Collection<UUID> deleted) {
    if (!deleted.isEmpty()) {
      access.forget(deleted);
      jobs.runsWereDeleted();
    }
  }

  /** A list of ids in a request. */
  static List<UUID> ids(JsonInput body, String field, int limit) {
    List<String> texts = body.required(field, body.texts(field, limit, 36)).orElse(List.of());
    List<UUID> ids = new ArrayList<>();
    for (String text : texts) {
      try {
        ids.add(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        body.violation(field, message("api.value.uuids", "got", text));
        return ids;
      }
    }
    return ids;
  }
}
