package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Compares records with schemas, whole and in their parts, and collects what differs. */
final class SchemaCheck {
  private static final Map<Class<?>, String> KINDS =
      Map.ofEntries(
          Map.entry(boolean.class, "boolean"),
          Map.entry(Boolean.class, "boolean"),
          Map.entry(int.class, "integer"),
          Map.entry(Integer.class, "integer"),
          Map.entry(OptionalInt.class, "integer"),
          Map.entry(long.class, "integer"),
          Map.entry(Long.class, "integer"),
          Map.entry(OptionalLong.class, "integer"),
          Map.entry(double.class, "number"),
          Map.entry(Double.class, "number"),
          Map.entry(OptionalDouble.class, "number"),
          Map.entry(Number.class, "number"),
          Map.entry(java.math.BigDecimal.class, "number"));

  /** Of these anything may come, which their schema alone describes. */
  private static final Set<Class<?>> ANY = Set.of(Object.class, JsonNode.class);

  private final SchemaReader schemas;
  private final Set<String> differences = new TreeSet<>();
  private final Set<Class<?>> reached = new HashSet<>();
  private final Set<String> held = new HashSet<>();

  SchemaCheck(JsonNode document) {
    schemas = new SchemaReader(document);
  }

  /**
   * What a record has for a field of JSON.
   *
   * @param mayBeMissing whether not every object has it
   * @param leftOutIfEmpty whether it is missing instead of being null
   */
  private record Field(Type type, boolean mayBeMissing, boolean leftOutIfEmpty) {}

  /** A schema by its name, or else the schema of the data of a response of that name. */
  JsonNode named(String name) {
    return schemas.named(name);
  }

  Set<String> differences() {
    return differences;
  }

  /** Whether a record was compared, by itself or as a part of another. */
  boolean reached(Class<?> type) {
    return reached.contains(type);
  }

  /** Compares a record with a schema. */
  void hold(Class<?> type, JsonNode schema) {
    String place = type.getName().replaceAll(".*\\.", "");
    if (schema.isMissingNode()) {
      differences.add(place + " has no such schema in the contract");
    } else {
      holdObject(type, schemas.followed(schema), place);
    }
  }

  private void holdObject(Class<?> type, JsonNode schema, String place) {
    reached.add(type);
    if (!held.add(type.getName() + " " + schema)) {
      return;
    }
    Map<String, Field> fields = fields(type);
    Map<String, JsonNode> properties = schemas.properties(schema);
    Set<String> required = schemas.required(schema);
    fields.forEach(
        (name, field) -> {
          String at = place + "." + name;
          if (!properties.containsKey(name)) {
            differences.add(at + " is not in the schema");
            return;
          }
          if (field.mayBeMissing() == required.contains(name)) {
            differences.add(
                at + (field.mayBeMissing() ? " may be missing, but is required" : " is required"));
          }
          holdValue(field.type(), properties.get(name), field.leftOutIfEmpty(), at);
        });
    properties.keySet().stream()
        .filter(name -> !fields.containsKey(name))
        .forEach(name -> differences.add(place + " does not have " + name));
  }

  private void holdValue(Type type, JsonNode reference, boolean leftOutIfEmpty, String at) {
    JsonNode schema = schemas.followed(reference);
    Class<?> raw = raw(type);
    if (ANY.contains(raw)) {
      return;
    }
    boolean optional = raw.getName().startsWith("java.util.Optional");
    boolean nullable = optional && !leftOutIfEmpty;
    if (nullable != schemas.isNullable(schema)) {
      differences.add(at + (nullable ? " may be null" : " is never null") + ": " + schema);
    }
    if (raw == Optional.class) {
      holdPresent(argument(type, 0), schema, at);
    } else {
      holdPresent(type, schema, at);
    }
  }

  private void holdPresent(Type type, JsonNode schema, String at) {
    Class<?> raw = raw(type);
    if (ANY.contains(raw) || SchemaReader.types(schema).equals(Set.of("null"))) {
      return;
    }
    String kind = kind(raw);
    if (!schemas.kinds(schema).contains(kind)
        && !(kind.equals("integer") && schemas.kinds(schema).contains("number"))) {
      differences.add(at + " is of type " + kind + ": " + schema);
    } else if (kind.equals("array") && schema.has("items")) {
      holdValue(argument(type, 0), schema.path("items"), false, at + "[]");
    } else if (Map.class.isAssignableFrom(raw) && schema.path("additionalProperties").isObject()) {
      holdValue(argument(type, 1), schema.path("additionalProperties"), false, at + "{}");
    } else if (raw.isRecord() && kind.equals("object")) {
      holdObject(raw, schemas.present(schema), at);
    } else if (raw.isEnum() && schema.has("enum")) {
      holdEnum(raw, schema, at);
    }
  }

  private void holdEnum(Class<?> type, JsonNode schema, String at) {
    Set<String> written = new TreeSet<>();
    schema.path("enum").forEach(value -> written.add(value.textValue()));
    Set<String> constants = new TreeSet<>();
    Arrays.stream(type.getEnumConstants()).forEach(constant -> constants.add(constant.toString()));
    if (!written.equals(constants)) {
      differences.add(at + " is one of " + constants + ": " + schema);
    }
  }

  private static String kind(Class<?> raw) {
    if (Collection.class.isAssignableFrom(raw)) {
      return "array";
    }
    if (Map.class.isAssignableFrom(raw) || ApiResponse.class.isAssignableFrom(raw)) {
      return "object";
    }
    return KINDS.getOrDefault(raw, "string");
  }

  /** The fields of a record, with those of its parts that stand among them. */
  private Map<String, Field> fields(Class<?> type) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      ApiResponse.Named named = component.getAnnotation(ApiResponse.Named.class);
      if (component.isAnnotationPresent(ApiResponse.Unwrapped.class)) {
        fields.putAll(parts(component.getGenericType()));
      } else {
        boolean left = component.isAnnotationPresent(ApiResponse.LeftOutIfEmpty.class);
        fields.put(
            named == null ? component.getName() : named.value(),
            new Field(component.getGenericType(), left, left));
      }
    }
    return fields;
  }

  private Map<String, Field> parts(Type type) {
    if (raw(type) == Optional.class) {
      Map<String, Field> fields = new LinkedHashMap<>(parts(argument(type, 0)));
      fields.replaceAll((name, field) -> new Field(field.type(), true, field.leftOutIfEmpty()));
      return fields;
    }
    Class<?> part = raw(type);
    if (part.isRecord()) {
      reached.add(part);
      return fields(part);
    }
    List<Map<String, Field>> alternatives =
        Arrays.stream(part.getPermittedSubclasses()).peek(reached::add).map(this::fields).toList();
    Map<String, Field> fields = new LinkedHashMap<>();
    alternatives.forEach(
        one ->
            one.forEach(
                (name, field) -> {
                  boolean everywhere =
                      alternatives.stream().allMatch(other -> other.containsKey(name));
                  boolean missing = field.mayBeMissing() || !everywhere;
                  fields.put(name, new Field(field.type(), missing, field.leftOutIfEmpty()));
                }));
    return fields;
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
