package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import dev.tempo.server.http.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was understood of a group's file about its scripts, as the database keeps it: without what
 * nobody asked about, and without the defaults of secret parameters.
 */
final class StoredScripts {
  private static final String FORM = "tempo.form";
  private static final String SCRIPTS = "scripts";

  private StoredScripts() {}

  /** Writes what is said of scripts, by their files. */
  static String write(Map<String, ScriptHeader> scripts) {
    Json.Object all = Json.object();
    scripts.forEach(
        (file, said) ->
            all.put(
                file,
                Json.object()
                    .put("fields", SecretDefaults.sealed(said.layer()).toJson())
                    .put("warnings", Json.array(said.warnings(), FoundJson::warning))));
    return Json.text(Json.object().put(FORM, 1).put(SCRIPTS, all).node());
  }

  /**
   * Reads what {@link #write} wrote, or the text of the file itself, which was stored once; empty
   * if that cannot be read.
   */
  static Optional<Map<String, ScriptHeader>> read(String document) {
    if (!document.startsWith("{\"" + FORM + '"')) {
      return MetadataFile.scripts(document.getBytes(StandardCharsets.UTF_8)).scripts();
    }
    Map<String, ScriptHeader> scripts = new LinkedHashMap<>();
    Json.parseOwn(document)
        .path(SCRIPTS)
        .properties()
        .forEach(entry -> scripts.put(entry.getKey(), header(entry.getValue())));
    return Optional.of(scripts);
  }

  private static ScriptHeader header(JsonNode said) {
    List<MetadataWarning> warnings = new ArrayList<>();
    said.path("warnings").forEach(warning -> warnings.add(FoundJson.warning(warning)));
    return new ScriptHeader(MetadataLayer.ofJson(said.path("fields")), warnings);
  }
}
