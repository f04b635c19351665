package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Values of parameters that lie in a file of a group, for those of its scripts that have such
 * parameters.
 *
 * @param script the name of the only script's file that they are for; empty for any
 * @param values by the names of the parameters, never empty
 */
public record ExampleFile(Optional<String> script, Map<String, String> values) {
  /** The most that one may have, in bytes; a group may have many, and they stay in memory. */
  public static final int MAX_BYTES = 64 << 10;

  private static final String PARAMETERS = "parameters";
  private static final int MAX_VALUES = 100;
  private static final int MAX_LENGTH = 10_000;

  /** Copies the map. */
  public ExampleFile {
    Objects.requireNonNull(script, "script");
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * What was read.
   *
   * @param example empty if the file has none
   * @param warnings what is wrong with it
   */
  public record Read(Optional<ExampleFile> example, List<MetadataWarning> warnings) {
    /** Copies the list. */
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads a file: an object with the values, or one with {@code parameters} that has them, and
   * perhaps {@code script}.
   */
  public static Read read(String name, byte[] content) {
    WarningList warnings = new WarningList(name);
    DecodedScript text = DecodedScript.of(name, content);
    text.warnings().forEach(warnings::add);
    Optional<ExampleFile> example =
        LocatedJson.read(text.text(), 1, Optional.empty(), warnings)
            .flatMap(document -> example(document, warnings));
    return new Read(example, warnings.all());
  }

  private static Optional<ExampleFile> example(Located document, WarningList warnings) {
    Optional<Located> inner =
        Optional.ofNullable(document.fields().get(PARAMETERS))
            .filter(parameters -> parameters.node().isObject());
    Located values = inner.orElse(document);
    if (!values.node().isObject() || values.fields().isEmpty()) {
      warnings.add(document.line(), MetadataMessages.noExample());
      return Optional.empty();
    }
    Map<String, String> read = new LinkedHashMap<>();
    values
        .fields()
        .forEach(
            (name, value) ->
                value(value.node())
                    .ifPresentOrElse(
                        found -> read.put(name, found),
                        () -> warnings.add(value.line(), name, MetadataMessages.noValue())));
    boolean whole = read.size() == values.fields().size() && read.size() <= MAX_VALUES;
    Optional<String> script =
        inner.flatMap(any -> Optional.ofNullable(document.node().path("script").textValue()));
    return whole ? Optional.of(new ExampleFile(script, read)) : Optional.empty();
  }

  /** A text, number or flag as it is written, or some of them divided by commas. */
  private static Optional<String> value(JsonNode node) {
    Optional<String> text = node.isArray() ? joined(node) : single(node);
    return text.filter(value -> value.length() <= MAX_LENGTH);
  }

  private static Optional<String> joined(JsonNode list) {
    StringBuilder all = new StringBuilder();
    for (JsonNode one : list) {
      if (single(one).isEmpty()) {
        return Optional.empty();
      }
      all.append(all.isEmpty() ? "" : ",").append(one.asText());
    }
    return Optional.of(all.toString());
  }

  private static Optional<String> single(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
  }
}
