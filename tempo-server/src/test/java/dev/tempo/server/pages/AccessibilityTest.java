package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every page, and every dialog, in light and in dark: axe-core finds nothing serious in them. Those
 * of administration and those before a log-in are in {@link AccessibilityElsewhereTest}.
 */
final class AccessibilityTest extends AccessibilityLooks {
  @Test
  void listsAndRuns_areForEverybody() {
    LivedInServer lived = open();
    String running = lived.runEndless();
    visit(lived, "/", ".rows [data-status=running]");
    visit(lived, "/jobs", ".jobs .name");
    page.getByLabel("Select all").check();
    look("/jobs, selected");
    menu("Actions for Check links");
    visit(lived, "/jobs?q=nowhere", ".state");
    visit(lived, "/runs", "tempo-run-table tbody tr");
    button("More filters").click();
    page.getByLabel("Select all").check();
    look("/runs, selected");
    menu("Saved filters");
    visit(lived, "/runs/" + running, "tempo-log-view .text:not(:empty)");
    visit(lived, "/runs/" + lived.lastRun("Database dump"), "tempo-log-view .is-stderr");
    page.locator("tempo-log input[type=search]").fill("done");
    assertThat(page.locator("tempo-log-view mark").first()).isVisible();
    button("Add a note").click();
    look("a run, searched and noted");
    choose("More about this run", "Compare with the last success");
    assertThat(page.locator(".comparison")).isVisible();
    look("two runs compared");
    visit(lived, "/search?q=done", ".hit");
    visit(lived, "/forecast?view=month&day=" + dayToCome(), ".forecast-day .coming");
    visit(lived, "/forecast?view=day&as=timeline&day=" + dayToCome(), ".forecast-table .count");
  }

  @Test
  void tabsOfAJob_areForEverybody() {
    LivedInServer lived = open();
    String job = lived.page("Nightly invoices");
    visit(lived, job, "tempo-bars");
    page.locator("button:text-is('90 days')").click();
    assertThat(page.locator("tempo-bars").first()).isVisible();
    look("a job, by the day");
    visit(lived, job + "?tab=script&version=1", ".versions li");
    paste("def broken(:\n    return 1");
    assertThat(page.locator(".problems li").first()).isVisible();
    look("a script with a mistake");
    load(lived, job + "?tab=environment", "[data-environment]"); // leaves a draft behind
    visit(lived, job + "?tab=settings", "#save-settings");
    page.locator("tempo-parameter-list button").first().click();
    look("settings, with a parameter");
    load(lived, job + "?tab=schedule", ".trigger"); // leaves changes behind
    page.locator("#add-trigger").click();
    assertThat(page.locator(".preview .occurrences")).isVisible();
    page.getByLabel("How Weekdays is chosen").selectOption("list");
    page.locator(".trigger-form details summary").click();
    look("a cron trigger");
    for (String type : List.of("interval", "calendar", "startup", "job")) {
      page.locator("label:has(input[name=type][value=" + type + "])").click();
      look("a trigger: " + type, ".trigger-form");
    }
    provoked("422");
  }

  @Test
  void dialogs_areForEverybody() {
    LivedInServer lived = open();
    goTo(lived, "/jobs", ".jobs .name");
    page.keyboard().press("Control+k");
    page.keyboard().type("in");
    assertThat(page.locator(".palette [role=option]").first()).isVisible();
    dialog("palette");
    page.keyboard().press("?");
    dialog("keys");
    page.locator("#new-job").click();
    dialog("new job");
    page.getByLabel("New folder").click();
    dialog("new folder");
    page.locator("tr[data-job=exchange-rates] [data-run]").click();
    dialog("parameters");
    choose("Actions for Check links", "Delete");
    dialog("really?");
    choose("Import and export", "Import…");
    dialog("import");
    page.locator("tr[data-job=check-links] [data-run]").click();
    assertThat(page.locator(".toast")).isVisible();
    look("a toast");
    goTo(lived, "/admin/users", "#new-user");
    page.locator("#new-user").click();
    dialog("new user");
    goTo(lived, "/account", "#new-key");
    page.locator("#new-key").click();
    dialog("new key");
    goTo(lived, lived.page("Check links"), "button:text-is('Explain…')");
    button("Explain…").click();
    dialog("explain");
  }

  @Test
  void phone_isForEverybody() {
    LivedInServer lived =
        open(desk().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true));
    visit(lived, "/", ".kpi");
    assertThat(page.evaluate("() => matchMedia('(pointer: coarse)').matches")).isEqualTo(true);
    visit(lived, "/jobs", ".jobs .name");
    visit(lived, "/runs", "tempo-run-table tbody tr");
    visit(lived, "/runs/" + lived.lastRun("Database dump"), "tempo-log-view .is-stderr");
    String job = lived.page("Nightly invoices");
    visit(lived, job, "tempo-bars");
    visit(lived, job + "?tab=script", ".cm-line");
    visit(lived, job + "?tab=schedule", ".trigger");
    visit(lived, job + "?tab=environment", "[data-environment]");
    visit(lived, job + "?tab=settings", "#save-settings");
    visit(lived, "/admin/users", "tempo-users tbody");
    visit(lived, "/admin/audit", "tempo-audit tbody");
  }
}
