package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Ids;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.ExampleFile;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.DiscoveredRules;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.Origin;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ShellTask;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What holds for the jobs of scripts: their files are the truth about what they run, and what is
 * changed of the rest in Tempo is kept as an edit, over what the files say. Thread-safe.
 */
public final class DiscoveredScripts implements DiscoveredRules {
  private final GroupIndex index;
  private final GroupStore store;
  private final ChangeStore changes;
  private final TimeSource time;

  DiscoveredScripts(GroupIndex index, GroupStore store, ChangeStore changes, TimeSource time) {
    this.index = index;
    this.store = store;
    this.changes = changes;
    this.time = time;
  }

  @Override
  public List<ApiResponse> warnings(UUID jobId, Translation language) {
    return index
        .script(jobId)
        .map(
            row ->
                index.warnings(row).stream()
                    .<ApiResponse>map(
                        warning -> GroupResponses.WarningResponse.of(warning, language))
                    .toList())
        .orElse(List.of());
  }

  @Override
  public void requireChange(ManagedJob old, ManagedJob changed) {
    Optional<String> groupId = Origin.ofKey(old.job().key()).groupId();
    Optional<ScriptRow> row = index.script(old.job().id());
    if (groupId.isEmpty() || row.isEmpty()) {
      return;
    }
    boolean same =
        old.job().name().equals(changed.job().name())
            && old.job().key().equals(changed.job().key())
            && old.details().folderId().equals(changed.details().folderId())
            && sameScript(old, changed);
    if (!same) {
      throw ApiException.conflict(GroupMessages.changeTheFile(row.get().file()));
    }
    if (changed.job().enabled() && row.get().isMissing()) {
      throw ApiException.conflict(GroupMessages.cannotRun(row.get().file()));
    }
    if (changed.job().policy().deleteWhenDone()) {
      throw ApiException.invalid("deleteWhenDone", GroupMessages.goesWithItsFile());
    }
    Role least = index.snapshot(groupId.get()).metadata().requiredLevel();
    if (!changed.details().ownership().requiredLevel().atLeast(least)) {
      throw ApiException.invalid("requiredLevel", GroupMessages.levelOfGroup(least.label()));
    }
  }

  private static boolean sameScript(ManagedJob old, ManagedJob changed) {
    if (old.job().task() instanceof PythonTask before
        && changed.job().task() instanceof PythonTask after) {
      return before.content().equals(after.content()) && before.place().equals(after.place());
    }
    return old.job().task() instanceof ShellTask before
        && changed.job().task() instanceof ShellTask after
        && before.content().equals(after.content())
        && before.place().equals(after.place());
  }

  @Override
  public void requireContent(JobIndexEntry job) {
    index
        .script(job.id())
        .ifPresent(
            row -> {
              throw ApiException.conflict(GroupMessages.changeTheFile(row.file()));
            });
  }

  @Override
  public void requireDelete(JobIndexEntry job) {
    index
        .script(job.id())
        .filter(row -> !row.isMissing())
        .ifPresent(
            row -> {
              throw ApiException.conflict(GroupMessages.deleteTheFile(row.file()));
            });
  }

  @Override
  public void requireRun(JobIndexEntry job) {
    index
        .script(job.id())
        .filter(ScriptRow::isMissing)
        .ifPresent(
            row -> {
              throw ApiException.conflict(GroupMessages.cannotRun(row.file()));
            });
  }

  @Override
  public void changed(Optional<Caller> caller, ManagedJob old, ManagedJob stored) {
    index
        .script(stored.job().id())
        .ifPresent(
            row -> {
              Map<MetadataField, JsonNode> edits =
                  ScriptEdits.between(old, stored, index.effective(row));
              if (!edits.isEmpty()) {
                keep(row, SecretDefaults.sealed(edited(row, edits, caller.isEmpty())), caller);
              }
            });
  }

  /** What Tempo itself takes back was not edited before, if the files say it or say nothing. */
  private MetadataLayer edited(
      ScriptRow row, Map<MetadataField, JsonNode> edits, boolean takenBack) {
    MetadataLayer layer = row.edited().layer();
    for (Map.Entry<MetadataField, JsonNode> edit : edits.entrySet()) {
      MetadataField field = edit.getKey();
      MetadataLayer without = layer.without(field);
      boolean unedited =
          edit.getValue().isArray() && edit.getValue().isEmpty()
              || edit.getValue().equals(index.effective(row, without).get(field));
      layer = takenBack && unedited ? without : layer.with(field, edit.getValue());
    }
    return layer;
  }

  @Override
  public List<Example> examples(JobIndexEntry job) {
    return index.script(job.id()).stream()
        .flatMap(
            row ->
                index.snapshot(row.groupId()).rest().examples().entrySet().stream()
                    .filter(entry -> fits(entry.getValue(), row, job))
                    .map(
                        entry ->
                            new Example(
                                name(entry.getKey()),
                                entry.getValue().file().values(),
                                entry.getValue().updatedAt())))
        .toList();
  }

  /** All of its values are some that parameters of the job may have, and none is secret. */
  private static boolean fits(GroupExample example, ScriptRow row, JobIndexEntry job) {
    ExampleFile file = example.file();
    boolean meant = file.script().map(row.file()::equals).orElse(true);
    return meant
        && ParameterValues.stillRight(job.details().behaviour().parameters(), file.values())
            .keySet()
            .equals(file.values().keySet());
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
  }

  @Override
  public void restored(UUID jobId) {
    index.read(jobId);
  }

  /**
   * Keeps what was edited of a script, and remembers what that changes.
   *
   * @return what holds now differently, by field
   */
  List<MetadataChange.Change> keep(ScriptRow row, MetadataLayer layer, Optional<Caller> caller) {
    EffectiveMetadata before = index.effective(row);
    EffectiveMetadata after = index.effective(row, layer);
    index.edit(row.jobId(), layer).ifPresent(store::saveEdited);
    index.remember(row.jobId(), after);
    List<MetadataChange.Change> changed = new ArrayList<>();
    for (MetadataField field : MetadataField.values()) {
      boolean other = !before.get(field).equals(after.get(field));
      if (other || before.source(field) != after.source(field)) {
        changed.add(
            new MetadataChange.Change(
                field.apiName(),
                after.source(field).label(),
                SecretDefaults.hidden(field, before.get(field)),
                SecretDefaults.hidden(field, after.get(field))));
      }
    }
    changes.add(
        changed.stream()
            .map(
                change ->
                    new MetadataChange(
                        Ids.next(),
                        row.jobId(),
                        change,
                        caller.map(Caller::userId),
                        time.nowMillis()))
            .toList());
    return changed;
  }
}
