package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.groups.GroupResponses.ChangePage;
import dev.tempo.server.groups.GroupResponses.ChangeResponse;
import dev.tempo.server.groups.GroupResponses.DescribedJob;
import dev.tempo.server.groups.GroupResponses.DescribedScript;
import dev.tempo.server.groups.GroupResponses.MetadataResponse;
import dev.tempo.server.groups.GroupResponses.PageResponse;
import dev.tempo.server.groups.GroupResponses.WarningResponse;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.jobs.DeclaredParameters;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.UserNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Shows and changes what describes jobs, and tells who has changed that. */
public final class MetadataRoutes implements Feature {
  private static final int MAX_CHANGES = 200;
  private static final int SHOWN = 60;
  private static final UUID NOBODY = new UUID(0, 0);

  private final GroupService groups;
  private final JobService jobs;
  private final UserNames names;

  MetadataRoutes(GroupService groups, JobService jobs) {
    this.groups = groups;
    this.jobs = jobs;
    this.names = jobs.dependencies().names();
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/metadata", this::show)
        .put("/api/jobs/{job}/metadata", this::edit)
        .post("/api/jobs/{job}/refresh-metadata", this::refresh)
        .get("/api/admin/metadata-changes", this::changes);
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(shown(call, job(call)));
  }

  private RouteResponse edit(ApiRequest call) {
    JobIndexEntry job = job(call);
    JsonInput body = call.body();
    body.computed(
        "effective", "edited", "json", "header", "sources", "warnings", "editable", "changes");
    body.computed(
        "name", "updatedAt", "groupId", "file", "missing", "discoveredAt", "lastModified");
    if (groups.metadata().script(job).isEmpty()) {
      jobs.describe(job, body, JobService.Edit.by(call.caller()));
      return RouteResponse.ok(shown(call, job));
    }
    List<MetadataChange.Change> changed = groups.metadata().edit(job, body, call.caller());
    call.subject(changed.stream().map(MetadataRoutes::told).collect(Collectors.joining("; ")));
    return RouteResponse.ok(shown(call, job));
  }

  private static String told(MetadataChange.Change change) {
    return change.field()
        + ": "
        + Strings.shorten(change.before().toString(), SHOWN)
        + " -> "
        + Strings.shorten(change.after().toString(), SHOWN);
  }

  private RouteResponse refresh(ApiRequest call) {
    call.bodyOrEmpty().end();
    JobIndexEntry job = job(call);
    groups.metadata().refresh(job, call.caller());
    return RouteResponse.ok(shown(call, job));
  }

  private MetadataResponse shown(ApiRequest call, JobIndexEntry entry) {
    JobIndexEntry job = jobs.index().find(entry.id()).orElse(entry);
    ManagedJob managed = jobs.load(job);
    return groups
        .metadata()
        .script(job)
        .map(row -> ofScript(call, job, managed, row))
        .orElseGet(() -> ofJob(call, job, managed));
  }

  private MetadataResponse ofScript(
      ApiRequest call, JobIndexEntry job, ManagedJob managed, ScriptRow row) {
    EffectiveMetadata effective = groups.index().effective(row);
    Map<String, String> sources = new LinkedHashMap<>();
    for (MetadataField field : MetadataField.values()) {
      sources.put(field.apiName(), effective.source(field).label());
    }
    return new MetadataResponse(
        hidden(effective.layer()),
        hidden(row.edited().layer()),
        hidden(groups.index().snapshot(row.groupId()).json(row.file()).layer()),
        hidden(row.found().header().layer()),
        sources,
        WarningResponse.all(groups.index().warnings(row), call.language()),
        managed.version(),
        editable(call, job, MetadataField.values()),
        ofJob(job),
        new DescribedScript(
            row.groupId(),
            row.file(),
            row.isMissing(),
            row.standing().discoveredAt(),
            Instant.ofEpochMilli(row.found().stamp().modifiedMillis())));
  }

  /** Without the defaults of secret parameters. */
  private static JsonNode hidden(MetadataLayer layer) {
    return layer
        .get(MetadataField.PARAMETERS)
        .map(list -> SecretDefaults.hidden(MetadataField.PARAMETERS, list))
        .map(list -> layer.with(MetadataField.PARAMETERS, list))
        .orElse(layer)
        .toJson();
  }

  private List<String> editable(ApiRequest call, JobIndexEntry job, MetadataField... fields) {
    boolean may = JobAccess.mayEdit(call.caller(), job) || call.caller().has(Role.DEVELOPER);
    return may ? Arrays.stream(fields).map(MetadataField::apiName).toList() : List.of();
  }

  private List<ChangeResponse> ofJob(JobIndexEntry job) {
    ChangeStore.Wanted wanted =
        new ChangeStore.Wanted(
            Optional.of(job.id()), Optional.empty(), Optional.empty(), ChangeStore.KEPT);
    return groups.changes().list(wanted).stream().map(this::change).toList();
  }

