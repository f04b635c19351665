package dev.tempo.server.markdown;

import dev.tempo.server.message.Messages;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Writes Markdown as HTML: CommonMark with tables, struck text, lists of tasks, footnotes and
 * formulas. HTML in a text is shown as text. Thread-safe.
 */
public final class MarkdownRenderer {
  /** Deeper than anybody writes, and far less than would fill a stack. */
  private static final int MAX_NESTING = 50;

  private static final List<Extension> EXTENSIONS =
      List.of(
          TablesExtension.create(),
          StrikethroughExtension.create(),
          TaskListItemsExtension.create());

  private static final Parser PARSER =
      Parser.builder()
          .extensions(EXTENSIONS)
          .customBlockParserFactory(new MathBlockParser.Factory())
          .customBlockParserFactory(new FootnoteParser.Factory())
          .customInlineContentParserFactory(new MathInlineParser.Factory())
          .linkProcessor(new FootnoteParser.References())
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .maxOpenBlockParsers(MAX_NESTING)
          .maxInlineNesting(MAX_NESTING)
          .build();

  private MarkdownRenderer() {}

  /**
   * Renders a text.
   *
   * @param targets where its links and images lead
   */
  public static RenderedMarkdown render(String markdown, LinkTargets targets) {
    Node document = PARSER.parse(markdown);
    Problems problems = new Problems();
    List<Footnote> footnotes = Footnotes.take(document, problems);
    if (!footnotes.isEmpty()) {
      document.appendChild(new FootnoteList(footnotes));
    }
    Headings headings = Headings.of(document);
    document.accept(new Links(headings, targets, problems));
    document.accept(new Check(problems));
    String html = renderer(headings).render(document);
    return new RenderedMarkdown(html, headings.entries(), problems.all());
  }

  private static HtmlRenderer renderer(Headings headings) {
    return HtmlRenderer.builder()
        .extensions(EXTENSIONS)
        .escapeHtml(true)
        .percentEncodeUrls(true)
        .nodeRendererFactory(MathHtml::new)
        .nodeRendererFactory(FootnoteHtml::new)
        .attributeProviderFactory(
            context -> (node, tag, attributes) -> anchor(headings, node, attributes))
        .build();
  }

  private static void anchor(Headings headings, Node node, Map<String, String> attributes) {
    if (node instanceof Heading heading) {
      attributes.put("id", headings.anchor(heading));
    }
  }

  /** Finds what is begun and never ended. */
  private static final class Check extends AbstractVisitor {
    private final Problems problems;

    Check(Problems problems) {
      this.problems = problems;
    }

    @Override
    public void visit(FencedCodeBlock code) {
      if (code.getClosingFenceLength() == null) {
        problems.refuse(code, Messages.message("api.docs.fenceOpen"));
      }
    }

    @Override
    public void visit(CustomNode node) {
      if (node instanceof MathNode math) {
        TexCheck.problem(math.tex()).ifPresent(problem -> problems.refuse(math, problem));
      }
      visitChildren(node);
    }

    @Override
    public void visit(CustomBlock node) {
      if (node instanceof MathBlock math && !math.isClosed()) {
        problems.refuse(math, Messages.message("api.docs.formulaUnclosed"));
      } else if (node instanceof MathBlock math) {
        TexCheck.problem(math.tex()).ifPresent(problem -> problems.refuse(math, problem));
      }
      visitChildren(node);
    }
  }
}
