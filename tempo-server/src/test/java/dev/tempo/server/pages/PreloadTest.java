package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
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

  @TempDir Path directory;

  @Test
  void documents_nameAllModulesOfFrameAndPage_andNoOthers() throws IOException {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient client = server.client();
      Map<String, String> pages =
          Map.of("/", "dashboard", "/jobs", "jobs", "/runs", "runs", "/nowhere", "not-found");
      for (Map.Entry<String, String> page : pages.entrySet()) {
        String document = client.header("Accept", "text/html").get(page.getKey()).body();
        Matcher map = MAP.matcher(document);
        assertThat(map.find()).isTrue();
        JsonNode imports = new ObjectMapper().readTree(map.group(1)).path("imports");
        Set<String> needed = new TreeSet<>();
        String main = ui(build(client), "app/main.js");
        collect(client, imports, main, needed);
        needed.remove(main); // the document has it as a script
        for (String awaited :
            List.of("app/core/paused-queues.js", "app/shell/app.js")) { // by main.js
          collect(client, imports, ui(build(client), awaited), needed);
        }
        String own = ui(build(client), "app/pages/" + page.getValue() + ".js");
        collect(client, imports, own, needed);
        assertThat(named(document).stream().filter(name -> name.matches(".*\\.m?js")))
            .as(page.getKey())
            .containsExactlyInAnyOrderElementsOf(needed);
      }
    }
  }

  private static void collect(ApiClient client, JsonNode map, String url, Set<String> needed) {
    if (needed.add(url)) {
      String text = client.get(url).status(200).body();
      for (MatchResult one : IMPORT.matcher(text).results().toList()) {
        collect(client, map, resolved(map, one.group(1), url), needed);
      }
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
              "/", List.of("app/pages/dashboard.js", "css/pages/dashboard.css"),
              "/jobs",
                  List.of("app/pages/jobs.js", "app/pages/jobs/table.js", "css/pages/jobs.css"),
              "/jobs/x", List.of("app/pages/job.js", "app/pages/job/overview.js"),
              "/jobs/x?tab=script",
                  List.of("app/pages/job/script.js", "app/components/code-editor.js"),
              "/admin", List.of("app/pages/admin/users.js"),
              "/admin/log", List.of("app/pages/admin/system-log.js"),
              "/nowhere", List.of("app/shell/app.js", "app/pages/not-found.js", "css/frame.css"));
      Set<String> all = new TreeSet<>();
      needed.forEach(
          (path, files) -> {
            List<String> named = named(client.header("Accept", "text/html").get(path).body());
            assertThat(named).as(path).doesNotHaveDuplicates().contains(ui(build, "i18n/en.json"));
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
    System.setProperty(UiFiles.DIRECTORY, copy.toString());
    try (TestServer server = TestServer.startSetUp(directory.resolve("data"))) {
      ApiClient client = server.client();
      assertThat(named(client.get("/reports/5").status(200).body()))
          .contains("/ui/app/pages/report.js", "/ui/app/shared.js");
      client.header("Accept", "text/html").get("/reports").status(404);
    } finally {
      System.clearProperty(UiFiles.DIRECTORY);
    }
  }

  @Test
  void whoWorksOnThePages_hasThemReadAnew_withoutHashes() throws IOException {
    Path copy = Files.createDirectories(directory.resolve("ui/app/shell")).getParent().getParent();
    Files.createDirectories(copy.resolve("css"));
    Files.copy(UI.resolve("index.html"), copy.resolve("index.html"));
    Files.copy(UI.resolve(ROUTES), copy.resolve(ROUTES));
    System.setProperty(UiFiles.DIRECTORY, copy.toString());
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
      System.clearProperty(UiFiles.DIRECTORY);
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
