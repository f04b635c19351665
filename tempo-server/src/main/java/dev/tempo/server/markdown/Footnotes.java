package dev.tempo.server.markdown;

import dev.tempo.server.message.Messages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.node.Text;

/**
 * Takes the footnotes out of a text and numbers them by where they are referred to first. What
 * nothing refers to is left out; a mark that leads to none becomes the text that it was, and is
 * told.
 */
final class Footnotes {
  private final Map<String, Footnote> written = new HashMap<>();
  private final Set<Footnote> shown = new LinkedHashSet<>();
  private final Problems problems;

  private Footnotes(Problems problems) {
    this.problems = problems;
  }

  /** The footnotes to be shown, in their order; they do not stand in the document any more. */
  static List<Footnote> take(Node document, Problems problems) {
    Footnotes footnotes = new Footnotes(problems);
    footnotes.collect(document);
    Deque<Node> unread = new ArrayDeque<>(List.of(document));
    while (!unread.isEmpty()) {
      for (FootnoteReference reference : references(unread.poll())) {
        footnotes.resolve(reference, unread);
      }
    }
    return List.copyOf(footnotes.shown);
  }

  private void collect(Node document) {
    List<Footnote> found = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(CustomBlock block) {
            if (block instanceof Footnote footnote) {
              found.add(footnote);
            }
            visitChildren(block);
          }
        });
    for (Footnote footnote : found) {
      footnote.unlink();
      written.putIfAbsent(key(footnote.label()), footnote);
    }
  }

  private static List<FootnoteReference> references(Node within) {
    List<FootnoteReference> found = new ArrayList<>();
    within.accept(
        new AbstractVisitor() {
          @Override
          public void visit(CustomNode node) {
            if (node instanceof FootnoteReference reference) {
              found.add(reference);
            }
            visitChildren(node);
          }
        });
    return found;
  }

  private void resolve(FootnoteReference reference, Deque<Node> unread) {
    Footnote footnote = written.get(key(reference.label()));
    if (footnote == null) {
      problems.warn(reference, Messages.message("api.docs.noFootnote", "label", reference.label()));
      reference.insertAfter(new Text("[^" + reference.label() + "]"));
      reference.unlink();
      return;
    }
    if (shown.add(footnote)) {
      footnote.number(shown.size());
      unread.add(footnote);
    }
    reference.count(footnote.number(), footnote.refer());
  }

  private static String key(String label) {
    return label.toLowerCase(Locale.ROOT);
  }
}
