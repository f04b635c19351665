package dev.tempo.server.markdown;

import java.util.Map;
import java.util.Set;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/** Writes formulas as TeX, in elements that say what it is. */
final class MathHtml implements NodeRenderer {
  private final HtmlNodeRendererContext context;

  MathHtml(HtmlNodeRendererContext context) {
    this.context = context;
  }

  @Override
  public Set<Class<? extends Node>> getNodeTypes() {
    return Set.of(MathNode.class, MathBlock.class);
  }

  @Override
  public void render(Node node) {
    switch (node) {
      case MathNode math -> write("span", math.tex(), math.isDisplay());
      case MathBlock math when math.isClosed() -> block("div", math.tex(), true);
      case MathBlock open -> block("p", "$$" + open.tex(), false);
      default -> throw new IllegalArgumentException(node.toString());
    }
  }

  private void block(String tag, String text, boolean formula) {
    HtmlWriter html = context.getWriter();
    html.line();
    if (formula) {
      write(tag, text, true);
    } else {
      html.tag(tag);
      html.text(text);
      html.tag("/" + tag);
    }
    html.line();
  }

  private void write(String tag, String tex, boolean display) {
    HtmlWriter html = context.getWriter();
    html.tag(tag, Map.of("class", display ? "math display" : "math inline"));
    html.text(tex);
    html.tag("/" + tag);
  }
}
