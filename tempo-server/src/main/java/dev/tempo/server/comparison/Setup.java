package dev.tempo.server.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run ran with besides its script and parameters: of each part the names of what is in it,
 * and a text to compare. Immutable.
 *
 * @param parts by kind; a kind without anything is left out
 */
record Setup(Map<Part, SortedMap<String, String>> parts) {
  /** Nothing. */
  static final Setup NONE = new Setup(Map.of());

  /** Kinds of what a run runs with, in the order in which differences are told. */
  enum Part {
    /** What is to be installed, by name. */
    REQUIREMENT,
    /** What is installed, with its version. */
    PACKAGE,
    /** What the run was given; not part of a setup, but of the run. */
    PARAMETER,
    /** A variable of the environment; digests of its value. */
    VARIABLE,
    /** A secret variable; a digest of its sealed value, which is another at each change. */
    SECRET,
    /** What executes the script. */
    INTERPRETER,
    /** Limits, retries, queue and the like. */
    SETTING;

    /** As the API says it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the texts may be shown; else only that they differ. */
    boolean isShown() {
      return this != VARIABLE && this != SECRET;
    }
  }

  /** Copies the map. */
  Setup {
    Map<Part, SortedMap<String, String>> copy = new EnumMap<>(Part.class);
    parts.forEach(
        (part, texts) -> {
          if (!texts.isEmpty()) {
            copy.put(part, Collections.unmodifiableSortedMap(new TreeMap<>(texts)));
          }
        });
    parts = Collections.unmodifiableMap(copy);
  }

  SortedMap<String, String> of(Part part) {
    return parts.getOrDefault(part, Collections.emptySortedMap());
  }

  /** As it is stored. */
  String document() {
    Json.Object json = Json.object();
    parts.forEach((part, texts) -> json.put(part.name(), texts));
    return Json.text(json.node());
  }

  static Setup parse(String document) {
    ObjectNode json = Json.parseOwn(document);
    Map<Part, SortedMap<String, String>> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      SortedMap<String, String> texts = new TreeMap<>();
      JsonNode all = json.path(part.name());
      all.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
      parts.put(part, texts);
    }
    return new Setup(parts);
  }
}
