package dev.tempo.server.markdown;

import java.util.List;

/**
 * A text as it is shown.
 *
 * @param html without scripts, styles and whatever HTML the text held, which is shown as text;
 *     formulas are TeX in elements of the class {@code math}
 * @param toc its headings in their order
 * @param problems what is wrong with it, by line
 */
public record RenderedMarkdown(String html, List<TocEntry> toc, List<MarkdownProblem> problems) {

  /** Copies the lists. */
  public RenderedMarkdown {
    toc = List.copyOf(toc);
    problems = List.copyOf(problems);
  }

  /**
   * A heading.
   *
   * @param level from 1 to 6
   * @param text without marks
   * @param anchor the id of its element, which is unique in the text
   */
  public record TocEntry(int level, String text, String anchor) {}

  /** What keeps the text from being shown as it is meant. */
  public List<MarkdownProblem> errors() {
    return problems.stream().filter(MarkdownProblem::error).toList();
  }
}
