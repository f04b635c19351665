package dev.tempo.server.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The calls in the server's sources that make messages, as they stand there. */
final class MessageCalls {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern CALL =
      Pattern.compile("(?<![\\w])(message|counted|said)\\(\\s*(?=[^)])");
  private static final Pattern KEY = Pattern.compile("\"(api\\.[A-Za-z0-9_.]+)\"");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private MessageCalls() {}

  /**
   * A call.
   *
   * @param file where it stands
   * @param counted whether it has forms of a plural
   * @param keys one, or several of which one is taken; those that end with a point are composed
   * @param arguments the names of its arguments
   */
  record Call(String file, boolean counted, Set<String> keys, Set<String> arguments) {}

  /** All of them. */
  static List<Call> all() {
    List<Call> calls = new ArrayList<>();
    sources().forEach(file -> calls.addAll(in(file)));
    return calls;
  }

  /** All keys of texts in the code, whatever is made of them. */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    sources().forEach(file -> keys.addAll(literals(KEY, code(file))));
    return keys;
  }

  /** All sources of the server. */
  static List<Path> sources() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A source without its comments. */
  static String code(Path file) {
    try {
      return Files.readString(file)
          .replaceAll("(?s)/\\*.*?\\*/", "")
          .replaceAll("(?m)^((?:[^\"\\n/]|\"(?:[^\"\\\\\\n]|\\\\.)*\"|/(?!/))*)//.*$", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Call> in(Path file) {
    String code = code(file);
    List<Call> calls = new ArrayList<>();
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      List<String> parts = parts(code, call.end());
      Set<String> keys = literals(KEY, parts.getFirst());
      if (!keys.isEmpty()) {
        boolean counted = call.group(1).equals("counted");
        Set<String> names = new TreeSet<>();
        for (int i = counted ? 2 : 1; i < parts.size(); i += 2) {
          names.addAll(literals(LITERAL, parts.get(i)));
        }
        calls.add(new Call(file.getFileName().toString(), counted, keys, names));
      }
    }
    return calls;
  }

  private static Set<String> literals(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().forEach(one -> found.add(one.group(1)));
    return found;
  }

  /** The arguments of a call, from behind its parenthesis. */
  private static List<String> parts(String code, int from) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = from;
    boolean quoted = false;
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '"' && code.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == ')') && depth == 0) {
        parts.add(code.substring(start, i).strip());
        start = i + 1;
        if (c == ')') {
          return parts;
        }
      } else if (!quoted) {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
    }
    throw new AssertionError("A call has no end: " + code.substring(from, from + 50));
  }
}
