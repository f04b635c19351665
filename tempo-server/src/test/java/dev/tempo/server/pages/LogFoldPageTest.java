package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups, annotations and places in logs. */
final class LogFoldPageTest extends AdminPageTest {
  /** Holds folded lines against a list of those that are left. */
  private static final String ARITHMETIC =
      """
      async () => {
        const { FoldedLines } = await import('/ui/app/components/log/folded-lines.js');
        let seed = 7;
        const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
        for (let round = 0; round < 2000; round += 1) {
          const total = random(40);
          const ranges = [];
          for (let from = 2 + random(6); from <= total; from += 2 + random(6)) {
            const to = Math.min(total, from + random(6));
            ranges.push([from, to]);
            from = to;
          }
          const left = Array.from({ length: total }, (_, i) => i + 1).filter((n) => !ranges.some(([a, b]) => n >= a && n <= b));
          const tail = left.map((lineNumber) => ({ lineNumber }));
          const folded = new FoldedLines({ total, known: true, open: null, tail, runId: '' }, ranges, () => {});
          const wrong = folded.count !== left.length || left.some((n, i) => folded.numberAt(i) !== n)
            || Array.from({ length: total + 1 }, (_, i) => i + 1).some((n) => folded.before(n) !== left.filter((one) => one < n).length);
          const at = left.length > 0 ? random(left.length) : 0;
          const rows = folded.around(left[at] ?? 1, 3, 4).rows.map((row) => row.lineNumber);
          if (wrong || String(rows) !== String(left.slice(Math.max(0, at - 3), at + 5))) {
            return JSON.stringify({ total, ranges, at, rows });
          }
        }
        return 'right';
      }\
      """;

  @Test
  void groups_areFolded_inAHundredThousandLines() {
    groups(100_000);
    assertThat(page.evaluate(ARITHMETIC)).isEqualTo("right");
    pictures("log-folded");
  }

  @Test
  @Tag("long")
  void groups_areFolded_inThreeMillionLines() {
    groups(3_000_000);
  }

  private void groups(long lines) {
    String job = shellJob(admin, "Folded", "echo begin");
    String run = ran(admin, job);
    long half = lines / 2;
    new StoredLogs(server.store().logs(), UUID.fromString(run), UUID.fromString(job))
        .upTo(
            lines,
            number -> {
              if (number == 10) {
                return "::group::Get the data";
              }
              if (number == half + 5) {
                return "::group::Check it";
              }
              if (number == half || number == lines - 5) {
                return "::endgroup::";
              }
              if (number == lines - 3) {
                return "::warning file=a.csv,line=3,title=Odd%3A rows::12 %25 were left out";
              }
              return number == half / 2 ? "a needle in the hay" : "row " + number;
            });
    page.navigate(server.url() + "/runs/" + run);
    assertThat(fold("Get the data")).hasAttribute("aria-expanded", "false");
    assertThat(fold("Check it")).isInViewport();
    assertThat(line(lines)).isInViewport();
    assertThat(line(11)).hasCount(0);
    Locator annotation = page.locator(".annotations li");
    assertThat(annotation).containsText("Odd: rows 12 % were left out");
    assertThat(annotation).containsText("a.csv:3");

    fold("Get the data").click();
    assertThat(line(11)).isInViewport();
    page.locator("tempo-log-view").press("End");
    assertThat(line(lines)).isInViewport();
    annotation.locator("a").click();
    assertThat(page).hasURL(Pattern.compile("#L" + (lines - 3) + "$"));
    page.locator("tempo-log-view").press("Home");
    fold("Get the data").click();
    assertThat(fold("Check it")).isInViewport();

    page.locator("tempo-log input[type=search]").fill("needle");
    assertThat(page.locator("tempo-log-view mark")).isInViewport();
    assertThat(line(half / 2)).isInViewport();
    page.locator("tempo-log input[type=search]").fill("");
    button("Fold all groups").click();
    page.locator("tempo-log-view").press("Home");
    assertThat(fold("Check it")).isInViewport();
    page.navigate(server.url() + "/runs/" + run + "#L" + (half / 2));
    page.reload();
    assertThat(line(half / 2)).isInViewport();
  }

  @Test
  void liveLog_hasGroupsAndAnnotations_andLeadsToTheScript() throws Exception {
    Path gate = directory.resolve("gate");
    String script =
        "echo '::group::First'; echo one; echo '::endgroup::'; echo '::group::Second'; echo two\n"
            + "until [ -e %s ]; do sleep 0.05; done\n".formatted(gate)
            + "echo '::error file=live.sh,line=2,title=Bad::it broke'; echo '::debug::quiet'; echo"
            + " three\n"
            + "nonsense_4711\n";
    String run = run(admin, shellJob(admin, "Live", script));
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator("tempo-log-view")).containsText("two");
    Locator second = fold("Second");
    assertThat(second).hasAttribute("aria-expanded", "true");
    second.click();
    assertThat(page.locator("tempo-log-view")).not().containsText("two");
    second.click();
    assertThat(page.locator("tempo-log-view")).containsText("two");
    Files.createFile(gate);
    assertThat(page.locator(".annotations li")).containsText("Bad it broke");
    assertThat(page.locator("tempo-log-view .said.is-error")).containsText("it broke");
    assertThat(page.locator(".run-head [data-status=failure]")).isVisible();
    Locator place = page.locator("tempo-log-view a.place");
    assertThat(place).containsText("live.sh: 4");
    assertThat(page.locator(".annotations li a").first())
        .hasAttribute("href", Pattern.compile("version=1&line=2$"));
    page.reload();
    assertThat(place).isVisible();
    assertThat(Axe.serious(page)).isEmpty();
    pictures("log-annotations");
    place.click();
    assertThat(page).hasURL(Pattern.compile("tab=script&version=1&line=4$"));
    assertThat(page.locator("tempo-editor .cm-activeLine")).containsText("nonsense_4711");
  }

  private Locator fold(String title) {
    return page.locator("tempo-log-view button.fold:has-text('" + title + "')");
  }

  private Locator line(long number) {
    return page.locator("tempo-log-view [data-line='" + number + "']");
  }
}
