package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.server.Cli;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The way of somebody who has just installed Tempo: one command, then nothing but clicks and keys,
 * until a script that needs a package runs by the clock.
 */
final class NewcomerTest extends BrowserTest {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final double LONG_MS = 60_000;
  private static final Pattern RUNS = Pattern.compile("Tempo runs on (\\S+) as process \\d+\\s*");

  /** Says what it got, then waits, so that it can be watched while it runs. */
  private static final String SCRIPT =
      """
      import os, time
      import tidewater
      print("high tide by tidewater", tidewater.version, flush=True)
      while not os.path.exists("%s"):
          time.sleep(0.1)
      print("low tide")
      """;

  private PackageIndex index;
  private Cli cli;
  private Path gate;

  @BeforeEach
  void prepare() throws IOException {
    gate = directory.resolve("gate");
    index = new PackageIndex(true).add(Wheel.of("tidewater", "1.0"), Wheel.of("tidewater", "2.0"));
    cli =
        Cli.plain()
            .with("TEMPO_DATA_PATH", directory.resolve("data").toString())
            .with("TEMPO_PIP_INDEX_URL", index.url())
            .with("PIP_CONFIG_FILE", "/dev/null");
    openWindow();
  }

  @Override
  void stop() {
    try {
      letScriptsEnd(); // they would go on without the server
      cli.run("stop").code(0);
      index.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("The server could not be stopped", e);
    }
  }

  @Test
  void newcomer_hasAScriptWithARequirement_runningByTheClock_withinTwoMinutes() throws Exception {
    long began = System.nanoTime();
    page.navigate(start());
    setUpAndLogIn();
    page.locator(".section-jobs").click();
    create("Tide table");
    require("tidewater>=1.5");
    openTab("Script");
    paste(SCRIPT.formatted(gate));
    assertThat(page.locator(".save")).hasText("Saved");
    schedule();
    watch();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    letScriptsEnd();
    assertThat(page.locator("tempo-log-view")).containsText("low tide");
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
    assertThat(took).isLessThan(TWO_MINUTES);
    Figures.keep("newcomer", "seconds until the script's line was seen: " + took.toMillis() / 1e3);
  }

  private void letScriptsEnd() throws IOException {
    if (Files.notExists(gate)) {
      Files.createFile(gate);
    }
  }

  /** The command of the README. */
  private String start() throws Exception {
    Matcher runs = RUNS.matcher(cli.run("start", "--port", "0").code(0).out());
    assertThat(runs.matches()).isTrue();
    return runs.group(1);
  }

  private void setUpAndLogIn() {
    assertThat(page.locator(".gate h1")).hasText("Welcome to Tempo");
    logInForm();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    choose("Your account", "Log out");
    assertThat(page.locator(".gate h1")).hasText("Log in");
    logInForm();
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  private void logInForm() {
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
  }

  private void require(String requirement) {
    openTab("Environment");
    page.locator("textarea[name=requirements]").fill(requirement);
    page.locator("tempo-job-environment form button.primary").click();
    assertThat(page.locator(".progress pre"))
        .containsText("tidewater", new ContainsTextOptions().setTimeout(LONG_MS));
    assertThat(page.locator("[data-environment=ready]"))
        .isVisible(new IsVisibleOptions().setTimeout(LONG_MS));
    page.locator("tempo-job-environment details summary").click();
    assertThat(page.locator("tempo-job-environment details pre")).hasText("tidewater==2.0");
  }

  /** Every five seconds, by choosing alone. */
  private void schedule() {
    openTab("Schedule");
    page.locator("#add-trigger").click();
    page.locator(".chips button:text-is('Every 5 minutes')").click();
    page.getByText("With seconds").click();
    page.getByLabel("How Minutes is chosen").selectOption("any");
    page.getByLabel("How Seconds is chosen").selectOption("step");
    page.locator("fieldset:has(legend:text-is('Seconds')) select").last().selectOption("5");
    assertThat(page.locator("input[name=expression]")).hasValue("*/5 * * * * *");
    assertThat(page.locator(".preview h3")).hasText("Every 5 seconds");
    page.locator("#save-trigger").click();
    assertThat(page.locator(".trigger strong")).hasText("Every 5 seconds");
  }

  private void watch() {
    openTab("Overview");
    page.locator("tempo-job-overview td [data-status=running]").first().click();
    assertThat(page.locator("tempo-log-view")).containsText("high tide by tidewater 2.0");
    assertThat(page.locator(".run-head [data-status=running]")).isVisible();
    assertThat(page.locator(".run-head .facts")).containsText("Schedule");
  }
}
