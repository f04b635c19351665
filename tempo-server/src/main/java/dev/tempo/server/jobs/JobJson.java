package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Job;
import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.schedules.TriggerResponse;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.UserNames;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import dev.tempo.task.ScriptTask;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs as the API shows them, with how their runs went. */
public final class JobJson {
  private final Store store;
  private final TriggerStore triggers;
  private final RunSummaries runs;
  private final LateJobs late;
  private final UserNames names;
  private final FolderTree folders;
  private final JobEnvironments environments;
  private final DiscoveredRules discovered;
  private final TimeSource time;

  JobJson(Sources sources, TimeSource time) {
    this.store = sources.store();
    this.triggers = store.triggers();
    this.runs = sources.runs();
    this.late = sources.late();
    this.names = sources.dependencies().names();
    this.folders = sources.dependencies().folders();
    this.environments = sources.dependencies().scripts().environments();
    this.discovered = sources.dependencies().discovered();
    this.time = time;
  }

  /**
   * Where the rest of what is shown of jobs comes from.
   *
   * @param store when they fire next, and what cannot be read of them
   * @param runs how their runs went
   * @param late which of them are late
   * @param dependencies the names of their owners and folders, and what their scripts run in
   */
  record Sources(Store store, RunSummaries runs, LateJobs late, JobDependencies dependencies) {}

  /**
   * For whom jobs are written.
   *
   * @param caller who is shown how those runs went that this one may see
   * @param language of descriptions and warnings
   */
  public record Reader(Caller caller, Translation language) {

    /** Who calls. */
    public static Reader of(ApiRequest call) {
      return new Reader(call.caller(), call.language());
    }
  }

  /** One job, for somebody who may see it. */
  public JobResponse write(ManagedJob job, Reader reader) {
    return new JobResponse(
        head(job),
        TaskResponse.of(job.job().task()),
        body(job, reader, triggers.findByJobs(List.of(job.job().id()))),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Many jobs, in their order.
   *
   * @param favorites the ids of the reader's
   */
  List<JobResponse.Listed> list(List<ManagedJob> jobs, Set<UUID> favorites, Reader reader) {
    Map<UUID, List<TriggerState>> states =
        triggers.findByJobs(jobs.stream().map(job -> job.job().id()).toList()).stream()
            .collect(Collectors.groupingBy(TriggerState::jobId));
    return jobs.stream()
        .map(
            job -> {
              UUID id = job.job().id();
              return new JobResponse.Listed(
                  head(job),
                  TaskResponse.Listed.of(job.job().task()),
                  body(job, reader, states.getOrDefault(id, List.of())),
                  favorites.contains(id));
            })
        .toList();
  }

  private JobResponse.Head head(ManagedJob managed) {
    Job job = managed.job();
    JobDetails details = managed.details();
    Origin origin = Origin.ofKey(job.key());
    return new JobResponse.Head(
        job.id(),
        job.name(),
        managed.safeName(),
        origin.source(),
        details.folderId(),
        managed.folderPath(),
        folders.names(details.folderId()),
        origin.groupId(),
        job.enabled(),
        details.ownership().ownerId().map(names::of),
        zone(job),
        job.declaration().map(JobResponse.Declaration::of));
  }

  private JobResponse.Body body(ManagedJob managed, Reader reader, List<TriggerState> ofJob) {
    Job job = managed.job();
    Map<UUID, TriggerState> states =
        ofJob.stream().collect(Collectors.toMap(TriggerState::triggerId, Function.identity()));
    return new JobResponse.Body(
        variables(managed),
        job.triggers().stream()
            .map(
                trigger ->
                    TriggerResponse.of(
                        trigger,
                        Optional.ofNullable(states.get(trigger.id())),
                        reader.language().locale()))
            .toList(),
        PolicyResponse.of(job.policy()),
        DetailsResponse.shown(managed.details(), managed.secretVariables()),
        standing(managed, states, reader));
  }

  /** What can be carried to another server: all but what is computed, and no secret's value. */
  public ObjectNode portable(ManagedJob managed) {
    Job job = managed.job();
    JobDetails details = managed.details();
    Map<String, String> open = new LinkedHashMap<>();
    variables(managed).forEach((name, value) -> value.ifPresent(text -> open.put(name, text)));
    Json.Object json =
        Json.object()
            .put("id", job.id())
            .put("name", job.name())
            .put("safeName", managed.safeName())
            .put("folderId", details.folderId())
            .put("enabled", job.enabled())
            .put("owner", details.ownership().ownerId().map(names::of))
            .put("timezone", zone(job))
            .put("task", TaskResponse.of(job.task()))
            .put("environmentVariables", open)
            .put("triggers", Json.array(job.triggers(), TriggerResponse.Definition::of))
            .putAll(PolicyResponse.of(job.policy()))
            .putAll(DetailsResponse.shown(details, managed.secretVariables()));
    return json.put("createdAt", details.stamps().createdAt())
        .put("updatedAt", details.stamps().updatedAt())
        .node();
  }

  private static String zone(Job job) {
    return job.zone().equals(ZoneOffset.UTC) ? "UTC" : job.zone().toString();
  }

  private JobResponse.Standing standing(
      ManagedJob managed, Map<UUID, TriggerState> states, Reader reader) {
    Job job = managed.job();
    JobDetails.Timestamps stamps = managed.details().stamps();
    return new JobResponse.Standing(
        managed.version(),
        stamps.scriptVersion(),
        JobResponse.Environment.of(environments.of(job), reader.language()),
        nextRunAt(job, states),
        warnings(managed, reader),
        late.of(job.id()).map(found -> LateResponse.of(found, time.nowMillis())),
        JobResponse.Runs.of(runs.of(job.id(), managed.details(), reader.caller())),
        stamps.createdAt(),
        stamps.updatedAt());
  }

  private static Map<String, Optional<String>> variables(ManagedJob managed) {
    if (!(managed.job().task() instanceof ScriptTask script)) {
      return Map.of();
    }
    Set<String> secret = managed.secretVariables();
    Map<String, Optional<String>> shown = new LinkedHashMap<>();
    script
        .environment()
        .forEach(
            (name, value) ->
                shown.put(name, secret.contains(name) ? Optional.empty() : Optional.of(value)));
    managed.sealedVariables().forEach(name -> shown.put(name, Optional.empty()));
    return shown;
  }

  private static Optional<Instant> nextRunAt(Job job, Map<UUID, TriggerState> states) {
    return job.enabled()
        ? states.values().stream()
            .flatMap(state -> state.next().stream())
            .map(TriggerState.Due::at)
            .min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** Texts, and of what its files say wrongly also where that stands. */
  private List<Object> warnings(ManagedJob managed, Reader reader) {
    Job job = managed.job();
    Stream<Message> ofParameters =
        managed.unattended().stream()
            .map(name -> message("api.job.parameterUnattended", "parameter", name));
    Instant now = time.nowMillis();
    Stream<Message> ofTriggers =
        job.triggers().stream().flatMap(trigger -> Warnings.of(trigger, job.zone(), now).stream());
    Stream<Message> unreadable =
        store.jobs().damages().stream()
            .filter(damage -> damage.jobId().equals(job.id()))
            .map(damage -> Messages.kept(damage.words()));
    Stream<Message> said =
        Stream.of(unreadable, ofTriggers, environments.warnings(job).stream(), ofParameters)
            .flatMap(all -> all)
            .distinct();
    return Stream.<Object>concat(
            discovered.warnings(job.id(), reader.language()).stream(),
            reader.language().texts(said.toList()).stream())
        .toList();
  }
}
