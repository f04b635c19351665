package dev.tempo.server.markdown;

import org.commonmark.node.CustomNode;

/** A mark in a text that leads to a footnote. */
final class FootnoteReference extends CustomNode {
  private final String label;
  private int number;
  private int occurrence;

  FootnoteReference(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  int number() {
    return number;
  }

  /** Which of the marks that lead to the same footnote it is, from 1. */
  int occurrence() {
    return occurrence;
  }

  void count(int footnote, int times) {
    this.number = footnote;
    this.occurrence = times;
  }
}
