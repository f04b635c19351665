package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Backups as administrators see them: progress, contents, logs, and the way back of one thing. */
final class BackupPageTest extends AdminPageTest {
  private static final int LARGE_BYTES = 40 << 20;

  @Test
  void backupIsFollowed_lookedInto_andAJobComesBackOutOfIt() throws Exception {
    String job = shellJob(admin, "Nightly", "echo done");
    SampleGroups.into(directory);
    admin.get("/api/projects/active").status(200);
    admin.await("/api/groups", groups -> groups.path("groups").size() > 1);
    large();
    page.navigate(server.url() + "/admin/backups");
    page.locator("button:text-is('Back up now')").click();
    Locator progress = page.locator(".backup-progress progress[value]");
    assertThat(progress).isVisible();
    look("backups-running");
    page.locator("#cancel-backup").click();
    assertThat(page.locator(".toast")).containsText("It was cancelled");
    Files.delete(directory.resolve("projects/large"));
    Files.createSymbolicLink(directory.resolve("projects/link"), Path.of("nowhere"));
    page.locator("button:text-is('Back up now')").click();
    Locator row = page.locator("tempo-backups tbody tr");
    assertThat(row).hasCount(1);
    assertThat(row).containsText("by hand");
    assertThat(row).containsText("1 note about a file");
    assertThat(page.locator(".facts")).containsText("of at most 10 GiB");
    look("backups");

    admin.delete("/api/jobs/" + job).status(200);
    row.locator("a:text-is('Contents and log')").click();
    Locator item = page.locator("tr[data-item='" + job + "']");
    assertThat(item).containsText("not here");
    assertThat(page.locator(".backup-log")).containsText("note: left out projects/link");
    look("backup-detail");
    page.locator("#contents input[type=search]").fill("nothing of this name");
    assertThat(item).hasCount(0);
    page.locator("#contents input[type=search]").fill("night");
    item.locator("button").click();
    look("backup-restore-item");
    page.locator("dialog button.primary").click();
    assertThat(page.locator(".toast").last()).containsText("'Nightly' is restored");
    assertThat(item).containsText("here, too");
    assertThat(admin.get("/api/jobs/" + job).data("name").textValue()).isEqualTo("Nightly");
    page.locator("#contents input[type=search]").fill("");
    page.locator("#contents button:text-is('Groups')").click();
    assertThat(page.locator("tr[data-item=lab]")).isVisible();
    page.locator("#verify").click();
    assertThat(page.locator(".toast").last()).containsText("are what the list of checksums says");
    provoked("status of 422");
    page.locator("#elsewhere").click();
    page.locator("dialog input[name=text]").fill(directory.toString());
    page.locator("dialog button.primary").click();
    assertThat(page.locator(".toast").last()).containsText("must not lie in");
  }

  private void large() throws IOException {
    byte[] noise = new byte[LARGE_BYTES];
    new Random(7).nextBytes(noise);
    Files.createDirectories(directory.resolve("projects"));
    Files.write(directory.resolve("projects/large"), noise);
  }

  /** In the three widths, light and dark; nothing may be wider than the window. */
  private void look(String name) {
    for (Map.Entry<String, Integer> width :
        Map.of("desktop", 1440, "tablet", 820, "phone", 390).entrySet()) {
      page.setViewportSize(width.getValue(), 900);
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        picture(name + "-" + width.getKey() + "-" + scheme.name());
      }
      requireNoSidewaysScrolling();
      assertThat(Axe.serious(page)).isEmpty();
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 760);
    assertThat(complaints).isEmpty();
  }
}
