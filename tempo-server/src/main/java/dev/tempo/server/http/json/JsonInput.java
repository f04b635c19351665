package dev.tempo.server.http.json;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.message.Messages;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one JSON object of a request, strictly. What is wrong is collected with its place, and told
 * all at once by {@link #end()}, which also names the fields that nobody asked for. A field that is
 * wrong reads as absent. Not thread-safe.
 */
public final class JsonInput {
  private final ObjectNode node;
  private final String path;

  /** In order; a field that is read twice is wrong once. */
  private final Set<Violation> violations;

  /** In order; of this object and of those around and within it. */
  private final Set<Message> notes;

  private final Set<String> known = new HashSet<>();
  private final Set<String> computed = new HashSet<>();
  private final List<JsonInput> children = new ArrayList<>();

  private JsonInput(ObjectNode node, String path, Set<Violation> violations, Set<Message> notes) {
    this.node = node;
    this.path = path;
    this.violations = violations;
    this.notes = notes;
  }

  /**
   * An object to read.
   *
   * @throws ApiException 422 if the node is not an object
   */
  public static JsonInput of(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      throw ApiException.invalid("", message("api.bodyNoObject"));
    }
    return new JsonInput(object, "", new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  /** A text of at most so many characters, without NUL. */
  public OptionalField<String> text(String field, int maxLength) {
    return read(
        field,
        value -> {
          JsonValues.require(value.isTextual(), message("api.value.text"));
          String text = value.textValue();
          JsonValues.requireLength(text, maxLength);
          JsonValues.requireNoNul(text);
          return text;
        });
  }

  /** A text, number or flag, as a text. */
  public OptionalField<String> scalar(String field, int maxLength) {
    return read(field, value -> JsonValues.scalar(value, maxLength));
  }

  /** {@code true} or {@code false}. */
  public OptionalField<Boolean> flag(String field) {
    return read(
        field,
        value -> {
          JsonValues.require(value.isBoolean(), JsonValues.mustBe(message("api.allowed.flag")));
          return value.booleanValue();
        });
  }

  /** A whole number within bounds, both inclusive. */
  public OptionalField<Long> whole(String field, long min, long max) {
    return read(field, value -> JsonValues.whole(value, min, max));
  }

  /** A whole number within bounds, both inclusive, that fits an int. */
  public OptionalField<Integer> whole(String field, int min, int max) {
    return read(field, value -> Math.toIntExact(JsonValues.whole(value, min, max)));
  }

  /** A number within bounds, both inclusive. */
  public OptionalField<Double> decimal(String field, double min, double max) {
    return read(
        field,
        value -> {
          JsonValues.require(value.isNumber(), message("api.value.number"));
          double number = value.doubleValue();
          JsonValues.require(
              number >= min && number <= max, message("api.value.fromTo", "min", min, "max", max));
          return number;
        });
  }

  /**
   * A length of time in seconds, with fractions to a millisecond: zero if the least is, else from
   * the least to 36,525 days.
   */
  public OptionalField<Duration> seconds(String field, Duration min) {
    return read(field, value -> JsonValues.seconds(value, min));
  }

  /** One of the names of an enum, in any case. */
  public <E extends Enum<E>> OptionalField<E> choice(String field, Class<E> type) {
    return parsed(
        field, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)), JsonValues.allowed(type));
  }

  /**
   * An instant in ISO-8601 with a zone or offset, as {@code 2026-03-29T01:00:00Z}; of 1970 to 9999.
   */
  public OptionalField<Instant> instant(String field) {
    return parsed(field, JsonValues::instant, message("api.allowed.instant"));
  }

  /** A time zone by its IANA name or as an offset. */
  public OptionalField<ZoneId> zone(String field) {
    return parsed(field, ZoneId::of, message("api.allowed.zone"));
  }

  /** A UUID. */
  public OptionalField<UUID> uuid(String field) {
    return parsed(field, JsonValues::uuid, message("api.allowed.uuid"));
  }

  /** A day, as {@code 2026-12-24}. */
  public OptionalField<List<LocalDate>> dates(String field, int maxSize) {
    return list(
        field,
        maxSize,
        value -> JsonValues.parse(value, JsonValues::day, message("api.allowed.days")));
  }

  /** A text that a function understands; the function refuses by an exception. */
  public <T> OptionalField<T> parsed(String field, Function<String, T> parser, Message allowed) {
    return read(field, value -> JsonValues.parse(value, parser, allowed));
  }

  /** A list of texts of at most so many characters each. */
  public OptionalField<List<String>> texts(String field, int maxSize, int maxLength) {
    return list(field, maxSize, value -> JsonValues.shortText(value, maxLength));
  }

  /** A list of whole numbers within bounds. */
  public OptionalField<List<Integer>> wholes(String field, int min, int max) {
    return list(field, max - min + 1, value -> Math.toIntExact(JsonValues.whole(value, min, max)));
  }

  /** A map of names to texts, in order; a null value stands as an empty optional. */
  public OptionalField<Map<String, Optional<String>>> entries(
      String field, int maxSize, int maxLength) {
    return read(
        field,
        value -> {
          JsonValues.require(value.isObject(), message("api.value.objectOfTexts"));
          JsonValues.require(value.size() <= maxSize, counted("api.value.maxEntries", maxSize));
          Map<String, Optional<String>> entries = new LinkedHashMap<>();
          value
              .properties()
              .forEach(e -> entries.put(e.getKey(), JsonValues.maybeText(e.getValue(), maxLength)));
          return entries;
        });
  }

  /** A map of names to texts, numbers, flags or lists, each as a text; nulls are left out. */
  public OptionalField<Map<String, String>> scalars(String field, int maxSize, int maxLength) {
    return read(
        field,
        value -> {
          JsonValues.require(value.isObject(), message("api.value.object"));
          JsonValues.require(value.size() <= maxSize, counted("api.value.maxEntries", maxSize));
          JsonValues.require(
              value.properties().stream().noneMatch(e -> e.getKey().isBlank()),
              message("api.value.blankName"));
          value.properties().forEach(e -> JsonValues.requireNoNul(e.getKey()));
          Map<String, String> entries = new LinkedHashMap<>();
          value.properties().stream()
              .filter(e -> !e.getValue().isNull())
              .forEach(e -> entries.put(e.getKey(), JsonValues.scalar(e.getValue(), maxLength)));
          return entries;
        });
  }

  /** A value of any kind, for a caller who knows more about it. */
  public OptionalField<JsonNode> any(String field) {
    return read(field, value -> value);
  }

  /** An object, read by a function. */
  public <T> OptionalField<T> object(String field, Function<JsonInput, T> reader) {
    return readParts(field, value -> reader.apply(child(value, place(field))));
  }

  /** A list of objects, each read by a function. */
  public <T> OptionalField<List<T>> objects(
      String field, int maxSize, Function<JsonInput, T> reader) {
    return readParts(
        field,
        value -> {
          JsonValues.requireList(value, maxSize);
          List<T> read = new ArrayList<>();
          for (int i = 0; i < value.size(); i++) {
            read.add(reader.apply(child(value.get(i), place(field) + "[" + i + "]")));
          }
          return read;
        });
  }

  /** Fields that may stand here since the server wrote them, and mean nothing in a request. */
  public void computed(String... fields) {
    computed.addAll(List.of(fields));
  }

  /** Says that something is taken otherwise than it was written. */
  public void note(Message text) {
    notes.add(text);
  }

  /** What was taken otherwise than it was written, for who sent it. */
  public List<Message> notes() {
    return List.copyOf(notes);
  }

  /** Says that a field is missing or wrong. */
  public void violation(String field, Message message) {
    violations.add(Violation.of(place(field), message));
  }

  /** Says what is wrong at a position of a field's text. */
  public void violation(String field, Message message, int position) {
    violations.add(new Violation(place(field), message, OptionalInt.of(position)));
  }

  /** Says what is wrong at a place of a field's text of several lines. */
  public void violation(String field, Message message, int position, Violation.Place at) {
    violations.add(Violation.at(place(field), message, position, at));
  }

  /** A value that must be there. */
  public <T> Optional<T> required(String field, OptionalField<T> values) {
    boolean reported = violations.stream().anyMatch(v -> v.field().equals(place(field)));
    if (values.value().isEmpty() && !reported) {
      violation(field, message("api.value.needed"));
    }
    return values.value();
  }

  /** Makes a value that checks itself; its refusal becomes this field's violation. */
  public <T> T checked(String field, Supplier<T> maker, T otherwise) {
    try {
      return maker.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      violation(field, Messages.of(e));
      return otherwise;
    }
  }

  /** True if something was wrong so far, here or in an object around or within this one. */
  public boolean hasViolations() {
    return !violations.isEmpty();
  }

  /**
   * Ends the reading.
   *
   * @throws ApiException 422 with everything that was wrong
   */
  public void end() {
    reportUnknown();
    if (!violations.isEmpty()) {
      throw ApiException.invalid(List.copyOf(violations));
    }
  }

  private void reportUnknown() {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field) && !computed.contains(field)) {
                violations.add(Violation.of(place(Strings.shorten(field)), unknown(field)));
              }
            });
    children.forEach(JsonInput::reportUnknown);
  }

  /** Names the field that was meant, if one is like it and is not there. */
  private Message unknown(String field) {
    return SimilarName.of(field, known.stream().filter(name -> !node.has(name)))
        .map(name -> message("api.value.unknownFieldLike", "name", name))
        .orElseGet(() -> message("api.value.unknownField"));
  }

  private JsonInput child(JsonNode value, String place) {
    JsonValues.require(value.isObject(), message("api.value.object"));
    JsonInput child = new JsonInput((ObjectNode) value, place, violations, notes);
    children.add(child);
    return child;
  }

  private <T> OptionalField<List<T>> list(
      String field, int maxSize, Function<JsonNode, T> element) {
    return read(
        field,
        value -> {
          JsonValues.requireList(value, maxSize);
          List<T> read = new ArrayList<>();
          value.forEach(item -> read.add(element.apply(item)));
          return read;
        });
  }

  private <T> OptionalField<T> read(String field, Function<JsonNode, T> reader) {
    return readParts(
        field,
        value -> {
          JsonValues.requireUnicode(value);
          return reader.apply(value);
        });
  }

  /** Reads what consists of objects, which look at their own fields. */
  private <T> OptionalField<T> readParts(String field, Function<JsonNode, T> reader) {
    known.add(field);
    JsonNode value = node.get(field);
    if (value == null) {
      return OptionalField.absent();
    }
    if (value.isNull()) {
      return OptionalField.ofNull();
    }
    try {
      return OptionalField.of(reader.apply(value));
    } catch (JsonValues.Refusal refusal) {
      violation(field, refusal.message());
      return OptionalField.absent();
    }
  }

  private String place(String field) {
    if (path.isEmpty() || field.isEmpty()) {
      return path + field;
    }
    return path + "." + field;
  }
}
