package dev.tempo.server.markdown;

import dev.tempo.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.commonmark.node.Node;

/** Collects what is wrong with a text, by line. */
final class Problems {
  private static final int MOST = 100;

  private final List<MarkdownProblem> found = new ArrayList<>();

  void warn(Node node, Message message) {
    add(MarkdownProblem.warning(line(node), message));
  }

  void refuse(Node node, Message message) {
    add(MarkdownProblem.error(line(node), message));
  }

  /** The first of them. */
  List<MarkdownProblem> all() {
    return found.stream()
        .sorted(Comparator.comparingInt(MarkdownProblem::line))
        .limit(MOST)
        .toList();
  }

  private void add(MarkdownProblem problem) {
    found.add(problem);
  }

  /** Where a part of the text begins: it or what it is in knows that. */
  private static int line(Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (!at.getSourceSpans().isEmpty()) {
        return at.getSourceSpans().getFirst().getLineIndex() + 1;
      }
    }
    return 1;
  }
}
