package dev.tempo.server.jobs;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many steps a regular expression unfolds to, before it is compiled: {@code (a{100}){100}} is
 * short and has 10,000. Rather too many than too few are counted.
 */
final class PatternSize {
  private static final long ENOUGH = 1_000_000;

  private final String text;
  private int at;
  private long group;
  private long atom;

  private PatternSize(String text) {
    this.text = text;
  }

  static long of(String text) {
    return new PatternSize(text).count();
  }

  private long count() {
    Deque<Long> around = new ArrayDeque<>();
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          around.push(group + atom);
          group = 1;
          atom = 0;
        }
        case ')' -> {
          atom = Math.min(ENOUGH, group + atom + 1);
          group = around.isEmpty() ? 0 : around.pop();
        }
        case '{' -> repetition();
        default -> atom(1);
      }
    }
    return around.stream().mapToLong(Long::longValue).sum() + group + atom;
  }

  private void atom(long size) {
    group = Math.min(ENOUGH, group + atom);
    atom = size;
  }

  private void escape() {
    if (text.startsWith("Q", at)) {
      int end = text.indexOf("\\E", at);
      int stop = end < 0 ? text.length() : end + 2;
      atom(stop - at);
      at = stop;
    } else {
      at++;
      atom(1);
    }
  }

  /** A class is one step; an escape in it does not end it, and neither does a first bracket. */
  private void characterClass() {
    at += text.startsWith("^", at) ? 1 : 0;
    at += text.startsWith("]", at) ? 1 : 0;
    while (at < text.length() && text.charAt(at) != ']') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    atom(1);
  }

  private void repetition() {
    long most = 1;
    long number = 0;
    int next = at;
    while (next < text.length()
        && (Character.isDigit(text.charAt(next)) || text.charAt(next) == ',')) {
      number =
          text.charAt(next) == ',' ? 0 : Math.min(ENOUGH, number * 10 + text.charAt(next) - '0');
      most = Math.max(most, number);
      next++;
    }
    if (next < text.length() && text.charAt(next) == '}' && next > at) {
      at = next + 1;
      atom = Math.min(ENOUGH, atom * most);
    } else {
      atom(1);
    }
  }
}
