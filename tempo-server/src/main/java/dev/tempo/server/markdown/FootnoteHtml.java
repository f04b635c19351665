package dev.tempo.server.markdown;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/** Writes marks of footnotes as links to them, and footnotes with links back. */
final class FootnoteHtml implements NodeRenderer {
  private static final String NOTE = "footnote-";
  private static final String MARK = "footnote-ref-";

  private final HtmlNodeRendererContext context;

  FootnoteHtml(HtmlNodeRendererContext context) {
    this.context = context;
  }

  @Override
  public Set<Class<? extends Node>> getNodeTypes() {
    return Set.of(FootnoteReference.class, Footnote.class, FootnoteList.class);
  }

  @Override
  public void render(Node node) {
    switch (node) {
      case FootnoteReference reference -> write(reference);
      case Footnote footnote -> write(footnote);
      case FootnoteList list -> write(list);
      default -> throw new IllegalArgumentException(node.toString());
    }
  }

  private void write(FootnoteReference reference) {
    HtmlWriter html = context.getWriter();
    String number = Integer.toString(reference.number());
    html.tag("sup", Map.of("class", "footnote-ref"));
    link(
        "#" + NOTE + number,
        Map.of("id", mark(reference.number(), reference.occurrence())),
        number);
    html.tag("/sup");
  }

  private void write(FootnoteList list) {
    HtmlWriter html = context.getWriter();
    html.line();
    html.tag("section", Map.of("class", "footnotes"));
    html.tag("ol");
    children(list);
    html.tag("/ol");
    html.tag("/section");
    html.line();
  }

  private void write(Footnote footnote) {
    HtmlWriter html = context.getWriter();
    html.line();
    html.tag("li", Map.of("id", NOTE + footnote.number()));
    children(footnote);
    for (int occurrence = 1; occurrence <= footnote.references(); occurrence++) {
      link("#" + mark(footnote.number(), occurrence), Map.of("class", "footnote-back"), "↩");
    }
    html.tag("/li");
    html.line();
  }

  private void children(Node parent) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      context.render(child);
    }
  }

  private void link(String target, Map<String, String> attributes, String text) {
    HtmlWriter html = context.getWriter();
    Map<String, String> all = new LinkedHashMap<>(attributes);
    all.put("href", target);
    html.tag("a", all);
    html.text(text);
    html.tag("/a");
  }

  private static String mark(int number, int occurrence) {
    return MARK + number + (occurrence == 1 ? "" : "-" + occurrence);
  }
}
