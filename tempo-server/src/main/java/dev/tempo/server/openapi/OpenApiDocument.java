package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The contract, as it is written in {@code META-INF/openapi/tempo.yaml}. It is written as YAML,
 * which people can read and comment, and served as JSON, which programs can.
 */
final class OpenApiDocument {
  private static final String SOURCE = "META-INF/openapi/tempo.yaml";

  private OpenApiDocument() {}

  /** Reads it; takes some tens of milliseconds. */
  static JsonNode read() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // it is ours, and uses them
    try (InputStream in = OpenApiDocument.class.getClassLoader().getResourceAsStream(SOURCE)) {
      return Json.node(new Yaml(new SafeConstructor(options)).<Object>load(in));
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: " + SOURCE + " cannot be read", e);
    }
  }
}
