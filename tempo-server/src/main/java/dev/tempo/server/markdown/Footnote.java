package dev.tempo.server.markdown;

import org.commonmark.node.CustomBlock;

/** A footnote, where it is written and at last where it is shown. */
final class Footnote extends CustomBlock {
  private final String label;
  private int number;
  private int references;

  Footnote(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  int number() {
    return number;
  }

  void number(int at) {
    this.number = at;
  }

  int references() {
    return references;
  }

  /** Another mark leads here; says how many do by now. */
  int refer() {
    return ++references;
  }
}
