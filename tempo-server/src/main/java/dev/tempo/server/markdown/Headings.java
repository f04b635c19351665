package dev.tempo.server.markdown;

import dev.tempo.server.markdown.RenderedMarkdown.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** The headings of a text, each with an anchor of its own. */
final class Headings extends AbstractVisitor {
  private static final String NAMELESS = "section";

  private final IdGenerator ids = IdGenerator.builder().defaultId(NAMELESS).build();
  private final List<TocEntry> entries = new ArrayList<>();
  private final Map<Heading, String> anchors = new IdentityHashMap<>();
  private final Set<String> names = new HashSet<>();

  private Headings() {}

  static Headings of(Node document) {
    Headings headings = new Headings();
    document.accept(headings);
    return headings;
  }

  List<TocEntry> entries() {
    return entries;
  }

  String anchor(Heading heading) {
    return anchors.get(heading);
  }

  boolean has(String anchor) {
    return names.contains(anchor);
  }

  @Override
  public void visit(Heading heading) {
    String text = text(heading);
    String anchor = ids.generateId(text);
    while (!names.add(anchor)) {
      anchor = ids.generateId(anchor);
    }
    anchors.put(heading, anchor);
    entries.add(new TocEntry(heading.getLevel(), text, anchor));
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak part) {
            text.append(' ');
          }

          @Override
          public void visit(HardLineBreak part) {
            text.append(' ');
          }

          @Override
          public void visit(CustomNode part) {
            if (part instanceof MathNode math) {
              text.append(math.tex());
            } else {
              visitChildren(part);
            }
          }
        });
    return text.toString().strip();
  }
}
