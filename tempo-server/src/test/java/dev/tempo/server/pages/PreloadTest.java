package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The document names all modules that the frame is made of, so that a browser asks for them at once
 * instead of finding one in the other; and no others.
 */
final class PreloadTest {
  private static final Pattern MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern PRELOAD =
      Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">");
  private static final Pattern IMPORT =
      Pattern.compile(
          "(?:^|[;}\\s])(?:import|export)\\s*(?:[^'\"();]*?from\\s*)?[\"']([^\"']+)[\"']");

  private final Set<String> needed = new TreeSet<>();
  private JsonNode map;

  @Test
  void document_namesAllModulesOfTheFrame() throws IOException {
    String document = read("/ui/index.html");
    Matcher found = MAP.matcher(document);
    assertThat(found.find()).isTrue();
    map = new ObjectMapper().readTree(found.group(1)).path("imports");
    collect("/ui/app/main.js");
    needed.remove("/ui/app/main.js"); // the document has it as a script
    collect("/ui/app/shell/app.js");
    assertThat(PRELOAD.matcher(document).results().map(one -> one.group(1)))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  private void collect(String url) throws IOException {
    if (needed.add(url)) {
      for (MatchResult one : IMPORT.matcher(read(url)).results().toList()) {
        collect(resolved(one.group(1), url));
      }
    }
  }

  private String resolved(String name, String by) {
    if (name.startsWith(".")) {
      return URI.create(by).resolve(name).toString();
    }
    if (map.has(name)) {
      return map.path(name).textValue();
    }
    String folder =
        map.properties().stream()
            .map(entry -> entry.getKey())
            .filter(key -> key.endsWith("/") && name.startsWith(key))
            .findFirst()
            .orElseThrow();
    return map.path(folder).textValue() + name.substring(folder.length());
  }

  private static String read(String url) throws IOException {
    String resource = (url.startsWith("/ui/") ? "/META-INF" : "/META-INF/resources") + url;
    try (InputStream in = PreloadTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
