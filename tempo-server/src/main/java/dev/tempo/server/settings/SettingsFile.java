package dev.tempo.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a file of settings: one JSON object, by the settings' names. */
public final class SettingsFile {
  private static final long MAX_BYTES = 1 << 20;

  private SettingsFile() {}

  /**
   * What a file says.
   *
   * @return nothing if there is no such file
   * @throws SettingsException if it cannot be read, is not JSON, or names what is no setting
   */
  public static Map<String, String> readIfThere(Path file) {
    return Files.exists(file) ? read(file) : Map.of();
  }

  /** What a file says, which must be there; see {@link #readIfThere}. */
  public static Map<String, String> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new SettingsException(List.of(file + " is larger than 1 MiB"));
      }
      return values(file, Json.parse(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new SettingsException(List.of(file + " cannot be read (" + e + ")"));
    } catch (ApiException e) {
      throw new SettingsException(List.of(file + ": " + e.getMessage()));
    }
  }

  private static Map<String, String> values(Path file, JsonNode document) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    if (!document.isObject()) {
      problems.add(file + " must hold one JSON object");
    }
    document.properties().forEach(entry -> add(entry, values, problems));
    if (!problems.isEmpty()) {
      throw new SettingsException(problems.stream().map(p -> file + ": " + p).toList());
    }
    return values;
  }

  private static void add(
      Map.Entry<String, JsonNode> entry, Map<String, String> values, List<String> problems) {
    Setting<?> setting = Settings.named(entry.getKey()).orElse(null);
    if (setting == null) {
      problems.add(entry.getKey() + " is not a known setting");
    } else if (!entry.getValue().isNull()) {
      try {
        values.put(setting.name(), setting.type().textOf(entry.getValue()));
      } catch (IllegalArgumentException e) {
        problems.add(setting.name() + " " + e.getMessage());
      }
    }
  }
}
