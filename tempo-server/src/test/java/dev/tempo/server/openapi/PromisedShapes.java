package dev.tempo.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The names in requests and answers that were promised, from a file beside the tests. */
final class PromisedShapes {
  private static final Pattern WORD = Pattern.compile("[()]|[^\\s()]+");

  private final Map<String, List<Name>> shapes = new HashMap<>();

  /**
   * A place where names stand.
   *
   * @param operation method and path, or {@code schema} and its name
   * @param part a status, {@code asks}, {@code takes}, the type of a message; empty for a schema
   */
  record Promise(String operation, String part, List<Name> names) {}

  /**
   * A name.
   *
   * @param path names from the outermost to this one
   * @param words what it may hold, if that was promised
   * @param mayBeMissing whether not every answer has it
   */
  record Name(List<String> path, Set<String> words, boolean mayBeMissing) {
    private Name within(List<String> outer) {
      List<String> whole = new ArrayList<>(outer);
      whole.addAll(path);
      return new Name(List.copyOf(whole), words, mayBeMissing);
    }
  }

  private PromisedShapes() {}

  /** Reads the file. */
  static List<Promise> read() {
    PromisedShapes shapes = new PromisedShapes();
    List<Promise> promises = new ArrayList<>();
    for (String line : lines()) {
      String[] words = line.split("\\s+", 4);
      if (words[0].endsWith(":")) {
        String name = words[0].substring(0, words[0].length() - 1);
        shapes.shapes.put(name, shapes.names(line.substring(words[0].length())));
      } else if (words[0].equals("schema")) {
        String names = line.split("\\s+", 3)[2];
        promises.add(new Promise(words[0] + " " + words[1], "", shapes.names(names)));
      } else {
        promises.add(new Promise(words[0] + " " + words[1], words[2], shapes.names(words[3])));
      }
    }
    return promises;
  }

  private List<Name> names(String text) {
    List<Name> names = new ArrayList<>();
    Deque<String> around = new ArrayDeque<>();
    for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
      List<String> outer = List.copyOf(around);
      switch (word.charAt(0)) {
        case '(' -> around.addLast(names.getLast().path().getLast());
        case ')' -> around.removeLast();
        case ':' -> shapes.get(word.substring(1)).forEach(name -> names.add(name.within(outer)));
        default -> names.add(name(word).within(outer));
      }
    }
    return names;
  }

  private static Name name(String word) {
    String[] sides = word.split("=", 2);
    boolean mayBeMissing = sides[0].endsWith("?");
    String name = mayBeMissing ? sides[0].substring(0, sides[0].length() - 1) : sides[0];
    Set<String> words = sides.length > 1 ? Set.of(sides[1].split("\\|")) : Set.of();
    return new Name(List.of(name), words, mayBeMissing);
  }

  /** The lines of the file, with those that go on put together. */
  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    try (InputStream in =
        PromisedShapes.class.getResourceAsStream("/dev/tempo/server/promised-shapes.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> lines.add(line.startsWith(" ") ? lines.removeLast() + line : line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
