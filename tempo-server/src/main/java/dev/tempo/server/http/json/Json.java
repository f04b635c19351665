package dev.tempo.server.http.json;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Strings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one JSON mapper. Works on trees, so that what is read and written stands in the code. */
public final class Json {
  private static final int MAX_DEPTH = 64;

  /** Far more than any document of the API has, and less than would make a tree of 10 MB. */
  private static final int MAX_TOKENS = 50_000;

  /** What a token takes as a part of a tree, roughly: a node, its place in a map or list. */
  private static final int TOKEN_BYTES = 120;

  private static final Pattern DUPLICATE = Pattern.compile("^Duplicate field '(.*)'");

  private static final ObjectMapper MAPPER = mapper(Long.MAX_VALUE);
  private static final ObjectMapper FOREIGN = mapper(MAX_TOKENS);

  private Json() {}

  private static ObjectMapper mapper(long maxTokens) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxTokenCount(maxTokens).build();
    return JsonMapper.builder(
            com.fasterxml.jackson.core.JsonFactory.builder()
                .streamReadConstraints(limits)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  /** How many bytes the tree of a document takes at most, besides the document. */
  public static long weight(byte[] document) {
    long tokens = 1;
    for (byte b : document) {
      if (b == '{' || b == '[' || b == ',' || b == ':') {
        tokens++;
      }
    }
    return document.length + TOKEN_BYTES * Math.min(tokens, MAX_TOKENS);
  }

  /** How many bytes a text takes in a document. */
  public static long writtenBytes(String text) {
    long bytes = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
  }

  /** Starts an object. */
  public static Json.Object object() {
    return new Json.Object(JsonNodeFactory.instance.objectNode());
  }

  /** An array of what each element becomes. */
  public static <T> ArrayNode array(Collection<T> elements, Function<? super T, ?> mapping) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(elements.size());
    elements.forEach(element -> array.add(node(mapping.apply(element))));
    return array;
  }

  /**
   * Reads a document that came from outside, of at most 50,000 tokens.
   *
   * @throws ApiException 400 with line and column if it is not JSON
   */
  public static JsonNode parse(byte[] document) {
    try {
      JsonNode node = FOREIGN.readTree(document);
      if (node == null || node.isMissingNode()) {
        throw ApiException.of(ErrorCode.BAD_REQUEST, message("api.bodyEmpty", "type", "JSON"));
      }
      return node;
    } catch (JsonProcessingException e) {
      throw ApiException.of(ErrorCode.BAD_REQUEST, reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document that this program wrote. */
  public static ObjectNode parseOwn(String document) {
    try {
      return (ObjectNode) MAPPER.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored document is damaged: " + reason(e), e);
    }
  }

  /** A length of time in seconds: a whole number where it is one, else with milliseconds. */
  public static Number seconds(Duration length) {
    long millis = length.toMillis();
    if (millis % 1_000 == 0) {
      return millis / 1_000;
    }
    return millis / 1_000.0;
  }

  /** Writes a document, as UTF-8. */
  public static byte[] bytes(JsonNode document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree could not be written", e);
    }
  }

  /** Writes a response, as UTF-8. */
  public static byte[] bytes(ApiResponse response) {
    ByteArrayBuilder bytes = new ByteArrayBuilder();
    try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
      JsonRecord.write(response, out);
    } catch (IOException e) {
      throw new IllegalStateException("A response could not be written", e);
    }
    return bytes.toByteArray();
  }

  /** Writes a response, as text. */
  public static String text(ApiResponse response) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = MAPPER.createGenerator(text)) {
      JsonRecord.write(response, out);
    } catch (IOException e) {
      throw new IllegalStateException("A response could not be written", e);
    }
    return text.toString();
  }

  /**
   * The text of a field of a response, also where that stands in one of its parts; empty if there
   * is no such field, or it is no text.
   */
  public static Optional<String> text(ApiResponse response, String field) {
    return JsonRecord.value(response, field)
        .flatMap(value -> Optional.ofNullable(node(value).textValue()));
  }

  /** Writes a document, as text. */
  public static String text(JsonNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree could not be written", e);
    }
  }

  /**
   * A value as JSON: null and empty optionals as null, numbers and booleans as such, collections
   * and maps as arrays and objects, responses as objects of their components, everything else
   * (instants, UUIDs, texts) as its text.
   */
  public static JsonNode node(java.lang.Object value) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (value) {
      case null -> make.nullNode();
      case JsonNode node -> node;
      case Json.Object object -> object.node;
      case ApiResponse response -> JsonRecord.tree(response);
      case Boolean flag -> make.booleanNode(flag);
      case Integer number -> make.numberNode(number);
      case Long number -> make.numberNode(number);
      case Double number -> make.numberNode(number);
      case BigDecimal number -> make.numberNode(number);
      case Collection<?> elements -> array(elements, Json::node);
      case Map<?, ?> entries -> entries(entries);
      default -> optional(value);
    };
  }

  private static JsonNode optional(java.lang.Object value) {
    return switch (value) {
      case Optional<?> maybe -> node(maybe.orElse(null));
      case OptionalInt maybe -> node(maybe.isPresent() ? maybe.getAsInt() : null);
      case OptionalLong maybe -> node(maybe.isPresent() ? maybe.getAsLong() : null);
      case OptionalDouble maybe -> node(maybe.isPresent() ? maybe.getAsDouble() : null);
      default -> JsonNodeFactory.instance.textNode(value.toString());
    };
  }

  private static JsonNode entries(Map<?, ?> entries) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    entries.forEach((key, value) -> object.set(key.toString(), node(value)));
    return object;
  }

  private static Message reason(JsonProcessingException problem) {
    JsonLocation place = problem.getLocation();
    Message reason = kind(problem);
    return place == null
        ? message("api.bodyNotJson", "reason", reason)
        : message(
            "api.bodyNotJsonAt",
            "reason",
            reason,
            "line",
            place.getLineNr(),
            "column",
            place.getColumnNr());
  }

  /** Of what kind a mistake is; what the parser says of it is English, and names its classes. */
  private static Message kind(JsonProcessingException problem) {
    String english = String.valueOf(problem.getOriginalMessage());
    Matcher twice = DUPLICATE.matcher(english);
    if (twice.find()) {
      return message("api.json.duplicate", "name", Strings.shorten(twice.group(1)));
    }
    return switch (problem) {
      case StreamConstraintsException any -> message("api.json.tooLarge");
      case JsonEOFException any -> message("api.json.ended");
      case MismatchedInputException any -> message("api.json.trailing");
      default -> message("api.json.syntax");
    };
  }

  /** An object under construction; fields keep the order in which they were put. */
  public static final class Object {
    private final ObjectNode node;

    private Object(ObjectNode node) {
      this.node = node;
    }

    /** Adds a field; see {@link Json#node}. */
    public Object put(String field, java.lang.Object value) {
      node.set(field, Json.node(value));
      return this;
    }

    /** Adds all fields of another object. */
    public Object putAll(ObjectNode fields) {
      node.setAll(fields);
      return this;
    }

    /** Adds all fields of a response. */
    public Object putAll(ApiResponse response) {
      return putAll(JsonRecord.tree(response));
    }

    /** The object. */
    public ObjectNode node() {
      return node;
    }
  }
}
