package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The documented examples, and how what is read of them is compared. */
final class Examples {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Examples() {}

  static byte[] bytes(String file) throws IOException {
    try (InputStream in = Examples.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  static String text(String file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** What a source says, written and read again, so that numbers are of one width. */
  static JsonNode json(MetadataLayer layer) {
    return json(layer.toJson().toString());
  }

  /** Line, field and code of a warning. */
  static String place(MetadataWarning warning) {
    String line = warning.line().isPresent() ? String.valueOf(warning.line().getAsInt()) : "-";
    return line + " " + warning.field().orElse("-") + " " + warning.message().code();
  }
}
