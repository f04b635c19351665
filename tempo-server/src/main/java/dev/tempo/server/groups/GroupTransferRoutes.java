package dev.tempo.server.groups;

import dev.tempo.server.groups.GroupResponses.ImportedGroup;
import dev.tempo.server.groups.GroupResponses.WarningResponse;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.security.authorization.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Makes groups of archives, and archives of groups. */
final class GroupTransferRoutes implements Feature {
  private static final String ZIP = "application/zip";
  private static final long SENDING_BYTES = 1 << 20;

  private final GroupService groups;
  private final JobService jobs;
  private final GroupTransfer transfer;

  /** One at a time, so that what they hold in memory does not add up. */
  private final Semaphore importing = new Semaphore(1);

  /** Puts right first what an earlier process left in the middle of an import. */
  GroupTransferRoutes(GroupService groups, JobService jobs) {
    this.groups = groups;
    this.jobs = jobs;
    this.transfer = groups.transfer();
    transfer.recover();
  }

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/groups/import", this::importGroup)
        .get("/api/groups/{id}/export", this::export);
  }

  private RouteResponse importGroup(ApiRequest call) {
    Optional<String> wanted = call.query().text("id");
    boolean replace = call.query().flag("replace").orElse(false);
    if (!importing.tryAcquire()) {
      throw ApiException.conflict(GroupMessages.importBusy());
    }
    try (GroupArchive archive =
        GroupArchive.open(call.file(ZIP, GroupArchive.MAX_PACKED_BYTES), transfer.scratch())) {
      String id =
          wanted
              .or(archive::name)
              .orElseThrow(() -> ApiException.invalid("id", GroupMessages.importUnnamed()));
      if (!GroupsRoot.isId(id)) {
        throw ApiException.invalid("id", GroupMessages.noGroupName(id));
      }
      requireMayPut(id, replace, call.caller());
      call.subject(id + ": " + archive.size());
      transfer.put(id, archive::unpackInto);
      return RouteResponse.ok(imported(call, id, archive.size()));
    } finally {
      importing.release();
    }
  }

  /** A group whose directory is away still has its level, and jobs that would come back. */
  private void requireMayPut(String id, boolean replace, Caller caller) {
    boolean there = transfer.exists(id);
    if (there && !replace) {
      throw ApiException.conflict(GroupMessages.importTaken(id));
    }
    if (there || groups.index().group(id).isPresent()) {
      requireAll(groups.find(id, caller), caller);
    }
  }

  private ImportedGroup imported(ApiRequest call, String id, int files) {
    Predicate<ScriptRow> seen = row -> sees(call.caller(), row);
    GroupService.Difference difference = groups.refresh(Optional.of(Set.of(id)), seen);
    GroupSnapshot group = groups.index().snapshot(id);
    boolean visible = call.caller().has(group.metadata().requiredLevel());
    return new ImportedGroup(
        id,
        files,
        difference.added(),
        difference.changed(),
        difference.removed(),
        visible ? WarningResponse.all(group.rest().warnings(), call.language()) : List.of());
  }

  private RouteResponse export(ApiRequest call) {
    GroupSnapshot group = groups.find(call.path("id"), call.caller());
    requireAll(group, call.caller());
    List<Path> files = transfer.files(group.id());
    call.expect(SENDING_BYTES);
    return RouteResponse.download(
        ZIP, group.id() + ".zip", out -> transfer.pack(group.id(), files, out));
  }

  /** Whoever does something with all files of a group must be somebody who may see all its jobs. */
  private void requireAll(GroupSnapshot group, Caller caller) {
    if (!groups.index().scriptsOf(group.id()).allMatch(row -> sees(caller, row))) {
      throw ApiException.forbidden(GroupMessages.seesNotAll(group.id()));
    }
  }

  private boolean sees(Caller caller, ScriptRow row) {
    return jobs.index().find(row.jobId()).map(job -> JobAccess.maySee(caller, job)).orElse(true);
  }
}
