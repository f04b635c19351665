package dev.tempo.server.http.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How a class of responses is written: its components are looked up once. */
final class JsonRecord {
  private static final ClassValue<JsonRecord> KNOWN =
      new ClassValue<>() {
        @Override
        protected JsonRecord computeValue(Class<?> type) {
          return new JsonRecord(type);
        }
      };

  private final List<Field> fields;

  private JsonRecord(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException("A response must be a record: " + type.getName());
    }
    this.fields = Arrays.stream(type.getRecordComponents()).map(JsonRecord::field).toList();
  }

  private record Field(String name, Method value, boolean unwrapped, boolean leftOutIfEmpty) {

    Object of(ApiResponse response) {
      try {
        return value.invoke(response);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("A response cannot be read: " + value, e);
      }
    }
  }

  /** Makes a tree of a response. */
  static ObjectNode tree(ApiResponse response) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    addTo(object, response);
    return object;
  }

  private static void addTo(ObjectNode object, ApiResponse response) {
    for (Field field : KNOWN.get(response.getClass()).fields) {
      Object value = field.of(response);
      if (field.unwrapped()) {
        part(value).ifPresent(part -> addTo(object, part));
      } else if (!field.leftOutIfEmpty() || !isEmpty(value)) {
        object.set(field.name(), Json.node(value));
      }
    }
  }

  /**
   * Writes a value as {@link Json#node} makes a tree of it, but without one: of a long list that
   * would take many times its size.
   */
  static void write(Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case ApiResponse response -> {
        out.writeStartObject();
        writeFields(response, out);
        out.writeEndObject();
      }
      case Collection<?> elements -> {
        out.writeStartArray();
        for (Object element : elements) {
          write(element, out);
        }
        out.writeEndArray();
      }
      case Map<?, ?> entries -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
          out.writeFieldName(entry.getKey().toString());
          write(entry.getValue(), out);
        }
        out.writeEndObject();
      }
      case Optional<?> maybe -> write(maybe.orElse(null), out);
      default -> writeScalar(value, out);
    }
  }

  private static void writeFields(ApiResponse response, JsonGenerator out) throws IOException {
    for (Field field : KNOWN.get(response.getClass()).fields) {
      Object value = field.of(response);
      if (field.unwrapped()) {
        Optional<ApiResponse> part = part(value);
        if (part.isPresent()) {
          writeFields(part.get(), out);
        }
      } else if (!field.leftOutIfEmpty() || !isEmpty(value)) {
        out.writeFieldName(field.name());
        write(value, out);
      }
    }
  }

  private static void writeScalar(Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      default -> out.writeTree(Json.node(value));
    }
  }

  private static boolean isEmpty(Object value) {
    return switch (value) {
      case null -> true;
      case Optional<?> maybe -> maybe.isEmpty();
      case OptionalInt maybe -> maybe.isEmpty();
      case OptionalLong maybe -> maybe.isEmpty();
      case OptionalDouble maybe -> maybe.isEmpty();
      case JsonNode node -> node.isNull();
      default -> false;
    };
  }

  private static Optional<ApiResponse> part(Object value) {
    return value instanceof Optional<?> maybe
        ? maybe.map(ApiResponse.class::cast)
        : Optional.of((ApiResponse) value);
  }

  /** The value of a field, which may stand in a part; empty if there is none of the name. */
  static Optional<Object> value(ApiResponse response, String name) {
    for (Field field : KNOWN.get(response.getClass()).fields) {
      if (field.unwrapped()) {
        Optional<Object> inPart = part(field.of(response)).flatMap(part -> value(part, name));
        if (inPart.isPresent()) {
          return inPart;
        }
      } else if (field.name().equals(name)) {
        return Optional.ofNullable(field.of(response));
      }
    }
    return Optional.empty();
  }

  private static Field field(RecordComponent component) {
    Method value = component.getAccessor();
    value.setAccessible(true);
    ApiResponse.Named named = component.getAnnotation(ApiResponse.Named.class);
    return new Field(
        named == null ? component.getName() : named.value(),
        value,
        component.isAnnotationPresent(ApiResponse.Unwrapped.class),
        component.isAnnotationPresent(ApiResponse.LeftOutIfEmpty.class));
  }
}
