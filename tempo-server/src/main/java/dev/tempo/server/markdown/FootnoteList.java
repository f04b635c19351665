package dev.tempo.server.markdown;

import java.util.List;
import org.commonmark.node.CustomBlock;

/** All footnotes, behind the text. */
final class FootnoteList extends CustomBlock {
  FootnoteList(List<Footnote> footnotes) {
    footnotes.forEach(this::appendChild);
  }
}
