package dev.tempo.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell script with the parts blanked out that are not code; line breaks stay where they are.
 *
 * @param code without comments, here-documents and what is quoted
 * @param expansions the same, with what is in double quotes
 */
record ShellText(String code, String expansions) {
  private static final Pattern HERE = Pattern.compile("<<(-?)\\s*(['\"\\\\]?)([A-Za-z_][\\w]*)");

  static ShellText of(String script) {
    return new Reader(script).read();
  }

  /** Runs once. */
  private static final class Reader {
    private final String script;
    private final StringBuilder code;
    private final StringBuilder expansions;
    private final Deque<Matcher> documents = new ArrayDeque<>();
    private int at;

    Reader(String script) {
      this.script = script;
      this.code = new StringBuilder(script.length());
      this.expansions = new StringBuilder(script.length());
    }

    ShellText read() {
      while (at < script.length()) {
        char c = script.charAt(at);
        switch (c) {
          case '\\' -> hide(Math.min(2, script.length() - at));
          case '\'' -> quoted('\'');
          case '"' -> quoted('"');
          case '#' -> comment();
          case '<' -> here();
          case '\n' -> endLine();
          default -> show();
        }
      }
      return new ShellText(code.toString(), expansions.toString());
    }

    private void show() {
      code.append(script.charAt(at));
      expansions.append(script.charAt(at++));
    }

    private void hide(int count) {
      for (int end = at + count; at < end; at++) {
        char c = script.charAt(at) == '\n' ? '\n' : ' ';
        code.append(c);
        expansions.append(c);
      }
    }

    /** A quote stays, so that {@code $'} is seen; what is within does not. */
    private void quoted(char quote) {
      show();
      boolean ansi = quote == '\'' && at > 1 && script.charAt(at - 2) == '$';
      while (at < script.length() && script.charAt(at) != quote) {
        char c = script.charAt(at);
        if (c == '\\' && (quote == '"' || ansi)) {
          hide(Math.min(2, script.length() - at));
        } else if (c != '\n' && quote == '"') {
          code.append('x');
          expansions.append(c);
          at++;
        } else {
          hide(1);
        }
      }
      if (at < script.length()) {
        show();
      }
    }

    private void comment() {
      boolean begins = at == 0 || " \t\n;&|()".indexOf(script.charAt(at - 1)) >= 0;
      if (!begins) {
        show();
        return;
      }
      int end = script.indexOf('\n', at);
      hide((end < 0 ? script.length() : end) - at);
    }

    private void here() {
      boolean string = script.startsWith("<<<", at);
      Matcher found = HERE.matcher(script).region(at, script.length());
      if (!string && found.lookingAt()) {
        documents.add(found);
        hide(found.end() - at);
      } else if (string) {
        show();
        show();
        show();
      } else {
        show();
      }
    }

    private void endLine() {
      show();
      while (!documents.isEmpty() && at < script.length()) {
        skip(documents.remove());
      }
    }

    private void skip(Matcher document) {
      boolean found = false;
      while (!found && at < script.length()) {
        int end = script.indexOf('\n', at);
        int next = end < 0 ? script.length() : end + 1;
        String line = script.substring(at, end < 0 ? script.length() : end);
        String name = document.group(1).isEmpty() ? line : line.stripLeading();
        found = name.equals(document.group(3));
        hide(next - at);
      }
    }
  }
}
