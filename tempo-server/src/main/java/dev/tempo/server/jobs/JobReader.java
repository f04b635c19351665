package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Trigger;
import dev.tempo.secret.Secret;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.schedules.TriggerReader;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.task.Arguments;
import dev.tempo.task.ParameterStyle;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Task;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Reads a job over what holds so far: a new one's defaults, or what is stored. */
final class JobReader {
  private static final int MAX_NAME = 100;
  private static final int MAX_TRIGGERS = 100;

  private static final String[] COMPUTED = {
    "id",
    "safeName",
    "source",
    "folderPath",
    "folderNames",
    "groupId",
    "declaration",
    "owner",
    "version",
    "scriptVersion",
    "environment",
    "nextRunAt",
    "warnings",
    "late",
    "lastRun",
    "recentRuns",
    "runCount",
    "successCount",
    "createdAt",
    "updatedAt",
    "favorite",
    "hasDraft"
  };

  private final JsonInput input;
  private final ManagedJob current;
  private final FolderTree folders;
  private final JobDefaults defaults;

  private JobReader(JsonInput input, ManagedJob current, JobDependencies dependencies) {
    this.input = input;
    this.current = current;
    this.folders = dependencies.folders();
    this.defaults = dependencies.beginnings().defaults();
  }

  /** Reads a job; what is wrong with it, the input then knows. */
  static ManagedJob read(JsonInput input, ManagedJob current, JobDependencies dependencies) {
    input.computed(COMPUTED);
    return new JobReader(input, current, dependencies).read();
  }

  private ManagedJob read() {
    Job old = current.job();
    String name = name(old.name());
    JobDetails details = DetailsJson.read(input, current.details());
    Task task = input.object("task", in -> TaskReader.read(in, old.task())).or(old.task());
    JobPolicy policy = PolicyJson.read(input, old.policy(), defaults.policy());
    ZoneId zone = input.zone("timezone").or(old.zone(), defaults.zone());
    List<Trigger> triggers = triggers(old.triggers());
    if (policy.deleteWhenDone() && !ManagedJob.endsSometime(triggers)) {
      input.violation("deleteWhenDone", message("api.job.neverDone"));
      policy = policy.withDeleteWhenDone(false);
    }
    boolean enabled = input.flag("enabled").or(old.enabled(), true);
    Task complete = withParameters(withVariables(task, details), current.details(), details);
    Optional<UUID> folder = folder(current.details().folderId());
    return new ManagedJob(
        old.toBuilder()
            .name(name)
            .task(complete)
            .policy(policy)
            .zone(zone)
            .triggers(triggers)
            .enabled(enabled)
            .build(),
        hidden(details.withLabels(details.labels().in(folder))));
  }

  private String name(String soFarName) {
    String name = input.text("name", MAX_NAME).or(soFarName).strip();
    if (name.isEmpty()) {
      input.violation("name", message("api.value.blank"));
      return "unnamed";
    }
    return name;
  }

  private List<Trigger> triggers(List<Trigger> old) {
    var given =
        input.objects("triggers", MAX_TRIGGERS, trigger -> TriggerReader.read(trigger, old));
    if (!given.present()) {
      return old;
    }
    List<Trigger> read = given.or(List.of()).stream().flatMap(Optional::stream).toList();
    long distinct = read.stream().map(Trigger::id).distinct().count();
    if (distinct < read.size()) {
      input.violation("triggers", message("api.value.idTwice"));
      return old;
    }
    return read;
  }

  private Task withVariables(Task task, JobDetails details) {
    noteEnvironment();
    if (!(task instanceof ScriptTask script)) {
      input.computed("environmentVariables");
      return task;
    }
    return script.withSettings(
        VariablesReader.read(input, script.settings(), marked(script, details)));
  }

  /** What was read is ignored; what was never read is meant as variables. */
  private void noteEnvironment() {
    boolean isMeant = input.any("environment").value().filter(JobReader::isNoStanding).isPresent();
    if (isMeant) {
      input.note(message("api.job.environmentComputed"));
    }
  }

  private static boolean isNoStanding(JsonNode environment) {
    return environment.isObject() && !environment.isEmpty() && !environment.has("state");
  }

  /** A program may have saved a secret that the server never marked; it stays one. */
  private Set<String> marked(ScriptTask script, JobDetails details) {
    Set<String> marked = new HashSet<>(details.secretVariables());
    if (marked.equals(current.details().secretVariables())) {
      marked.addAll(script.settings().secrets().keySet());
    }
    return marked;
  }

  /** A job with other details, whose script gets the defaults of the parameters in them. */
  static ManagedJob described(ManagedJob old, JobDetails details) {
    Task task = withParameters(old.job().task(), old.details(), details);
    return new ManagedJob(old.job().toBuilder().task(task).build(), hidden(details));
  }

  /**
   * Gives a script the defaults of the parameters that it asks for; a program's have none here. A
   * secret one that is asked for only with other values than the defaults is kept here, too, as
   * nobody else knows it.
   */
  private static Task withParameters(Task task, JobDetails before, JobDetails details) {
    List<ParameterDefinition> asked = details.behaviour().parameters();
    if (asked.isEmpty() && before.behaviour().parameters().isEmpty()) {
      return task;
    }
    Map<String, Secret> kept = task.arguments().secret();
    Arguments values =
        task.arguments().payload().map(Arguments.NONE::withPayload).orElse(Arguments.NONE);
    ParameterConditions conditions = new ParameterConditions(asked, Arguments.NONE);
    for (ParameterDefinition parameter : asked) {
      Optional<String> given = parameter.presence().defaultValue();
      if (!conditions.asks(parameter) && !onRequest(task, parameter)) {
        continue;
      }
      if (parameter.type() != ParameterDefinition.Type.SECRET) {
        values = given.map(with(values, parameter.name())).orElse(values);
      } else if (given.isPresent()) {
        Optional<Secret> secret = parameter.secretDefault(kept);
        values = secret.isPresent() ? values.with(parameter.name(), secret.get()) : values;
      }
    }
    return withStyles(task.withArguments(values), asked, conditions);
  }

  /** Whether a default is kept for runs that somebody asks for, though others do not have it. */
  private static boolean onRequest(Task task, ParameterDefinition parameter) {
    return task instanceof ScriptTask && parameter.type() == ParameterDefinition.Type.SECRET;
  }

  private static Task withStyles(
      Task task, List<ParameterDefinition> parameters, ParameterConditions conditions) {
    if (!(task instanceof ScriptTask script)) {
      return task;
    }
    Map<String, ParameterStyle> styles = new HashMap<>();
    for (ParameterDefinition parameter : parameters) {
      boolean kept = onRequest(task, parameter) && !conditions.asks(parameter);
      styles.put(parameter.name(), kept ? ParameterStyle.ON_REQUEST : parameter.style());
    }
    styles.values().removeIf(style -> style == ParameterStyle.OPTION);
    return script.withSettings(script.settings().withStyles(styles));
  }

  private static Function<String, Arguments> with(Arguments values, String name) {
    return value -> values.with(name, value);
  }

  /** What is secret of the details is in the definition, which seals it. */
  private static JobDetails hidden(JobDetails details) {
    return details.asking(
        details.behaviour().parameters().stream().map(ParameterDefinition::hidden).toList());
  }

  private Optional<UUID> folder(Optional<UUID> old) {
    Optional<UUID> folder = input.uuid("folderId").orMaybe(old);
    if (folder.isPresent() && folders.find(folder.get()).isEmpty()) {
      input.violation("folderId", message("api.value.noFolderId"));
      return old;
    }
    return folder;
  }
}
