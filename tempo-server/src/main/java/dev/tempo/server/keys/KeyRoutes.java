package dev.tempo.server.keys;

import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.keys.ApiKey.Grant;
import dev.tempo.server.keys.KeyResponses.GrantedJob;
import dev.tempo.server.keys.KeyResponses.KeyPage;
import dev.tempo.server.keys.KeyResponses.KeyResponse;
import dev.tempo.server.keys.KeyResponses.RevokedKey;
import dev.tempo.server.keys.KeyResponses.SecretResponse;
import dev.tempo.server.keys.KeyService.Ended;
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
        new KeyPage(
            shown.stream().map(key -> shown(key, call.caller())).toList(),
            keys.count(call.caller()),
            true,
            more ? Optional.of(Paging.encode(shown.getLast().key().id())) : Optional.empty()));
  }

  private Reply create(Call call) {
    Input body = call.body();
    String name = body.required("name", body.text("name", MAX_NAME)).orElse("").strip();
    if (name.isEmpty() && !body.hasViolations()) {
      body.violation("name", "must not be blank");
    }
    Grant grant = grants.read(body, call.caller());
    body.end();
    return Reply.created(SecretResponse.of(keys.create(call.caller(), name, grant)));
  }

  private Reply delete(Call call) {
    Ended ended = keys.delete(call.caller(), call.id("id", "key"));
    return Reply.ok(RevokedKey.of(ended));
  }

  private Reply rotate(Call call) {
    call.bodyOrEmpty().end();
    return Reply.ok(SecretResponse.of(keys.rotate(call.caller(), call.id("id", "key"))));
  }

  private KeyResponse shown(Owned owned, Caller caller) {
    ApiKey key = owned.key();
    return new KeyResponse(
        key.id(),
        key.label().name(),
        key.label().prefix(),
        key.grant().scope().name().toLowerCase(Locale.ROOT),
        key.grant().jobs().map(ids -> ids.stream().map(this::jobName).sorted().toList()),
        key.grant().jobs().map(ids -> granted(ids, caller)),
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
    Optional<JobEntry> job = jobs.find(id).filter(one -> JobAccess.maySee(caller, one));
    return new GrantedJob(
        id,
        job.map(JobEntry::name),
        job.map(one -> folders.names(one.details().folderId())).orElse(List.of()));
  }

  /** By what a path calls it; a job that was deleted by its id. */
  private String jobName(UUID id) {
    Optional<JobEntry> job = jobs.find(id);
    return job.map(JobEntry::key).orElseGet(id::toString);
  }
}
