package dev.tempo.server.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.http.ClassPathFolder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which module needs which, as their texts say. A browser learns of a module only when it has read
 * the one that imports it; a document that names all that its page needs saves these rounds.
 * Thread-safe.
 *
 * <p>Modules are named by their addresses without base path and hash, as {@code
 * /ui/app/core/api.js}.
 */
final class Modules {
  private static final Pattern IMPORT =
      Pattern.compile(
          "(?:^|[;}\\s])(?:import|export)\\s*(?:[^'\"();]*?from\\s*)?[\"']([^\"']+)[\"']");
  private static final Pattern LOAD = Pattern.compile("await import\\('(\\./[^']+)'\\)");
  private static final Pattern STYLE = Pattern.compile("'(/ui/css/[\\w/.-]+\\.css)'");

  /** A row of a table of routes, sections or tabs: its name, its element, its module. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?:\\['(/[^']*)', |\\b(\\w+): \\[)'[\\w-]+', \\(\\) => import\\('([^']+)'\\)");

  private final UiFiles files;
  private final JsonNode importMap;
  private final ConcurrentMap<String, Needs> known = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Map<String, String>> tables = new ConcurrentHashMap<>();

  /**
   * Of these files.
   *
   * @param importMap the document's, as JSON
   */
  Modules(UiFiles files, String importMap) {
    this.files = files;
    try {
      this.importMap = new ObjectMapper().readTree(importMap).path("imports");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The import map of the pages is no JSON", e);
    }
  }

  /**
   * What some modules need, all the way down, themselves included.
   *
   * @param modules addresses
   * @param styles addresses
   * @param isThere whether there is such a module at all
   */
  record Needs(Set<String> modules, Set<String> styles, boolean isThere) {}

  /** What these modules need to be run. */
  Needs of(List<String> entries) {
    Needs all = new Needs(new TreeSet<>(), new TreeSet<>(), true);
    entries.forEach(entry -> collect(entry, all));
    return all;
  }

  /** The table of a module that loads others when they are wanted: name to module, in its order. */
  Map<String, String> table(String module) {
    return tables.computeIfAbsent(module, this::readTable);
  }

  /** The modules that a module loads when it is run, besides those that it imports. */
  List<String> loadedBy(String module) {
    return LOAD.matcher(text(module).orElse(""))
        .results()
        .map(one -> URI.create(module).resolve(one.group(1)).toString())
        .toList();
  }

  private Map<String, String> readTable(String module) {
    Map<String, String> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(text(module).orElse(""));
    while (row.find()) {
      String name = Optional.ofNullable(row.group(1)).orElse(row.group(2));
      rows.put(name, URI.create(module).resolve(row.group(3)).toString());
    }
    return rows;
  }

  private void collect(String module, Needs all) {
    Needs direct = known.computeIfAbsent(module, this::read);
    if (direct.isThere() && all.modules().add(module)) {
      all.styles().addAll(direct.styles());
      direct.modules().forEach(one -> collect(one, all));
    }
  }

  private Needs read(String module) {
    String text = text(module).orElse("");
    Set<String> modules = new TreeSet<>();
    IMPORT
        .matcher(text)
        .results()
        .forEach(one -> resolved(one.group(1), module).ifPresent(modules::add));
    Set<String> styles = new TreeSet<>();
    if (module.startsWith("/ui/")) {
      STYLE.matcher(text).results().forEach(one -> styles.add(one.group(1)));
    }
    return new Needs(modules, styles, !text.isEmpty());
  }

  /** The address of an import; empty if it is none, as in a comment. */
  private Optional<String> resolved(String name, String by) {
    if (name.startsWith("./") || name.startsWith("../")) {
      return Optional.of(URI.create(by).resolve(name).toString());
    }
    if (importMap.has(name)) {
      return Optional.of(importMap.path(name).textValue());
    }
    return importMap.properties().stream()
        .filter(entry -> entry.getKey().endsWith("/") && name.startsWith(entry.getKey()))
        .findFirst()
        .map(entry -> entry.getValue().textValue() + name.substring(entry.getKey().length()));
  }

  private Optional<String> text(String module) {
    Optional<byte[]> content =
        module.startsWith("/ui/")
            ? files.read(module.substring("/ui".length()))
            : ClassPathFolder.read("META-INF/resources", module);
    return content.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
