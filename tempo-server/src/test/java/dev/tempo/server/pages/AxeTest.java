package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found in a page of many parts that are alike, but for one. */
final class AxeTest extends BrowserTest {
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><title>Jobs</title><style>
        :root { color-scheme: light dark; background: light-dark(#fff, #000); color: light-dark(#000, #fff); }
        button, input { width: 8em; height: 3em; background: light-dark(#fff, #000); color: light-dark(#000, #fff); }
        [data-status=late] { color: light-dark(#000, #333); }
        .faint { color: light-dark(#ddd, #fff); }
      </style></head><body><main><h1>Jobs</h1><table><thead><tr><th>Name</th></tr></thead><tbody></tbody></table>
      <details><summary>More</summary><p class="faint">Folded away</p></details></main></body></html>""";

  private static final String ROWS =
      """
      () => {
        const row = (at) => `<tr data-id="${at}"><td><span data-status="well">Job ${at}</span>
          <label for="field-${at}">Parts</label><input id="field-${at}"><button>Run ${at}</button></td></tr>`;
        document.querySelector('tbody').innerHTML = Array.from({ length: 40 }, (_, at) => row(at)).join('');
      }""";

  @Override
  void stop() {}

  @BeforeEach
  void open() {
    openWindow();
    page.setContent(PAGE);
    page.evaluate(ROWS);
  }

  @Test
  void oneOfManyRows_isFound_byWhatItLacks() {
    assertThat(Axe.serious(page)).isEmpty();
    page.evaluate("() => { document.querySelectorAll('button')[17].textContent = ''; }");
    page.evaluate("() => document.querySelectorAll('label')[21].removeAttribute('for')");
    page.evaluate("() => document.querySelectorAll('tr')[30].removeAttribute('data-id')");
    assertThat(Axe.serious(page))
        .hasSize(2)
        .anyMatch(one -> one.startsWith("button-name: <button>"))
        .anyMatch(one -> one.startsWith("label: <input id=\"field-21\">"));
  }

  @Test
  void oneOfManyRows_isFound_byItsColors() {
    page.evaluate("() => { document.querySelectorAll('span')[17].dataset.status = 'late'; }");
    page.evaluate("() => { document.querySelectorAll('span')[21].className = 'faint'; }");
    page.evaluate("() => { document.querySelectorAll('span')[25].style.color = '#777'; }");
    dark();
    assertThat(Axe.seriousColors(page))
        .hasSize(1)
        .allMatch(one -> one.contains("Job 17") && one.startsWith("color-contrast"));
    light();
    assertThat(Axe.serious(page))
        .hasSize(2)
        .anyMatch(one -> one.contains("Job 21"))
        .anyMatch(one -> one.contains("Job 25"));
  }

  @Test
  void textInColorsThatAreGoodElsewhere_isFound_byItsSizeAndByWhatIsBehindIt() {
    page.evaluate(
        """
        () => document.querySelector('main').insertAdjacentHTML('beforeend', `<style>p { color: light-dark(#888, #777); }</style>
          <div style="font-size: 2em"><p>Large</p></div><div><p>Small</p></div>
          <p style="color: black">On the page</p><p style="color: black">On the page, too</p>
          <div style="background: #444"><p style="color: black">In a panel</p></div>
          <div style="position: relative"><i style="position: absolute; inset: 0; background: #444"></i>
            <p style="color: black; position: relative">Over a panel</p></div>
          <div style="opacity: 0.3"><p style="color: black">Half there</p></div>`)""");
    light();
    List<String> found = Axe.serious(page);
    assertThat(found)
        .hasSize(4)
        .allMatch(one -> one.startsWith("color-contrast"))
        .anyMatch(one -> one.contains("Small"))
        .anyMatch(one -> one.contains("In a panel"))
        .anyMatch(one -> one.contains("Over a panel"))
        .anyMatch(one -> one.contains("Half there"));
    assertThat(Axe.seriousColors(page)).hasSameElementsAs(found);
    page.evaluate(
        "() => document.querySelectorAll('p').forEach((one) => one.style.removeProperty('color'))");
    assertThat(Axe.seriousColors(page)).anyMatch(one -> one.contains("On the page, too"));
  }

  @Test
  void partsThatAreAlike_areLookedAtOnce_andThePageIsAsItWas() {
    page.evaluate(
        "() => document.querySelectorAll('span').forEach((one) => one.className = 'faint')");
    String before = page.content();
    List<String> found = Axe.serious(page);
    assertThat(found).hasSize(3).allMatch(one -> one.contains("Job ") && !one.contains("Job 2"));
    assertThat(page.content()).isEqualTo(before);
    page.evaluate("() => { document.querySelector('details').open = true; }");
    assertThat(Axe.serious(page)).hasSize(4).anyMatch(one -> one.contains("Folded away"));
  }

  private void dark() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
  }

  private void light() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }
}
