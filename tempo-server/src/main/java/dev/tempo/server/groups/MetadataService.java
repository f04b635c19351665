package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobs.DeclaredParameters;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.ScriptTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Changes in Tempo what files say of scripts, and takes that back. Thread-safe. */
public final class MetadataService {
  private final JobService jobs;
  private final GroupService.Known known;
  private final GroupSync sync;

  MetadataService(JobService jobs, GroupService.Known known, GroupSync sync) {
    this.jobs = jobs;
    this.known = known;
    this.sync = sync;
  }

  /** What is known of a script. */
  Optional<ScriptRow> script(JobIndexEntry job) {
    return known.index().script(job.id());
  }

  /**
   * Changes what describes a script.
   *
   * @param input fields of the API; null takes an edit back
   * @return what has changed by that
   * @throws ApiException 403 if the caller may not, 409 if the version is another one meanwhile,
   *     422 if a field is wrong
   */
  List<MetadataChange.Change> edit(JobIndexEntry job, JsonInput input, Caller caller) {
    JobAccess.requireDescribe(caller, job);
    Optional<Long> version = input.whole("version", 0, Long.MAX_VALUE).value();
    Edits edits = read(input);
    input.end();
    return jobs.discovered()
        .exclusively(
            () -> {
              ScriptRow row =
                  script(job).orElseThrow(() -> ApiException.notFound("job", job.key()));
              ManagedJob old = jobs.load(job);
              jobs.requireVersion(old, version, caller);
              EffectiveMetadata before = known.index().effective(row);
              MetadataLayer layer = edits.over(row.edited().layer(), before);
              EffectiveMetadata after = known.index().effective(row, layer);
              check(row, edits, after, caller);
              List<MetadataChange.Change> changed =
                  known.rules().keep(row, SecretDefaults.sealed(layer), Optional.of(caller));
              jobs.discovered()
                  .change(job, Optional.of(caller.userId()), now -> applied(now, row, after));
              return changed;
            });
  }

  /** Reads the file of a script again. */
  void refresh(JobIndexEntry job, Caller caller) {
    JobAccess.requireDescribe(caller, job);
    script(job)
        .ifPresent(
            row -> {
              sync.forget(row.groupId(), List.of(row.file()));
              sync.look(Optional.of(Set.of(row.groupId())));
            });
  }

  /**
   * What somebody wants to change.
   *
   * @param set fields with their values
   * @param dropped fields whose edits are taken back
   */
  private record Edits(MetadataLayer set, List<MetadataField> dropped) {

    /** What was read has no defaults of secret parameters; written back, it keeps them. */
    MetadataLayer over(MetadataLayer old, EffectiveMetadata before) {
      MetadataLayer layer = old;
      for (MetadataField field : dropped) {
        layer = layer.without(field);
      }
      for (var entry : set.values().entrySet()) {
        JsonNode value =
            entry.getKey() == MetadataField.PARAMETERS
                ? DeclaredParameters.keeping(entry.getValue(), before.get(MetadataField.PARAMETERS))
                : entry.getValue();
        layer = layer.with(entry.getKey(), value);
      }
      return layer;
    }
  }

  private static Edits read(JsonInput input) {
    ObjectNode typed = JsonNodeFactory.instance.objectNode();
    List<MetadataField> dropped = new ArrayList<>();
    for (MetadataField field : MetadataField.values()) {
      OptionalField<JsonNode> value = input.any(field.apiName());
      if (value.present() && value.value().isEmpty()) {
        dropped.add(field);
      }
      value.value().ifPresent(node -> typed.set(field.apiName(), node));
    }
    ScriptHeader read = MetadataFile.typed("", typed);
    read.warnings().forEach(warning -> refuse(input, warning));
    return new Edits(read.layer(), dropped);
  }

  private static void refuse(JsonInput input, MetadataWarning warning) {
    input.violation(warning.field().orElse(""), warning.message());
  }

  private void check(ScriptRow row, Edits edits, EffectiveMetadata after, Caller caller) {
    Optional<JsonNode> level = edits.set().get(MetadataField.REQUIRED_LEVEL);
    Role least = known.index().snapshot(row.groupId()).metadata().requiredLevel();
    boolean lower =
        level.flatMap(node -> Role.named(node.asText())).filter(r -> !r.atLeast(least)).isPresent();
    if (lower) {
      throw ApiException.invalid(
          List.of(Violation.of("requiredLevel", GroupMessages.levelOfGroup(least.label()))));
    }
    if (!caller.has(after.requiredLevel())) {
      throw ApiException.invalid(
          "requiredLevel", GroupMessages.levelOfCaller(caller.role().label()));
    }
  }

  private static ManagedJob applied(ManagedJob now, ScriptRow row, EffectiveMetadata effective) {
    if (!(now.job().task() instanceof ScriptTask task)) {
      return now;
    }
    return ScriptJobs.apply(
        now,
        new ScriptJobs.Script(
            row.file(),
            Optional.empty(),
            task.place(),
            effective,
            row.found().inline().isPresent()));
  }
}
