package dev.tempo.server.groups;

import dev.tempo.server.groups.GroupResponses.GroupJobs;
import dev.tempo.server.groups.GroupResponses.GroupPage;
import dev.tempo.server.groups.GroupResponses.GroupResponse;
import dev.tempo.server.groups.GroupResponses.Refreshed;
import dev.tempo.server.groups.GroupResponses.WarningResponse;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobJson;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists groups and their jobs, reads their files again, and chooses their environments. */
public final class GroupRoutes implements Feature {
  private static final int MAX_NAME = 4_096;

  private final GroupService groups;
  private final JobService jobs;
  private final GroupEnvironments environments;

  GroupRoutes(GroupService groups, JobService jobs, GroupEnvironments environments) {
    this.groups = groups;
    this.jobs = jobs;
    this.environments = environments;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/groups", this::list)
        .post("/api/groups/refresh", this::refreshAll)
        .get("/api/groups/{id}", this::show)
        .get("/api/groups/{id}/jobs", this::listJobs)
        .post("/api/groups/{id}/refresh", this::refresh)
        .put("/api/groups/{id}/environment", this::choose)
        .put("/api/groups/{id}/level", this::chooseLevel);
  }

  private RouteResponse list(ApiRequest call) {
    return RouteResponse.ok(
        new GroupPage(
            groups.visibleTo(call.caller()).stream().map(group -> shown(call, group)).toList(),
            WarningResponse.all(groups.index().warnings(), call.language())));
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(shown(call, find(call)));
  }

  private GroupSnapshot find(ApiRequest call) {
    return groups.find(call.path("id"), call.caller());
  }

  private RouteResponse listJobs(ApiRequest call) {
    GroupSnapshot group = find(call);
    List<JobIndexEntry> all = jobsOf(call, group).sorted(BY_NAME).toList();
    Set<UUID> favorites = jobs.dependencies().personal().favorites(call.caller().userId());
    return RouteResponse.ok(
        new GroupJobs(jobs.views().list(all, favorites, JobJson.Reader.of(call))));
  }

  private static final Comparator<JobIndexEntry> BY_NAME = Comparator.comparing(JobIndexEntry::key);

  private Stream<JobIndexEntry> jobsOf(ApiRequest call, GroupSnapshot group) {
    return jobs.index()
        .visibleTo(call.caller())
        .filter(job -> job.origin().groupId().equals(Optional.of(group.id())));
  }

  private RouteResponse refreshAll(ApiRequest call) {
    call.bodyOrEmpty().end();
    GroupService.Difference difference = groups.refresh(Optional.empty(), seenBy(call));
    List<MetadataWarning> warnings = new ArrayList<>(groups.index().warnings());
    groups.visibleTo(call.caller()).forEach(group -> warnings.addAll(warningsOf(call, group)));
    return RouteResponse.ok(refreshed(difference, warnings, call.language()));
  }

  private RouteResponse refresh(ApiRequest call) {
    call.bodyOrEmpty().end();
    GroupSnapshot group = groups.discover(call.path("id"), call.caller());
    GroupService.Difference difference =
        groups.refresh(Optional.of(Set.of(group.id())), seenBy(call));
    return RouteResponse.ok(
        refreshed(
            difference, warningsOf(call, groups.index().snapshot(group.id())), call.language()));
  }

  private static Refreshed refreshed(
      GroupService.Difference difference, List<MetadataWarning> warnings, Translation language) {
    return new Refreshed(
        difference.added(),
        difference.changed(),
        difference.removed(),
        WarningResponse.all(warnings, language));
  }

  private RouteResponse choose(ApiRequest call) {
    GroupSnapshot group = find(call);
    JsonInput body = call.body();
    OptionalField<String> name = body.text("condaEnvironment", MAX_NAME);
    if (!name.present() && !body.hasViolations()) {
      body.violation("condaEnvironment", GroupMessages.environmentNeeded());
    }
    body.end();
    name.value().ifPresent(environments::require);
    call.subject(
        "condaEnvironment: "
            + group.condaEnvironment().orElse("-")
            + " -> "
            + name.value().orElse("-"));
    return RouteResponse.ok(shown(call, groups.setCondaEnvironment(group.id(), name.value())));
  }

  /** Nobody can choose a level at which they would not see the group any more. */
  private RouteResponse chooseLevel(ApiRequest call) {
    GroupSnapshot group = find(call);
    JsonInput body = call.body();
    OptionalField<Role> level = body.choice("requiredLevel", Role.class);
    if (!level.present() && !body.hasViolations()) {
      body.violation("requiredLevel", GroupMessages.levelNeeded());
    }
    if (level.value().filter(wanted -> !call.caller().has(wanted)).isPresent()) {
      body.violation("requiredLevel", GroupMessages.levelOfCaller(call.caller().role().label()));
    }
    body.end();
    call.subject(
        "requiredLevel: "
            + group.row().chosen().requiredLevel().map(Role::label).orElse("-")
            + " -> "
            + level.value().map(Role::label).orElse("-"));
    return RouteResponse.ok(shown(call, groups.setRequiredLevel(group.id(), level.value())));
  }

  private GroupResponse shown(ApiRequest call, GroupSnapshot group) {
    String language = call.language().language();
    var metadata = group.metadata();
    return new GroupResponse(
        group.id(),
        in(language, metadata.names()).orElse(group.id()),
        metadata.names(),
        in(language, metadata.descriptions()).orElse(""),
        metadata.descriptions(),
        metadata.look().icon(),
        metadata.look().category(),
        metadata.requiredLevel().label(),
        GroupResponses.sourceOfLevel(group),
        group.condaEnvironment(),
        metadata.autoDiscovery(),
        metadata.defaults().executionTimeoutSeconds(),
        (int) jobsOf(call, group).count(),
        environments.of(group),
        WarningResponse.all(warningsOf(call, group), call.language()),
        group.present(),
        group.row().discoveredAt(),
        group.row().refreshedAt());
  }

  /** Of the group's own files, and of those of its scripts that the caller may see. */
  private List<MetadataWarning> warningsOf(ApiRequest call, GroupSnapshot group) {
    Predicate<ScriptRow> seen = seenBy(call);
    Set<String> hidden =
        groups
            .index()
            .scriptsOf(group.id())
            .filter(seen.negate())
            .map(ScriptRow::file)
            .collect(Collectors.toSet());
    List<MetadataWarning> all = new ArrayList<>(group.rest().warnings());
    all.removeIf(warning -> isAbout(hidden, warning));
    all.addAll(groups.index().warnings(group.id(), seen));
    return all;
  }

  private static boolean isAbout(Set<String> files, MetadataWarning warning) {
    return files.contains(warning.file()) || warning.field().filter(files::contains).isPresent();
  }

  private Predicate<ScriptRow> seenBy(ApiRequest call) {
    return row ->
        jobs.index()
            .find(row.jobId())
            .filter(job -> JobAccess.maySee(call.caller(), job))
            .isPresent();
  }

  private static Optional<String> in(String language, Map<String, String> texts) {
    return Optional.ofNullable(texts.get(language))
        .or(() -> Optional.ofNullable(texts.get("en")))
        .or(() -> texts.values().stream().findFirst());
  }
}
