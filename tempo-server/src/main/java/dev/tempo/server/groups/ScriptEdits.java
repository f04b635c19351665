package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.jobs.DeclaredParameters;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What a change of a job means for what describes its script. */
final class ScriptEdits {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ScriptEdits() {}

  /** The fields that a change has changed, with what they are now. */
  static Map<MetadataField, JsonNode> between(
      ManagedJob old, ManagedJob now, EffectiveMetadata effective) {
    Map<MetadataField, JsonNode> edits = new EnumMap<>(MetadataField.class);
    JobDetails.Labels before = old.details().labels();
    JobDetails.Labels after = now.details().labels();
    if (!before.displayName().equals(after.displayName())) {
      ObjectNode names = NODES.objectNode();
      after.displayName().forEach(names::put);
      edits.put(MetadataField.DISPLAY_NAME, names);
    }
    if (!before.description().equals(after.description())) {
      edits.put(
          MetadataField.DESCRIPTION,
          described(before.description(), after.description(), effective));
    }
    text(MetadataField.CATEGORY, before.category(), after.category(), edits);
    if (!before.tags().equals(after.tags())) {
      edits.put(MetadataField.TAGS, list(after.tags()));
    }
    text(
        MetadataField.REQUIRED_LEVEL,
        old.details().ownership().requiredLevel().label(),
        now.details().ownership().requiredLevel().label(),
        edits);
    options(old.details().behaviour(), now.details().behaviour(), edits);
    timeout(old, now, edits);
    if (old.job().task() instanceof PythonTask was && now.job().task() instanceof PythonTask is) {
      python(was.python(), is.python(), edits);
    }
    return edits;
  }

  /** All languages, unless the text alone was changed: then the others stay as they are. */
  private static ObjectNode described(
      JobDetails.Description before, JobDetails.Description after, EffectiveMetadata effective) {
    ObjectNode all = effective.get(MetadataField.DESCRIPTION).deepCopy();
    if (!before.languages().equals(after.languages())) {
      all.removeAll();
      after.languages().forEach(all::put);
    }
    return all.put("en", after.text());
  }

  private static void text(
      MetadataField field, String before, String after, Map<MetadataField, JsonNode> edits) {
    if (!before.equals(after)) {
      edits.put(field, NODES.textNode(after));
    }
  }

  private static void options(
      JobDetails.JobOptions before,
      JobDetails.JobOptions after,
      Map<MetadataField, JsonNode> edits) {
    if (!before.parameters().equals(after.parameters())) {
      ArrayNode list = NODES.arrayNode();
      for (ParameterDefinition parameter : after.parameters()) {
        list.add(DeclaredParameters.write(parameter));
      }
      edits.put(MetadataField.PARAMETERS, list);
    }
    if (!before.page().preferredPort().equals(after.page().preferredPort())) {
      OptionalInt port = after.page().preferredPort();
      edits.put(
          MetadataField.PREFERRED_PORT,
          port.isPresent() ? NODES.numberNode(port.getAsInt()) : NODES.nullNode());
    }
    if (before.page().autoOpen() != after.page().autoOpen()) {
      edits.put(MetadataField.AUTO_OPEN, NODES.booleanNode(after.page().autoOpen()));
    }
  }

  private static void timeout(ManagedJob old, ManagedJob now, Map<MetadataField, JsonNode> edits) {
    Optional<Duration> before = old.job().policy().termination().timeout();
    Optional<Duration> after = now.job().policy().termination().timeout();
    if (!before.equals(after)) {
      long seconds = after.map(length -> Math.max(1, length.toSeconds())).orElse(0L);
      edits.put(
          MetadataField.EXECUTION_TIMEOUT,
          NODES.numberNode((int) Math.min(seconds, Integer.MAX_VALUE)));
    }
  }

  private static void python(
      PythonSettings before, PythonSettings after, Map<MetadataField, JsonNode> edits) {
    if (!Objects.equals(before.condaEnvironment(), after.condaEnvironment())) {
      edits.put(
          MetadataField.CONDA_ENVIRONMENT,
          after.condaEnvironment().<JsonNode>map(NODES::textNode).orElse(NODES.nullNode()));
    }
    if (!before.requirements().equals(after.requirements())) {
      edits.put(MetadataField.REQUIREMENTS, list(after.requirements()));
    }
  }

  private static ArrayNode list(List<String> texts) {
    ArrayNode list = NODES.arrayNode();
    texts.forEach(list::add);
    return list;
  }
}
