package dev.tempo.server.security.apikeys;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.security.apikeys.ApiKey.Grant;
import dev.tempo.server.security.apikeys.KeyResponses.GrantedJob;
import dev.tempo.server.security.apikeys.KeyResponses.KeyPage;
import dev.tempo.server.security.apikeys.KeyResponses.KeyResponse;
import dev.tempo.server.security.apikeys.KeyResponses.RevokedKey;
import dev.tempo.server.security.apikeys.KeyResponses.SecretResponse;
import dev.tempo.server.security.apikeys.KeyService.Ended;
import dev.tempo.server.security.apikeys.KeyStore.Owned;
import dev.tempo.server.security.authorization.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Lists, makes, rotates and ends API keys. */
public final class KeyRoutes implements Feature {
  private static final int MAX_NAME = 100;

  private final KeyService keys;
  private final JobIndex jobs;
  private final FolderTree folders;
  private final GrantReader grants;

  /** Over a service and the jobs that keys may name, in their folders. */
  public KeyRoutes(KeyService keys, JobIndex jobs, FolderTree folders, GrantReader grants) {
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

  private RouteResponse list(ApiRequest call) {
    Paging paging = call.paging();
    List<Owned> page = keys.list(call.caller(), paging.cursorId(), paging.limit() + 1);
    List<Owned> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    boolean more = page.size() > shown.size();
    return RouteResponse.ok(
        new KeyPage(
            shown.stream().map(key -> shown(key, call)).toList(),
            keys.count(call.caller()),
            true,
            more ? Optional.of(Paging.encode(shown.getLast().key().id())) : Optional.empty()));
  }

  private RouteResponse create(ApiRequest call) {
    JsonInput body = call.body();
    String name = body.required("name", body.text("name", MAX_NAME)).orElse("").strip();
    if (name.isEmpty() && !body.hasViolations()) {
      body.violation("name", message("api.value.blank"));
    }
    Grant grant = grants.read(body, call.caller());
    body.end();
    return RouteResponse.created(SecretResponse.of(keys.create(call.caller(), name, grant)));
  }

  private RouteResponse delete(ApiRequest call) {
    Ended ended = keys.delete(call.caller(), call.id("id", "key"));
    return RouteResponse.ok(RevokedKey.of(ended));
  }

  private RouteResponse rotate(ApiRequest call) {
    call.bodyOrEmpty().end();
    return RouteResponse.ok(SecretResponse.of(keys.rotate(call.caller(), call.id("id", "key"))));
  }

  private KeyResponse shown(Owned owned, ApiRequest call) {
    ApiKey key = owned.key();
    return new KeyResponse(
        key.id(),
        key.label().fromSettings()
            ? call.language().text(message("api.key.default"))
            : key.label().name(),
        key.label().prefix(),
        key.grant().scope().name().toLowerCase(Locale.ROOT),
        key.grant().jobs().map(ids -> ids.stream().map(this::jobName).sorted().toList()),
        key.grant().jobs().map(ids -> granted(ids, call.caller())),
        key.grant().role().map(role -> role.label()),
        owned.owner(),
        key.label().fromSettings(),
        key.grant().expiresAt(),
        key.use().createdAt(),
        key.use().lastUsedAt());
  }

  private List<GrantedJob> granted(Set<UUID> ids, Caller caller) {
    return ids.stream().sorted().map(id -> granted(id, caller)).toList();
  }

  private GrantedJob granted(UUID id, Caller caller) {
    Optional<JobIndexEntry> job = jobs.find(id).filter(one -> JobAccess.maySee(caller, one));
    return new GrantedJob(
        id,
        job.map(JobIndexEntry::name),
        job.map(one -> folders.names(one.details().folderId())).orElse(List.of()));
  }

  /** By what a path calls it; a job that was deleted by its id. */
  private String jobName(UUID id) {
    Optional<JobIndexEntry> job = jobs.find(id);
    return job.map(JobIndexEntry::key).orElseGet(id::toString);
  }
}
