package dev.tempo.server.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** How a class of responses is written: its components are looked up once. */
public final class JsonRecord {
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

  /** Writes a response as an object. */
  public static ObjectNode write(ApiResponse response) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    writeInto(object, response);
    return object;
  }

  private static void writeInto(ObjectNode object, ApiResponse response) {
    for (Field field : KNOWN.get(response.getClass()).fields) {
      if (field.unwrapped()) {
        writeInto(object, (ApiResponse) field.of(response));
      } else {
        JsonNode value = Json.node(field.of(response));
        if (!field.leftOutIfEmpty() || !value.isNull()) {
          object.set(field.name(), value);
        }
      }
    }
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
