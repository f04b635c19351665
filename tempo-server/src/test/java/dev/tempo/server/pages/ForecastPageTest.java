package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is coming, in a browser. */
final class ForecastPageTest extends BrowserTest {
  @TempDir private static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(data);
    ApiClient admin = server.admin();
    for (int i = 0; i < 5; i++) {
      job(admin, "Report " + i, "30 12 * * *");
    }
    job(admin, "Often", "*/5 * * * *");
    job(admin, "Night watch", "30 2 * * *");
    admin.put("/api/me/preferences", "{'timezone':'Europe/Paris'}").status(200);
  }

  private static void job(ApiClient admin, String name, String cron) {
    admin
        .post(
            "/api/jobs",
            "{'name':'%s','timezone':'Europe/Paris','triggers':[{'type':'cron','expression':'%s'}],'task':{'kind':'shell','content':'true'}}"
                .formatted(name, cron))
        .status(201);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {}

  private Locator day(String date) {
    return page.locator("[data-day='" + date + "']");
  }

  private void look(String name) {
    for (int width : new int[] {1440, 820, 390}) {
      page.setViewportSize(width, width == 390 ? 844 : 1000);
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
    page.evaluate("scrollTo(0, 0)"); // or the bar lies over links
  }

  @Test
  void month_marksDays_andLeadsToADay_byMouseAndByKeys() {
    page.navigate(server.url() + "/forecast?view=month&day=2027-03-10");
    assertThat(page.locator(".forecast-way h2")).hasText("March 2027");
    Locator change = day("2027-03-28");
    assertThat(change).containsText("Clock change, Europe/Paris");
    assertThat(change).containsText("time a queue is full");
    assertThat(change).containsText("282 to come"); // 276 times in 23 hours, and six
    assertThat(day("2027-03-27")).containsText("294 to come");
    look("forecast-month");
    assertThat(Axe.serious(page)).isEmpty();

    day("2027-03-27").locator(".date").focus();
    page.keyboard().press("ArrowRight");
    assertThat(change.locator(".date")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(server.url() + "/forecast?view=day&day=2027-03-28");
    assertThat(page.locator(".forecast-hour")).hasCount(23);
    Locator noon = page.locator("[data-hour='2027-03-28T10:00:00Z']");
    assertThat(noon).containsText("12:30");
    assertThat(noon).containsText("Report 4");
    assertThat(noon).containsText("6 runs of the queue default, which allows 4");
    assertThat(page.locator(".mark.clock"))
        .hasText("Clock change in Europe/Paris at 3:00 AM: UTC+01:00 to UTC+02:00 (7 triggers)");
    look("forecast-day");
    assertThat(Axe.serious(page)).isEmpty();
    page.keyboard().press("n");
    assertThat(page).hasURL(server.url() + "/forecast?view=day&day=2027-03-29");
    assertThat(page.locator(".forecast-hour")).hasCount(24);
  }

  @Test
  void week_isACalendarOrATimeline_inEachLanguage() {
    page.navigate(server.url() + "/forecast?day=2027-03-24");
    assertThat(page.locator(".forecast-day")).hasCount(7);
    assertThat(page.locator(".forecast-day").first()).containsText("Night watch");
    look("forecast-week");
    page.locator("[data-value='timeline']").click();
    Locator often = page.locator("tr:has-text('Often')");
    assertThat(often.locator(".count").first()).hasText("288");
    assertThat(page.locator("thead .over")).hasCount(7);
    look("forecast-timeline");
    assertThat(Axe.serious(page)).isEmpty();
    page.keyboard().press("v");
    page.keyboard().press("c");
    assertThat(page.locator("tempo-forecast-calendar")).isVisible();

    ApiClient admin = server.admin();
    for (String language : List.of("es", "fr", "it")) {
      admin.put("/api/me/preferences", "{'language':'" + language + "'}").status(200);
      page.navigate(server.url() + "/forecast?view=month&day=2027-03-10");
      assertThat(page.locator(".forecast-day").first()).isVisible();
      requireNoSidewaysScrolling();
      assertThat(page.locator("body").innerText()).doesNotContain("forecast.", "Clock change");
    }
    admin.put("/api/me/preferences", "{'language':'en'}").status(200);
  }

  @Test
  void dashboardAndJobs_leadThere() {
    page.navigate(server.url() + "/");
    page.locator("a[href='/forecast']").first().click();
    assertThat(page.locator(".forecast-day")).hasCount(7);
    page.navigate(server.url() + "/jobs/night-watch?tab=schedule");
    page.locator("#forecast").click();
    assertThat(page.locator(".filter-chip")).containsText("Night watch");
    assertThat(page.locator(".fires").last()).containsText("Night watch");
    assertThat(page.locator(".forecast")).not().containsText("Report 1");
    page.locator(".filter-chip button").click();
    assertThat(page.locator(".fires").last()).containsText("Report 1");
  }

  @Test
  void preview_thatIsOff_saysSoToWhoIsLoggedIn() {
    provoked("status of 404");
    page.navigate(server.url() + "/preview");
    assertThat(page.locator(".preview .state h2")).hasText("The preview is switched off");
    assertThat(page.locator(".preview-form")).hasCount(0);
    assertThat(page.locator(".preview .state a")).hasAttribute("href", "/admin/settings");
  }

  @Test
  void timeline_onAPhone_beginsWithToday() {
    page.setViewportSize(390, 844);
    page.navigate(server.url() + "/forecast?as=timeline&view=month");
    assertThat(page.locator(".forecast-table thead .today")).isVisible();
    page.waitForFunction(
        """
        () => {
          const names = document.querySelector('.forecast-table thead th').getBoundingClientRect();
          const today = document.querySelector('.forecast-table thead .today').getBoundingClientRect();
          const scroll = document.querySelector('.forecast-scroll');
          const atItsEnd = scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 2;
          return Math.abs(today.left - names.right) < 2 || atItsEnd;
        }
        """);
  }

  @Test
  void preview_isForEverybody_whereItIsSwitchedOn() {
    closeWindow();
    openWindow();
    page.navigate(server.url() + "/preview");
    assertThat(page.locator("tempo-gate")).isVisible();
    ApiClient admin = server.admin();
    admin.put("/api/settings", "{'publicPreview':true}").status(200);
    page.navigate(
        server.url() + "/preview?expression=30+2+*+*+*&timezone=Europe%2FParis&dialect=OCPS");
    assertThat(page.locator(".preview-words div")).hasCount(4);
    assertThat(page.locator(".preview-words")).containsText("À 02:30 tous les jours");
    assertThat(page.locator(".preview-table")).hasCount(2);
    assertThat(page.locator(".preview-table .differs").first()).isVisible(); // as the clock changes
    look("preview");
    assertThat(Axe.serious(page)).isEmpty();
    provoked("status of 422");
    page.locator("input[name=expression]").fill("30 25 * * *");
    assertThat(page.locator("#preview-error")).containsText("25");
    assertThat(page.locator("#preview-error mark")).hasText("2");
    page.locator("input[name=expression]").fill("0 12 * * MON");
    assertThat(page.locator(".preview-words")).containsText("At 12:00 every Monday");
    page.locator("select[name=language]").selectOption("it");
    assertThat(page.locator("h1")).hasText("Anteprima di una pianificazione");
    page.locator(".bar button").click();
    assertThat(page.locator("tempo-gate")).isVisible();
    admin.put("/api/settings", "{'publicPreview':false}").status(200);
  }
}
