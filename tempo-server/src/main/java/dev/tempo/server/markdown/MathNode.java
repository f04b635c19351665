package dev.tempo.server.markdown;

import org.commonmark.node.CustomNode;

/** A formula within a line of text. */
final class MathNode extends CustomNode {
  private final String tex;
  private final boolean display;

  /**
   * A formula.
   *
   * @param tex without the marks around it
   * @param display whether it stands alone, as after {@code $$}
   */
  MathNode(String tex, boolean display) {
    this.tex = tex;
    this.display = display;
  }

  String tex() {
    return tex;
  }

  boolean isDisplay() {
    return display;
  }
}
