package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks at pages of a lived-in server, one for a class, by axe-core: in light, and on a desk in
 * dark; on a phone, where the colours are those of a desk, in dark with {@code -Plong}.
 */
abstract class AccessibilityLooks extends BrowserTest {
  private static final int PHONE = 400;

  @TempDir static Path livedInDirectory;
  private static LivedInServer livedIn;

  private final List<String> found = new ArrayList<>();

  @BeforeAll
  static void startLivedIn() {
    livedIn = LivedInServer.start(livedInDirectory, TimeSource.system().instant());
  }

  @AfterAll
  static void stopLivedIn() {
    if (livedIn != null) {
      livedIn.close();
      livedIn = null;
    }
  }

  @Override
  void stop() {
    assertThat(found).as("What axe-core finds serious").isEmpty();
  }

  final LivedInServer open() {
    openWindow();
    return enter();
  }

  final LivedInServer open(Browser.NewContextOptions window) {
    openWindow(window);
    return enter();
  }

  private LivedInServer enter() {
    logIn(context, livedIn.url());
    page.emulateMedia(
        new Page.EmulateMediaOptions()
            .setReducedMotion(ReducedMotion.REDUCE)); // nothing half faded
    return livedIn;
  }

  /** Looks at a page when what is its sign is there. */
  final void visit(LivedInServer lived, String path, String sign) {
    goTo(lived, path, sign);
    look(path);
  }

  /** Looks at a page that is loaded anew, whatever was not saved in the one before. */
  final void load(LivedInServer lived, String path, String sign) {
    page.navigate(lived.url() + path);
    assertThat(page.locator(sign).first()).isVisible();
    look(path);
  }

  /**
   * Goes to a page as by a link, for which its document need not be loaded; where that would tell
   * nothing, as the sign is there already or nothing is shown yet, it is loaded.
   */
  final void goTo(LivedInServer lived, String path, String sign) {
    if (page.locator("tempo-app main").count() > 0 && page.locator(sign).count() == 0) {
      follow(lived.url(), path);
    } else {
      page.navigate(lived.url() + path);
    }
    assertThat(page.locator(sign).first()).isVisible();
  }

  final void menu(String name) {
    Locator button = page.locator("tempo-menu button[aria-label='" + name + "']").first();
    button.click();
    assertThat(page.locator(".menu")).isVisible();
    look("menu " + name, ".menu, [aria-expanded=true]");
    page.keyboard().press("Escape");
  }

  final void dialog(String name) {
    assertThat(page.locator("dialog[open]")).isVisible();
    look("dialog " + name, "dialog[open]");
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog[open]")).hasCount(0);
  }

  final void look(String where) {
    look(where, "html");
  }

  /** Looks at what is new in a page that was looked at without. */
  final void look(String where, String part) {
    tooSmallToTouch().forEach(one -> found.add(where + " (touch): " + one));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    Axe.serious(page, part).forEach(one -> found.add(where + " (light): " + one));
    if (IN_FULL || page.viewportSize().width > PHONE) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      Axe.seriousColors(page, part).forEach(one -> found.add(where + " (dark): " + one));
    }
  }

  /** Controls that a finger may miss; none where there is a mouse. Parts of a text are exempt. */
  private List<String> tooSmallToTouch() {
    Object small =
        page.evaluate(
            """
            () => !matchMedia('(pointer: coarse)').matches
              ? []
              : [...document.querySelectorAll('button, a.button, select, summary, nav a, .tabs a, .switch, input:not([type=hidden], [type=file])')]
                  .filter((one) => one.checkVisibility() && !one.closest('.hidden, .skip, .cm-editor, tempo-log-view, .tag, th, .link'))
                  .map((one) => (one.matches('[type=checkbox], [type=radio]') ? one.closest('label') ?? one : one))
                  .filter((one) => one.getBoundingClientRect().height < 43.5)
                  .map((one) => one.outerHTML.slice(0, 120))
            """);
    return ((List<?>) small).stream().map(String::valueOf).toList();
  }
}
