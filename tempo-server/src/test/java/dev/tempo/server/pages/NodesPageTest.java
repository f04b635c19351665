package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.NodePair;
import dev.tempo.server.TestServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The servers that share a database, as administrators see them. */
@WithPostgres
final class NodesPageTest extends BrowserTest {
  private AutoCloseable server = () -> {};

  @Override
  void stop() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("The servers could not be stopped", e);
    }
  }

  @Test
  void nodes_areShown_andDrained() {
    NodePair pair = NodePair.start(directory);
    server = pair;
    openWindowOfAdmin(pair.url("south"));
    page.navigate(pair.url("south") + "/admin/nodes");
    assertThat(row("north")).containsText("Leader");
    assertThat(row("north")).containsText("zone=a");
    assertThat(row("south")).containsText("(this one)");
    assertThat(row("south")).containsText("http://south.example.org");
    look("nodes");
    row("north").locator("button").click();
    Locator question = page.locator("dialog[open]");
    assertThat(question).containsText("Let north begin no more runs?");
    question.locator("button:text-is('Drain')").click();
    assertThat(row("north")).containsText("Draining");
    row("south").locator("button").click();
    assertThat(question).containsText("the only node that gets runs");
    question.locator("button:text-is('Cancel')").click();
    row("north").locator("button:text-is('Resume')").click();
    assertThat(row("north")).containsText("Alive");
    String run = ran(pair.admin("south"), shellJob(pair.admin("south"), "Where", "true"));
    page.navigate(pair.url("south") + "/runs/" + run);
    assertThat(page.locator("dl.facts.list"))
        .containsText(Pattern.compile("Node\\s*(north|south)"));
    pair.stop("north");
    pair.admin("south").post("/api/nodes/north/drain").status(200);
    page.navigate(pair.url("south") + "/admin/nodes");
    assertThat(row("north")).containsText("Stopped");
    assertThat(row("north")).containsText("Drained");
    row("north").locator("button:text-is('Resume')").click();
    assertThat(row("north")).not().containsText("Drained");
    assertThat(row("north")).containsText("Stopped");
  }

  @Test
  void serverThatIsAlone_saysWhatASecondOneNeeds() {
    TestServer alone = TestServer.startSetUp(directory);
    server = alone;
    openWindowOfAdmin(alone.url());
    page.navigate(alone.url() + "/admin/nodes");
    assertThat(page.locator("tempo-nodes [data-hint]")).containsText("TEMPO_NODE_NAME");
    assertThat(page.locator("tempo-nodes tbody tr")).hasCount(1);
    assertThat(page.locator("tempo-nodes tbody button")).hasCount(0);
    look("nodes-alone");
  }

  private Locator row(String name) {
    return page.locator("tr[data-node='" + name + "']");
  }

  /** As it is on a wide desk and on a phone, in light and dark. */
  private void look(String name) {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : new int[] {1440, 390}) {
        page.setViewportSize(width, 844);
        picture(name + "-" + width + "-" + scheme);
        requireNoSidewaysScrolling();
      }
    }
    page.setViewportSize(1280, 760);
  }
}
