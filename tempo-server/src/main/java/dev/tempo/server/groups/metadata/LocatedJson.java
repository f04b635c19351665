package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a JSON document with the line of each value. Numbers that are none of a computer's stay
 * texts, texts are cleaned of what no database stores, and of a name that stands twice in an object
 * the last one counts. For one thread.
 */
final class LocatedJson {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_TOKENS = 500_000;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(MAX_TOKENS)
                  .build())
          .build();

  private final JsonParser parser;
  private final int firstLine;
  private final WarningList warnings;

  private LocatedJson(JsonParser parser, int firstLine, WarningList warnings) {
    this.parser = parser;
    this.firstLine = firstLine;
    this.warnings = warnings;
  }

  /**
   * Reads a document.
   *
   * @param firstLine the number of its first line
   * @param field what it is about, for warnings; empty for a whole file
   * @return empty if it is no JSON, of which the warnings then tell
   */
  static Optional<Located> read(
      String text, int firstLine, Optional<String> field, WarningList warnings) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      LocatedJson reader = new LocatedJson(parser, firstLine, warnings);
      parser.nextToken();
      if (parser.currentToken() == null) {
        tell(warnings, firstLine, field, MetadataMessages.empty());
        return Optional.empty();
      }
      Located read = reader.value();
      if (parser.nextToken() != null) {
        tell(warnings, reader.line(), field, MetadataMessages.moreFollows());
        return Optional.empty();
      }
      return Optional.of(read);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      tell(
          warnings,
          firstLine + line - 1,
          field,
          MetadataMessages.notJson(LenientText.shown(String.valueOf(e.getOriginalMessage()))));
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory cannot be read", e);
    }
  }

  private static void tell(
      WarningList warnings, int line, Optional<String> field, Message message) {
    if (field.isPresent()) {
      warnings.add(line, field.get(), message);
    } else {
      warnings.add(line, message);
    }
  }

  private int line() {
    return firstLine + parser.currentTokenLocation().getLineNr() - 1;
  }

  private Located value() throws IOException {
    int line = line();
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(line);
      case START_ARRAY -> list(line);
      default -> Located.of(scalar(), line);
    };
  }

  private Located object(int line) throws IOException {
    ObjectNode node = NODES.objectNode();
    Map<String, Located> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = LenientText.clean(parser.currentName());
      int at = line();
      parser.nextToken();
      Located read = value();
      if (fields.put(name, new Located(read.node(), at, read.fields(), read.items())) != null) {
        warnings.add(at, LenientText.shown(name), MetadataMessages.twice());
      }
      node.set(name, read.node());
    }
    return new Located(node, line, fields, List.of());
  }

  private Located list(int line) throws IOException {
    ArrayNode node = NODES.arrayNode();
    List<Located> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Located read = value();
      items.add(read);
      node.add(read.node());
    }
    return new Located(node, line, Map.of(), items);
  }

  private JsonNode scalar() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> NODES.textNode(LenientText.clean(parser.getText()));
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> number(parser.getText());
    };
  }

  private static JsonNode number(String text) {
    try {
      return NODES.numberNode(Long.parseLong(text));
    } catch (NumberFormatException e) {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(text);
    }
  }
}
