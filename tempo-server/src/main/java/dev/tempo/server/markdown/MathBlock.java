package dev.tempo.server.markdown;

import org.commonmark.node.CustomBlock;

/** A formula on lines of its own. */
final class MathBlock extends CustomBlock {
  private String tex = "";
  private boolean closed;

  String tex() {
    return tex;
  }

  /** Whether the marks at its end are there. */
  boolean isClosed() {
    return closed;
  }

  void set(String text, boolean isClosed) {
    this.tex = text;
    this.closed = isClosed;
  }
}
