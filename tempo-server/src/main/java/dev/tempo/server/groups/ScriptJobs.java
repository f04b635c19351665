package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.TerminationPolicy;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.jobs.DeclaredParameters;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptSettings;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ShellTask;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes jobs what their scripts say: name, text, place, environment, time-out, labels, level,
 * parameters and page. Triggers, limits, retries, notifications and variables stay as they are.
 */
final class ScriptJobs {
  private static final String ENGLISH = "en";

  private ScriptJobs() {}

  /**
   * What a job is to be.
   *
   * @param file the name of its script
   * @param text of the script; empty for that which it has
   * @param place where the script lies
   * @param effective what holds of it
   * @param inline whether the script says itself what it needs to be installed
   */
  record Script(
      String file,
      Optional<String> text,
      ScriptPlace place,
      EffectiveMetadata effective,
      boolean inline) {}

  static ManagedJob apply(ManagedJob old, Script script) {
    Job job =
        old.job().toBuilder()
            .name(name(script))
            .task(task(old.job().task(), script))
            .policy(policy(old.job().policy(), script.effective()))
            .build();
    return new ManagedJob(job, details(old.details(), script.effective()));
  }

  /** What it is called in English, or else its file without the ending. */
  private static String name(Script script) {
    String given = script.effective().get(MetadataField.DISPLAY_NAME).path(ENGLISH).asText("");
    return given.isBlank() ? stem(script.file()) : given;
  }

  /** The name of a file without its ending, as people may read it. */
  static String stem(String file) {
    String stem = file.substring(0, file.lastIndexOf('.')).replaceAll("\\p{Cntrl}", " ").strip();
    String shown = stem.isEmpty() ? file : stem;
    return shown.substring(0, Math.min(shown.length(), 100));
  }

  private static Task task(Task old, Script script) {
    ScriptSettings settings =
        old instanceof ScriptTask task ? task.settings() : ScriptSettings.DEFAULT;
    String text = script.text().orElseGet(() -> text(old));
    if (!script.file().endsWith(".py")) {
      return new ShellTask(text, settings, script.place());
    }
    Optional<String> version =
        old instanceof PythonTask task ? task.python().version() : Optional.empty();
    Optional<String> conda =
        Optional.ofNullable(script.effective().get(MetadataField.CONDA_ENVIRONMENT).textValue())
            .filter(name -> isOwn(script, MetadataField.CONDA_ENVIRONMENT));
    PythonSettings python = new PythonSettings(version, requirements(script), conda);
    return new PythonTask(text, python, settings, script.place());
  }

  private static String text(Task old) {
    return switch (old) {
      case PythonTask python -> python.content();
      case ShellTask shell -> shell.content();
      default -> "";
    };
  }

  /**
   * Those that the script says itself are read from it whenever it runs, and those of its group are
   * asked for then.
   */
  private static List<String> requirements(Script script) {
    boolean edited =
        script.effective().source(MetadataField.REQUIREMENTS) == EffectiveMetadata.Source.EDITED;
    boolean own = isOwn(script, MetadataField.REQUIREMENTS) && !script.inline();
    return edited || own ? texts(script.effective().get(MetadataField.REQUIREMENTS)) : List.of();
  }

  private static boolean isOwn(Script script, MetadataField field) {
    return script.effective().source(field) != EffectiveMetadata.Source.GROUP;
  }

  private static JobPolicy policy(JobPolicy old, EffectiveMetadata effective) {
    int seconds = effective.get(MetadataField.EXECUTION_TIMEOUT).intValue();
    Optional<Duration> timeout =
        seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    TerminationPolicy before = old.termination();
    return old.withTermination(new TerminationPolicy(timeout, before.grace(), before.orphans()));
  }

  private static JobDetails details(JobDetails old, EffectiveMetadata effective) {
    JsonNode port = effective.get(MetadataField.PREFERRED_PORT);
    JobDetails.ScriptPage page =
        new JobDetails.ScriptPage(
            port.isNumber() ? OptionalInt.of(port.intValue()) : OptionalInt.empty(),
            effective.get(MetadataField.AUTO_OPEN).booleanValue());
    JobDetails.JobOptions options = old.behaviour();
    return new JobDetails(
        new JobDetails.Labels(
            description(effective.get(MetadataField.DESCRIPTION)),
            languages(effective.get(MetadataField.DISPLAY_NAME)),
            effective.get(MetadataField.CATEGORY).asText(),
            texts(effective.get(MetadataField.TAGS)),
            Optional.empty()),
        new JobDetails.Ownership(old.ownership().ownerId(), effective.requiredLevel()),
        new JobDetails.JobOptions(
            options.alarms(),
            parameters(effective.get(MetadataField.PARAMETERS)),
            page,
            options.urlTrigger(),
            options.autoSave()),
        old.secretVariables(),
        old.stamps());
  }

  /** In English, or in the first language that there is. */
  private static String described(JsonNode languages) {
    JsonNode english = languages.path(ENGLISH);
    return english.isTextual() || languages.isEmpty()
        ? english.asText("")
        : languages.elements().next().asText();
  }

  private static JobDetails.Description description(JsonNode languages) {
    Map<String, String> others = new LinkedHashMap<>(languages(languages));
    others.remove(ENGLISH);
    return new JobDetails.Description(described(languages), others);
  }

  private static Map<String, String> languages(JsonNode languages) {
    Map<String, String> all = new LinkedHashMap<>();
    languages.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue().textValue()));
    return all;
  }

  private static List<ParameterDefinition> parameters(JsonNode list) {
    List<ParameterDefinition> all = new ArrayList<>();
    list.forEach(parameter -> all.add(DeclaredParameters.read((ObjectNode) parameter)));
    return all;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
