package dev.tempo.server.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.markdown.RenderedMarkdown.TocEntry;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkdownRendererTest {

  private static RenderedMarkdown render(String markdown) {
    return MarkdownRenderer.render(markdown, LinkTargets.NOWHERE);
  }

  /** Pandoc's own answers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "It costs $5 and $10|",
        "$5-$10|",
        "from $5 to $10 and 20 $ more|",
        "$5 and $x$ is one|x",
        "\\$5 and 7\\$|",
        "a $x$ b|x",
        "a $ x$ b|",
        "a $x $ b|",
        "a $x$2 b|",
        "`$x$`|",
        "$x\\$y$|x\\$y",
        "$a_b$ and $c_d$|a_b;c_d",
        "**35$**|",
        "text $$E=mc^2$$ text|E=mc^2",
        "\\(a\\) and (b)|a",
        "\\(a|",
        "$$|",
        "$$$$|",
        "$|"
      })
  void formulas_areFoundByPandocsRule(String markdown, String formulas) {
    String html = render(markdown).html();
    List<String> found =
        Pattern.compile("class=\"math \\w+\">([^<]*)<")
            .matcher(html)
            .results()
            .map(one -> one.group(1))
            .toList();
    assertThat(String.join(";", found)).as(html).isEqualTo(formulas == null ? "" : formulas);
  }

  @Test
  void formulasOnLinesOfTheirOwn_areNothingElse() {
    assertThat(render("$$E=mc^2$$").html()).isEqualTo("<div class=\"math display\">E=mc^2</div>\n");
    assertThat(render("Text\n$$\na\n=\n- b\n$$\nmore").html())
        .isEqualTo("<p>Text</p>\n<div class=\"math display\">a\n=\n- b</div>\n<p>more</p>\n");
    assertThat(render("$$a<b$$").html()).contains("a&lt;b");
    RenderedMarkdown open = render("one\n\n$$ \\frac{1}\n\nthree");
    assertThat(open.html()).contains("<p>$$\\frac{1}</p>").contains("<p>three</p>");
    assertThat(open.errors()).singleElement().returns(3, MarkdownProblem::line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$\\frac{1}{2$",
        "$a}$",
        "$$\\begin{matrix}a\\end{pmatrix}$$",
        "$\\left( a$",
        "$\\right)$"
      })
  void formulas_thatAreNotWhole_areErrorsWithTheirLine(String markdown) {
    assertThat(render("\n\n" + markdown).errors())
        .singleElement()
        .returns(3, MarkdownProblem::line);
  }

  @Test
  void formulas_thatAreWhole_areNoErrors() {
    String markdown =
        "$\\left\\{ x \\right.$ $\\leftarrow$ $\\{a\\}$\n\n$$\\begin{a}\\begin{b}{}\\end{b}\\end{a}$$";
    assertThat(render(markdown).problems()).isEmpty();
  }

  @Test
  void extensions_areThere_andHtmlIsText() {
    assertThat(render("|a|b|\n|-|-:|\n|1|2|").html()).contains("<table>", "<td align=\"right\">2");
    assertThat(render("- [x] done\n- [ ] open").html())
        .contains("<input type=\"checkbox\" disabled=\"\" checked=\"\">");
    assertThat(render("~~old~~").html()).contains("<del>old</del>");
    assertThat(render("```python\nprint(1)\n```").html()).contains("class=\"language-python\"");
    assertThat(render("<b>x</b>\n\n<script>alert(1)</script>").html())
        .contains("&lt;b&gt;", "&lt;script&gt;")
        .doesNotContain("<b>", "<script");
  }

  @Test
  void footnotes_areNumberedByTheirMarks_andBrokenOnesTold() {
    String markdown =
        """
        One[^b], two[^A] and again[^b], none[^c].

        [^a]: First,
            with[^d] more.

            And more.
        [^b]: Second
        [^d]: Third
        [^unused]: Nobody asks.
        """;
    RenderedMarkdown page = render(markdown);
    assertThat(page.problems()).singleElement().returns(1, MarkdownProblem::line);
    assertThat(page.html())
        .contains(
            "One<sup class=\"footnote-ref\"><a id=\"footnote-ref-1\" href=\"#footnote-1\">1</a>")
        .contains("<a id=\"footnote-ref-1-2\" href=\"#footnote-1\">1</a></sup>, none[^c].")
        .contains("<li id=\"footnote-1\">\n<p>Second</p>")
        .contains("<li id=\"footnote-3\">\n<p>Third</p>", "<p>And more.</p>")
        .doesNotContain("Nobody");
  }

  @Test
  void contents_haveAnchorsOfTheirOwn() {
    RenderedMarkdown page = render("# Was *es* `zählt`\n\n## Teil\n\n> ## Teil\n\n### \n");
    assertThat(page.toc())
        .containsExactly(
            new TocEntry(1, "Was es zählt", "was-es-zählt"),
            new TocEntry(2, "Teil", "teil"),
            new TocEntry(2, "Teil", "teil-1"),
            new TocEntry(3, "", "section"));
    page.toc()
        .forEach(
            entry -> assertThat(page.html()).containsOnlyOnce(" id=\"" + entry.anchor() + "\""));
  }

  @Test
  void problems_haveTheirLines() {
    String markdown =
        """
        # Title

        [up](#title) and [down](#nowhere)
        and [x](javascript:alert(1))

        ![far](https://example.com/a.png)

        ```python
        never closed
        """;
    RenderedMarkdown page = render(markdown);
    assertThat(page.problems().stream().map(MarkdownProblem::line)).containsExactly(3, 4, 6, 8);
    assertThat(page.errors()).singleElement().returns(8, MarkdownProblem::line);
    assertThat(page.html())
        .contains("<a href=\"https://example.com/a.png\">far</a>")
        .doesNotContain("javascript:", "<img");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#10;script:alert(1))",
        "[x](&#1;javascript:alert(1))",
        "[x](<java script:alert(1)>)",
        "[x](javascript&colon;alert(1))",
        "[x](data:text/html,x)",
        "[x](vbscript:x)",
        "[x](//example.com)",
        "[x](/\\\\example.com)",
        "[x](file:///etc/passwd)",
        "![x](data:image/svg+xml,x)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]\n\n[x]: javascript:alert(1)"
      })
  void addresses_ofOtherKinds_leadNowhere(String markdown) {
    RenderedMarkdown page = render(markdown);
    assertThat(page.html()).doesNotContain("href", "src");
    assertThat(page.problems()).singleElement().returns(1, MarkdownProblem::line);
  }

  @Test
  void addresses_thatMay_stay() {
    String markdown =
        "[a](https://x.org/y?z=1#q) [b](mailto:a@x.org) [c](other.pdf) [d](a/b:c) <http://x.org> [e](?a=b:c)";
    RenderedMarkdown page = render(markdown);
    assertThat(page.problems()).isEmpty();
    assertThat(page.html().split("href=", -1)).hasSize(7);
  }

  /** None takes more than a moment, though each has 200,000 characters and is made to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$", "$a ", "$$ a ", "\\(", "[", ">", "- ", "*a_", "`", "![", "$$\n", "| ", "<", "[^a]",
        "\\["
      })
  void textsMadeToTakeLong_doNot(String part) {
    String markdown = part.repeat(200_000 / part.length());
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> render(markdown));
  }
}
