package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What failed for good is seen on the dashboard and on a page of its own, until somebody acts. */
final class DeadLettersPageTest extends BrowserTest {
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void fill() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void deadLetters_areAcknowledgedOrRunAgain_aloneAndTogether() {
    String broken = shellJob(admin, "Broken", "echo no disk >&2; exit 3");
    shellJob(admin, "Other", "exit 4");
    for (int i = 0; i < 3; i++) {
      ran(admin, broken);
    }
    ran(admin, "other");
    page.navigate(server.url() + "/");
    Locator tile = page.locator(".kpi[href='/dead-letters']");
    assertThat(tile).containsText("4");
    tile.click();
    assertThat(page.locator(".dead-letters h1")).hasText("Failed for good");
    Locator card = page.locator("[data-job='" + broken + "']");
    assertThat(card.locator(".tag")).hasText("3");
    assertThat(card.locator(".newest")).containsText("no disk");
    card.locator("button[aria-expanded]").click();
    assertThat(card.locator("li[data-run]")).hasCount(3);
    look("dead-letters");
    assertThat(Axe.serious(page)).isEmpty();

    card.locator("li[data-run] [data-acknowledge]").first().click();
    assertThat(card.locator("li[data-run]")).hasCount(2);
    assertThat(card.locator(".tag")).hasText("2");
    card.locator("li[data-run] [data-rerun]").first().click();
    String failed = "/api/runs?status=failure&job=" + broken;
    admin.await(failed, all -> all.path("total").intValue() == 4);
    page.reload();
    assertThat(card.locator(".tag")).hasText("2"); // one went, and its next run failed, too
    card.locator("header [data-acknowledge]").click();
    assertThat(card).hasCount(0);
    page.locator("header [data-acknowledge]").click();
    assertThat(page.locator(".state h2")).hasText("Nothing failed for good");
    page.navigate(server.url() + "/");
    assertThat(page.locator(".kpi").first()).isVisible();
    assertThat(tile).hasCount(0);
  }

  @Test
  void runAfterAnother_linksToIt_andAQueueHasARate() {
    String first = shellJob(admin, "First", "true");
    String follows = "'triggers':[{'type':'job','afterJobs':['" + first + "']}]";
    String next = shellJob(admin, "Next", "true");
    admin.put("/api/jobs/" + next, "{" + follows + "}").status(200);
    String before = ran(admin, first);
    String list = "/api/runs?job=" + next + "&status=success";
    admin.await(list, all -> all.path("total").intValue() == 1);
    String run = admin.get(list).data("runs").get(0).path("id").textValue();
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator(".run-head a[href='/runs/" + before + "']")).hasText("First");
    look("run-predecessor");

    page.navigate(server.url() + "/admin/queues");
    Locator queue = page.locator("[data-queue=default]");
    queue.locator("button").first().click();
    page.locator("input[name=permits]").fill("30");
    look("queue-rate");
    page.locator("dialog button.primary").click();
    assertThat(queue.locator("[data-rate]")).containsText("30");
    assertThat(admin.get("/api/queues").data("queues").get(0).path("rate").toString())
        .isEqualTo("{\"permits\":30,\"perSeconds\":60}");
    queue.locator("button").first().click();
    page.locator("input[name=permits]").fill("");
    page.locator("dialog button.primary").click();
    assertThat(queue.locator("[data-rate]")).not().containsText("30");
  }

  private void look(String name) {
    for (int width : new int[] {1440, 390}) {
      page.setViewportSize(width, width == 390 ? 844 : 900);
      requireNoSidewaysScrolling();
      if (Boolean.getBoolean("tempo.pictures")) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
          picture(name + "-" + width + "-" + scheme);
        }
      }
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 760);
  }
}