  private ChangeResponse change(MetadataChange change) {
    MetadataChange.Change what = change.change();
    return new ChangeResponse(
        change.jobId(),
        jobs.index().find(change.jobId()).map(JobIndexEntry::name),
        what.field(),
        what.before(),
        what.after(),
        change.by().map(names::of),
        change.at(),
        what.source());
  }

  /** A managed job says all of it itself. */
  private MetadataResponse ofJob(ApiRequest call, JobIndexEntry job, ManagedJob managed) {
    ObjectNode effective = fields(managed);
    ObjectNode edited = Json.object().node();
    Map<String, String> sources = new LinkedHashMap<>();
    effective
        .properties()
        .forEach(
            entry -> {
              boolean said = says(entry.getValue());
              sources.put(entry.getKey(), said ? "edited" : "default");
              if (said) {
                edited.set(entry.getKey(), entry.getValue());
              }
            });
    JobDetails details = managed.details();
    JobDetails.Labels labels = details.labels();
    JobDetails.ScriptPage page = details.behaviour().page();
    return new MetadataResponse(
        effective,
        edited,
        Json.object().node(),
        Json.object().node(),
        sources,
        List.of(),
        managed.version(),
        editable(
            call,
            job,
            MetadataField.DISPLAY_NAME,
            MetadataField.DESCRIPTION,
            MetadataField.REQUIRED_LEVEL,
            MetadataField.CATEGORY,
            MetadataField.TAGS,
            MetadataField.PARAMETERS,
            MetadataField.PREFERRED_PORT,
            MetadataField.AUTO_OPEN),
        List.of(),
        new DescribedJob(
            managed.job().name(),
            labels.displayName(),
            labels.category(),
            labels.description().text(),
            labels.tags(),
            details.ownership().requiredLevel().label(),
            DeclaredParameters.shown(details),
            new PageResponse(page.preferredPort(), page.autoOpen()),
            details.stamps().updatedAt()));
  }

  /** Whether a value is another than that which holds where nobody says anything. */
  private static boolean says(JsonNode value) {
    boolean nothing =
        value.isNull()
            || value.isContainerNode() && value.isEmpty()
            || value.isBoolean() && !value.booleanValue()
            || value.isTextual() && DEFAULTS.contains(value.textValue());
    return !nothing;
  }

  private static final Set<String> DEFAULTS = Set.of("", Role.VIEWER.label());

  private static ObjectNode fields(ManagedJob managed) {
    JobDetails details = managed.details();
    JobDetails.Labels labels = details.labels();
    Map<String, String> description = new LinkedHashMap<>();
    if (!labels.description().text().isEmpty()) {
      description.put("en", labels.description().text());
    }
    description.putAll(labels.description().languages());
    return Json.object()
        .put(MetadataField.DISPLAY_NAME.apiName(), labels.displayName())
        .put(MetadataField.DESCRIPTION.apiName(), description)
        .put(MetadataField.DESCRIPTION_LONG.apiName(), Map.of())
        .put(MetadataField.REQUIRED_LEVEL.apiName(), details.ownership().requiredLevel().label())
        .put(MetadataField.CATEGORY.apiName(), labels.category())
        .put(MetadataField.TAGS.apiName(), labels.tags())
        .put(MetadataField.PARAMETERS.apiName(), DeclaredParameters.shown(details))
        .put(
            MetadataField.EXECUTION_TIMEOUT.apiName(),
            managed.job().policy().termination().timeout().map(Duration::toSeconds))
        .put(MetadataField.PREFERRED_PORT.apiName(), details.behaviour().page().preferredPort())
        .put(MetadataField.AUTO_OPEN.apiName(), details.behaviour().page().autoOpen())
        .put(MetadataField.REQUIRES_PARAMETERS.apiName(), false)
        .node();
  }

  private RouteResponse changes(ApiRequest call) {
    Optional<UUID> job =
        call.query().text("job").map(name -> jobs.index().resolve(name, call.caller()).id());
    Optional<UUID> user = call.query().text("user").map(text -> account(text, call));
    Paging paging = call.paging();
    Optional<UUID> before = paging.cursorId();
    int limit = Math.min(paging.limit(), MAX_CHANGES);
    List<MetadataChange> found =
        groups.changes().list(new ChangeStore.Wanted(job, user, before, limit + 1));
    List<MetadataChange> page = found.subList(0, Math.min(found.size(), limit));
    Optional<String> next =
        page.size() < found.size()
            ? Optional.of(Paging.encode(page.getLast().id()))
            : Optional.empty();
    return RouteResponse.ok(new ChangePage(page.stream().map(this::change).toList(), next));
  }

  /** The account of an id, also of one that is gone, or of a name. */
  private UUID account(String text, ApiRequest call) {
    return names.find(text, call.caller().userId()).or(() -> id(text)).orElse(NOBODY);
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
