package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.ui.UiRoutes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the document of each page names beforehand, under addresses that browsers keep for good, so
 * that a page comes at once and a reload asks for none of it again.
 */
final class PreloadTest {
  private static final Path UI = Path.of("src/main/resources/META-INF/ui");
  private static final String ROUTES = "app/shell/routes.js";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final Pattern NAMED = Pattern.compile("<link [^>]*href=\"([^\"]+)\"");
  private static final Pattern ROUTE = Pattern.compile("\\['(/[^']*)', '");

  private static final Pattern MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern IMPORT =
      Pattern.compile(
          "(?:^|[;}\\s])(?:import|export)\\s*(?:[^'\"();]*?from\\s*)?[\"']([^\"']+)[\"']");

  /** The document's own script, and what a module loads when it is run. */
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"module\" src=\"([^\"]+)\">");

  private static final Pattern LOAD = Pattern.compile("await import\\([\"'](\\.[^\"']+)[\"']\\)");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static final Map<String, String> PAGES =
      Map.of("/", "dashboard", "/jobs", "jobs", "/runs", "runs", "/search", "search");

  @Test
  void documents_nameAllBundlesOfFrameAndPage_andNoOthers() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient client = server.client();
      for (Map.Entry<String, String> page : PAGES.entrySet()) {
        String document = client.header("Accept", "text/html").get(page.getKey()).body();
        assertThat(MAP.matcher(document).find()).as("Whether there is an import map").isFalse();
        Set<String> needed = needed(client, JSON.createObjectNode(), document, page.getValue());
        assertThat(needed).hasSizeBetween(3, 5);
        assertThat(named(document).stream().filter(name -> name.matches(".*\\.m?js")))
            .as(page.getKey())
            .containsExactlyInAnyOrderElementsOf(needed);
      }
    }
  }

  @Test
  void documents_ofADirectory_nameAllModulesOfFrameAndPage_andNoOthers() throws IOException {
    System.setProperty(UiRoutes.DIRECTORY, UI.toString());
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient client = server.client();
      for (Map.Entry<String, String> page : PAGES.entrySet()) {
        String document = client.header("Accept", "text/html").get(page.getKey()).body();
        Matcher map = MAP.matcher(document);
        assertThat(map.find()).isTrue();
        JsonNode imports = JSON.readTree(map.group(1)).path("imports");
        Set<String> needed = needed(client, imports, document, page.getValue());
        assertThat(needed).hasSizeGreaterThan(30);
        assertThat(named(document).stream().filter(name -> name.matches(".*\\.m?js")))
            .as(page.getKey())
            .containsExactlyInAnyOrderElementsOf(needed);
      }
    } finally {
      System.clearProperty(UiRoutes.DIRECTORY);
    }
  }

  /** All that a page needs besides the document's own script, as what is served says. */
  private static Set<String> needed(ApiClient client, JsonNode map, String document, String page) {
    Matcher script = SCRIPT.matcher(document);
    assertThat(script.find()).isTrue();
    String main = script.group(1);
    Set<String> needed = new TreeSet<>();
    collect(client, map, main, needed);
    LOAD.matcher(client.get(main).body())
        .results()
        .forEach(one -> collect(client, map, resolved(map, one.group(1), main), needed));
    collect(client, map, main.replace("main.js", "pages/" + page + ".js"), needed);
    needed.remove(main);
    return needed;
  }

  private static void collect(ApiClient client, JsonNode map, String url, Set<String> needed) {
    if (needed.add(url)) {
      String text = client.get(url).status(200).body();
      for (MatchResult one : IMPORT.matcher(text).results().toList()) {
        collect(client, map, resolved(map, one.group(1), url), needed);
      }
    }
  }

  @Test
  void maps_ofBundles_leadToTheModulesThatAreServed() throws IOException {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient client = server.client();
      String main = ui(build(client), "bundle/app/main.js");
      String document = client.get("/jobs?tab=x").body();
      Set<String> sources = new TreeSet<>();
      for (String bundle : named(document).stream().filter(name -> name.endsWith(".js")).toList()) {
        String text = client.get(bundle).status(200).body();
        String map = bundle.substring(bundle.lastIndexOf('/') + 1) + ".map";
        assertThat(text).endsWith("//# sourceMappingURL=" + map + "\n");
        URI at = URI.create(bundle).resolve(map);
        JSON.readTree(client.get(at.toString()).status(200).body())
            .path("sources")
            .forEach(source -> sources.add(at.resolve(source.textValue()).toString()));
      }
      assertThat(sources).hasSizeGreaterThan(60).doesNotContain(main);
      sources.forEach(source -> client.get(source).status(200));
    }
  }

  private static String resolved(JsonNode map, String name, String by) {
    if (name.startsWith(".")) {
      return URI.create(by).resolve(name).toString();
    }
    if (map.has(name)) {
      return map.path(name).textValue();
    }
    String folder =
        map.properties().stream()
            .map(Map.Entry::getKey)
            .filter(key -> key.endsWith("/") && name.startsWith(key))
            .findFirst()
            .orElseThrow();
    return map.path(folder).textValue() + name.substring(folder.length());
  }

  @Test
  void documents_nameWhatTheirPagesNeed_atAddressesThatAreKept() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient client = server.client();
      String build = build(client);
      assertThat(build).matches("[0-9a-f]{16}");
      Map<String, List<String>> needed =
          Map.of(
              "/", List.of("bundle/app/pages/dashboard.js", "css/pages/dashboard.css"),
              "/jobs", List.of("bundle/app/pages/jobs.js", "css/pages/jobs.css"),
              "/jobs/x", List.of("bundle/app/pages/job.js", "bundle/app/pages/job/overview.js"),
              "/jobs/x?tab=script",
                  List.of("bundle/app/pages/job/script.js", "css/pages/script.css"),
              "/admin", List.of("bundle/app/pages/admin/users.js"),
              "/admin/log", List.of("bundle/app/pages/admin/system-log.js"),
              "/nowhere", List.of("bundle/app/shell/app.js", "css/frame.css"));
      Set<String> all = new TreeSet<>();
      needed.forEach(
          (path, files) -> {
            List<String> named = named(client.header("Accept", "text/html").get(path).body());
            assertThat(named).as(path).doesNotHaveDuplicates();
            files.forEach(file -> assertThat(named).as(path).contains(ui(build, file)));
            all.addAll(named);
          });
      assertThat(all).noneMatch(name -> name.startsWith("/ui/app"));
      for (String name : all) {
        assertThat(client.get(name).status(200).header("Cache-Control")).isEqualTo(FOR_EVER);
      }
      String old = ui("0123456789abcdef", "app/main.js");
      assertThat(client.get(old).problem(404, "NOT_FOUND").header("Cache-Control"))
          .doesNotContain("immutable");
      assertThat(client.get("/ui/app/main.js").status(200).header("Cache-Control"))
          .isEqualTo("no-cache");
    }
  }

  @Test
  void routesAndServer_knowTheSamePages() throws IOException {
    List<String> routes =
        ROUTE
            .matcher(Files.readString(UI.resolve(ROUTES)))
            .results()
            .map(one -> one.group(1))
            .toList();
    assertThat(routes).contains("/", "/jobs/{job}", "/admin/{section}");
    try (TestServer server = TestServer.startSetUp(directory)) {
      for (String route : routes) {
        String path = route.replaceAll("\\{\\w+\\}", "some");
        assertThat(named(server.client().get(path).status(200).body()))
            .as(path)
            .anyMatch(name -> name.contains("/app/pages/"))
            .noneMatch(name -> name.endsWith("/not-found.js"));
      }
    }
  }

  @Test
  void aPageIsAdded_byOneRowInTheTableOfRoutes() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("ui"));
    Files.createDirectories(copy.resolve("css"));
    Files.createDirectories(copy.resolve(ROUTES).getParent());
    Files.createDirectories(copy.resolve("app/pages"));
    Files.copy(UI.resolve("index.html"), copy.resolve("index.html"));
    String routes = Files.readString(UI.resolve(ROUTES));
    String first = "const ROUTES = [\n";
    assertThat(routes).contains(first);
    String row =
        "  ['/reports/{id}', 'tempo-report', () => import('../pages/report.js'), 'runs', 'x'],\n";
    Files.writeString(copy.resolve(ROUTES), routes.replace(first, first + row));
    Files.writeString(copy.resolve("app/pages/report.js"), "import '../shared.js';\n");
    Files.writeString(copy.resolve("app/shared.js"), "export const shared = 1;\n");
    System.setProperty(UiRoutes.DIRECTORY, copy.toString());
    try (TestServer server = TestServer.startSetUp(directory.resolve("data"))) {
      ApiClient client = server.client();
      assertThat(named(client.get("/reports/5").status(200).body()))
          .contains("/ui/app/pages/report.js", "/ui/app/shared.js");
      client.header("Accept", "text/html").get("/reports").status(404);
    } finally {
      System.clearProperty(UiRoutes.DIRECTORY);
    }
  }

  @Test
  void whoWorksOnThePages_hasThemReadAnew_withoutHashes() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("ui/app/shell")).getParent().getParent();
    Files.createDirectories(copy.resolve("css"));
    Files.copy(UI.resolve("index.html"), copy.resolve("index.html"));
    Files.copy(UI.resolve(ROUTES), copy.resolve(ROUTES));
    System.setProperty(UiRoutes.DIRECTORY, copy.toString());
    try (TestServer server = TestServer.startSetUp(directory.resolve("data"))) {
      ApiClient client = server.client();
      assertThat(build(client)).isEmpty();
      assertThat(named(client.get("/jobs").body())).contains("/ui/css/frame.css");
      Files.writeString(copy.resolve("app/main.js"), "one");
      assertThat(client.get("/ui/app/main.js").status(200).body()).isEqualTo("one");
      Files.writeString(copy.resolve("app/main.js"), "other");
      assertThat(client.get("/ui/app/main.js").body()).isEqualTo("other");
      assertThat(client.get("/ui/app/main.js").header("Cache-Control")).isEqualTo("no-store");
    } finally {
      System.clearProperty(UiRoutes.DIRECTORY);
    }
  }

  private static String ui(String build, String file) {
    return "/ui/" + build + "/" + file;
  }

  private static String build(ApiClient client) {
    return client.get("/ui/build.json").status(200).json().path("build").textValue();
  }

  private static List<String> named(String document) {
    return NAMED.matcher(document).results().map(one -> one.group(1)).toList();
  }
}
