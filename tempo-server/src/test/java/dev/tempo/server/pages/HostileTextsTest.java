package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever people and scripts write is shown as text: it runs nothing, links to nowhere, turns no
 * other text round and makes no page wider than its window.
 */
final class HostileTextsTest extends AdminPageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKUP =
      "\"'><img src=x onerror=pwned=1><svg onload=pwned=1><script>pwned=1</script>${pwned=1}";
  private static final String URL = "javascript:pwned=1//";
  private static final String TURNED = "\u202Egnp.\u2066\u05D0\u05D1 ";
  private static final String LONG = "W".repeat(80);

  /** Ends in the middle of everything that can be begun. */
  private static final String SCRIPT =
      """
      printf '%s\\n' '<img src=x onerror=pwned=1><script>pwned=1</script>'
      printf '\\033]8;;javascript:pwned=1\\033\\\\linked\\033]8;;\\033\\\\ after\\n'
      printf '\\033]8;;https://evil.example/\\007linked\\033]8;;\\007 after\\n'
      printf '\\302\\2338;5;1mC1 \\302\\2358;;https://evil.example/\\302\\234linked\\n'
      printf '\\033]0;title\\007\\033[2J\\033[1;1Hscreen\\n'
      printf '\\342\\200\\256turned\\342\\201\\246 \\327\\220\\n'
      printf '%0500d\\n' 7
      echo 'javascript:pwned=1' >&2
      exit 3
      """;

  private static final String WATCH =
      """
      window.violations = [];
      document.addEventListener('securitypolicyviolation',
          event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
      """;

  private static final String LIVE =
      """
      () => [
        ...(window.pwned === undefined ? [] : ['a script ran']),
        ...window.violations,
        ...[...document.querySelectorAll(
            '[onerror], [onload], img[src="x"], [href^="javascript:" i], a[href*="evil.example"]')]
          .map((element) => element.outerHTML.slice(0, 200)),
      ]""";

  /** Texts that turn what stands beside them in the same paragraph. */
  private static final String TURNING =
      """
      () => {
        const marks = /[\\u202a-\\u202e\\u2066-\\u2069\\u0590-\\u08ff]/;
        const kept = (element) =>
          ['isolate', 'isolate-override', 'plaintext'].includes(getComputedStyle(element).unicodeBidi)
          || !['inline', 'contents'].includes(getComputedStyle(element).display);
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const text = walker.currentNode.data;
          if (!marks.test(text) || /^[^\\u2068]*\\u2068[^\\u202a-\\u202e\\u2066-\\u2067]*\\u2069[^\\u2066-\\u2069]*$/.test(text)) {
            continue;
          }
          let element = walker.currentNode.parentElement;
          while (!kept(element)) {
            element = element.parentElement;
          }
          if (element.matches('.text')) {
            continue; // a line of a log, whose parts are one text
          }
          const beside = [...element.childNodes].some((node) =>
            node !== walker.currentNode && node.nodeType !== Node.COMMENT_NODE
            && node.textContent.trim() && !node.contains(walker.currentNode)
            && (node.nodeType === Node.TEXT_NODE || !kept(node)));
          if (beside) {
            found.push(element.outerHTML.replace(/<!--.*?-->/g, '').slice(0, 300));
          }
        }
        return found;
      }""";

  private final List<String> found = new ArrayList<>();

  @Test
  void textsOfPeopleAndScripts_areOnlyTexts() {
    String folder = created("/api/folders", object("name", MARKUP));
    created("/api/folders", object("name", TURNED + LONG.substring(20)));
    ObjectNode job = job(cut(MARKUP + URL), SCRIPT).put("folderId", folder);
    String hostile = created("/api/jobs", job);
    String turned = created("/api/jobs", job(TURNED + LONG, "exit 3"));
    describe(hostile);
    describe(turned);
    String run = ran(admin, hostile);
    String other = ran(admin, turned);
    note(run, MARKUP + '\n' + URL);
    note(other, TURNED + LONG);
    others();

    page.addInitScript(WATCH);
    for (String path : List.of("/", "/jobs", "/jobs?folder=" + folder, "/runs", "/account")) {
      visit(path);
    }
    for (String id : List.of(hostile, turned)) {
      for (String tab : List.of("", "script", "environment", "settings", "schedule")) {
        visit("/jobs/" + id + (tab.isEmpty() ? "" : "?tab=" + tab));
      }
    }
    visit("/jobs?q=%3Cimg%20src%3Dx%20onerror%3Dpwned%3D1%3E%E2%80%AE");
    visit("/search?q=turned");
    visit("/runs/" + other);
    log(run);
    dialogs();
    for (String section : List.of("users", "keys", "queues", "environments", "settings")) {
      visit("/admin/" + section);
    }
    for (String section : List.of("smtp", "backups", "trash", "audit", "log")) {
      visit("/admin/" + section);
    }
    assertThat(found).isEmpty();
  }

  private void log(String run) {
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator("tempo-log-view .is-stderr .text").first()).isVisible();
    List<String> lines = page.locator("tempo-log-view .text").allTextContents();
    assertThat(lines)
        .contains(
            "<img src=x onerror=pwned=1><script>pwned=1</script>",
            "linked after",
            "C1 linked",
            "screen",
            "javascript:pwned=1");
    look("/runs/, the log");
    page.locator("tempo-log input[type=search]").fill("turned");
    assertThat(page.locator("tempo-log-view mark").first()).isVisible();
    look("/runs/, the log searched");
  }

  private void dialogs() {
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".jobs .name").first()).isVisible();
    int rows = page.locator("tr[data-job] [data-run]").count();
    assertThat(rows).isEqualTo(2);
    for (int row = 0; row < rows; row++) {
      page.locator("tr[data-job] [data-run]").nth(row).click();
      assertThat(page.locator("dialog[open]")).isVisible();
      look("a run's parameters");
      page.keyboard().press("Escape");
      assertThat(page.locator("dialog[open]")).hasCount(0);
      page.locator("tr[data-job] tempo-menu button").nth(row).click();
      page.locator(".menu button:text-is('Delete')").click();
      assertThat(page.locator("dialog[open]")).isVisible();
      look("a job's deletion");
      page.keyboard().press("Escape");
      assertThat(page.locator("dialog[open]")).hasCount(0);
    }
    page.keyboard().press("Control+k");
    page.keyboard().type("W");
    assertThat(page.locator(".palette [role=option]").first()).isVisible();
    look("the palette");
    page.keyboard().press("Escape");
  }

  private void visit(String path) {
    page.navigate(server.url() + path);
    page.waitForLoadState(LoadState.NETWORKIDLE);
    assertThat(page.locator("main :is(h1, h2, .card, table):visible").first()).isVisible();
    look(path);
  }

  private void look(String where) {
    for (String check : List.of(LIVE, TURNING)) {
      ((List<?>) page.evaluate(check)).forEach(fault -> found.add(where + ": " + fault));
    }
    try {
      requireNoSidewaysScrolling();
    } catch (AssertionError wide) {
      found.add(where + ": " + wide.getMessage());
    }
  }

  /** Gives a job all that describes it. */
  private void describe(String id) {
    ObjectNode more = JSON.createObjectNode();
    more.put("description", MARKUP + '\n' + TURNED + LONG + URL).put("category", cut(MARKUP));
    ObjectNode parameter = more.putArray("parameters").addObject();
    parameter.put("name", "colour").put("type", "select").put("description", TURNED + MARKUP);
    parameter.put("default", MARKUP).putArray("options").add(MARKUP).add(TURNED + LONG);
    send("PUT", "/api/jobs/" + id, more);
    ObjectNode preset = JSON.createObjectNode();
    preset.putObject("parameters").put("colour", MARKUP);
    send("PUT", "/api/jobs/" + id + "/presets/" + LONG.substring(20), preset);
    send(
        "PUT",
        "/api/jobs/" + id + "/docs",
        object("markdown", "# " + MARKUP + "\n[x](" + URL + ")"));
  }

  private void note(String run, String text) {
    send("PUT", "/api/runs/" + run + "/note", object("note", text));
  }

  /** What belongs to no job, and what only the trash has. */
  private void others() {
    send("PUT", "/api/settings", object("productName", "<img src=x onerror=pwned=1>\u202E"));
    created("/api/keys", object("name", cut(TURNED + MARKUP)));
    ObjectNode filters = JSON.createObjectNode();
    ObjectNode filter = filters.putArray("filters").addObject();
    filter.put("name", cut(TURNED + MARKUP)).put("page", "runs").put("query", "status=failure");
    send("PUT", "/api/me/filters", filters);
    String gone = created("/api/jobs", job(cut("gone " + TURNED + MARKUP), "true"));
    admin.delete("/api/jobs/" + gone).status(200);
  }

  private static ObjectNode job(String name, String script) {
    ObjectNode job = object("name", name);
    job.putObject("task").put("kind", "shell").put("content", script);
    return job;
  }

  private String created(String path, ObjectNode what) {
    return admin
        .send("POST", path, what.toString(), "application/json")
        .status(201)
        .data("id")
        .asText();
  }

  private void send(String method, String path, Object what) {
    admin.send(method, path, what.toString(), "application/json").status(200);
  }

  private static ObjectNode object(String field, String value) {
    return JSON.createObjectNode().put(field, value);
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(100, name.length()));
  }
}
