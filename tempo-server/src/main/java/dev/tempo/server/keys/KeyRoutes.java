package dev.tempo.server.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.keys.ApiKey.Grant;
import dev.tempo.server.keys.KeyService.Ended;
import dev.tempo.server.keys.KeyService.Made;
import dev.tempo.server.keys.KeyStore.Owned;
import dev.tempo.server.naming.FolderTree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Lists, makes, rotates and ends API keys. */
public final class KeyRoutes implements Feature {
  private static final int MAX_NAME = 100;

  private final KeyService keys;
  private final JobDirectory jobs;
  private final FolderTree folders;
  private final GrantReader grants;

  /** Over a service and the jobs that keys may name, in their folders. */
  public KeyRoutes(KeyService keys, JobDirectory jobs, FolderTree folders, GrantReader grants) {
    this.keys = keys;
    this.jobs = jobs;
    this.folders = folders;
    this.grants = grants;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/keys", this::list)
        .post("/api/keys", this::create)
        .delete("/api/keys/{id}", this::delete)
        .post("/api/keys/{id}/rotate", this::rotate);
  }

  private Reply list(Call call) {
    Paging paging = call.paging();
    List<Owned> page = keys.list(call.caller(), paging.cursorId(), paging.limit() + 1);
    List<Owned> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    boolean more = page.size() > shown.size();
    return Reply.ok(
        Json.object()
            .put("keys", Json.array(shown, key -> shown(key, call.caller())))
            .put("total", keys.count(call.caller()))
            .put("totalIsExact", true)
            .put("nextCursor", more ? Paging.encode(shown.getLast().key().id()) : null));
  }

  private Reply create(Call call) {
    Input body = call.body();
    String name = body.required("name", body.text("name", MAX_NAME)).orElse("").strip();
    if (name.isEmpty() && !body.hasViolations()) {
      body.violation("name", "must not be blank");
    }
    Grant grant = grants.read(body, call.caller());
    body.end();
    return Reply.created(secret(keys.create(call.caller(), name, grant)));
  }

  private Reply delete(Call call) {
    Ended ended = keys.delete(call.caller(), call.id("id", "key"));
    return Reply.ok(
        Json.object()
            .put("id", ended.key().id())
            .put("name", ended.key().label().name())
            .put("othersEnded", ended.others()));
  }

  private Reply rotate(Call call) {
    call.bodyOrEmpty().end();
    return Reply.ok(secret(keys.rotate(call.caller(), call.id("id", "key"))));
  }

  private static Json.Object secret(Made made) {
    return Json.object()
        .put("id", made.key().id())
        .put("name", made.key().label().name())
        .put("key", made.secret().text());
  }

  private Json.Object shown(Owned owned, Caller caller) {
    ApiKey key = owned.key();
    return Json.object()
        .put("id", key.id())
        .put("name", key.label().name())
        .put("prefix", key.label().prefix())
        .put("scope", key.grant().scope().name().toLowerCase(Locale.ROOT))
        .put(
            "jobs",
            key.grant().jobs().map(ids -> ids.stream().map(this::jobName).sorted().toList()))
        .put("grantedJobs", key.grant().jobs().map(ids -> granted(ids, caller)))
        .put("role", key.grant().role().map(role -> role.label()))
        .put("owner", owned.owner())
        .put("fromSettings", key.label().fromSettings())
        .put("expiresAt", key.grant().expiresAt())
        .put("createdAt", key.use().createdAt())
        .put("lastUsedAt", key.use().lastUsedAt());
  }

  /** By what people call them; a job that is gone, or hidden from the caller, has no name. */
  private ArrayNode granted(Set<UUID> ids, Caller caller) {
    return Json.array(
        ids.stream().sorted().toList(),
        id -> {
          Optional<JobEntry> job = jobs.find(id).filter(one -> JobAccess.maySee(caller, one));
          return Json.object()
              .put("id", id)
              .put("name", job.map(JobEntry::name))
              .put(
                  "folderNames",
                  job.map(one -> folders.names(one.details().folderId())).orElse(List.of()));
        });
  }

  /** By what a path calls it; a job that was deleted by its id. */
  private String jobName(UUID id) {
    Optional<JobEntry> job = jobs.find(id);
    return job.map(JobEntry::key).orElseGet(id::toString);
  }
}
