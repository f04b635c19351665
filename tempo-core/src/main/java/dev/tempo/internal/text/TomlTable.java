package dev.tempo.internal.text;

import dev.tempo.internal.message.SyntaxMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of a TOML document while it is read, and who may still add to it. Not thread-safe. */
public final class TomlTable {
  /** How a table came to be, which decides what may be added to it. */
  private enum Origin {
    /** On the way to a table that was named: it may still be named itself. */
    PASSED,
    /** Named by a header of its own. */
    NAMED,
    /** Made by dotted keys in a section; only that section adds to it. */
    DOTTED,
    /** Written within braces: complete. */
    CLOSED
  }

  /** The tables of {@code [[key]]}, the last of which is added to. */
  private record Tables(List<TomlTable> tables) {}

  private final Map<String, Object> entries = new LinkedHashMap<>();
  private Origin origin;
  private int section;

  private TomlTable(Origin origin, int section) {
    this.origin = origin;
    this.section = section;
  }

  /** An empty document, or an empty table within braces. */
  static TomlTable empty() {
    return new TomlTable(Origin.NAMED, 0);
  }

  /**
   * The value of a key: a String, a Boolean, a Number, a {@link Toml.Time}, a List, or a TomlTable;
   * empty if there is none.
   */
  public Optional<Object> get(String key) {
    Object value = entries.get(key);
    return Optional.ofNullable(value instanceof Tables(var tables) ? List.copyOf(tables) : value);
  }

  Set<String> keys() {
    return entries.keySet();
  }

  /** Ends a table within braces; what lies in it is reached through it alone. */
  void close() {
    origin = Origin.CLOSED;
  }

  /** Sets {@code a.b.c = value} in a section of the document. */
  void put(List<String> path, Object value, int inSection) {
    TomlTable table = this;
    for (String key : path.subList(0, path.size() - 1)) {
      table = table.dotted(key, inSection);
    }
    if (table.entries.putIfAbsent(path.getLast(), value) != null) {
      throw new Refused(path, SyntaxMessages.TWICE);
    }
  }

  private TomlTable dotted(String key, int inSection) {
    Object found = entries.computeIfAbsent(key, k -> new TomlTable(Origin.DOTTED, inSection));
    if (!(found instanceof TomlTable table)) {
      throw new Refused(List.of(key), SyntaxMessages.TWICE_AS_TABLE);
    }
    boolean closed =
        table.origin == Origin.NAMED
            || table.origin == Origin.CLOSED
            || table.origin == Origin.DOTTED && table.section != inSection;
    if (closed) {
      throw new Refused(List.of(key), SyntaxMessages.TABLE_COMPLETE);
    }
    table.origin = Origin.DOTTED;
    table.section = inSection;
    return table;
  }

  /** Begins {@code [a.b.c]}. */
  TomlTable named(List<String> path) {
    TomlTable parent = passed(path);
    Object found =
        parent.entries.computeIfAbsent(path.getLast(), k -> new TomlTable(Origin.PASSED, 0));
    if (!(found instanceof TomlTable table) || table.origin != Origin.PASSED) {
      throw new Refused(path, SyntaxMessages.TWICE);
    }
    table.origin = Origin.NAMED;
    return table;
  }

  /** Begins one more {@code [[a.b.c]]}. */
  TomlTable oneMore(List<String> path) {
    TomlTable parent = passed(path);
    Object found =
        parent.entries.computeIfAbsent(path.getLast(), k -> new Tables(new ArrayList<>()));
    if (!(found instanceof Tables(var tables))) {
      throw new Refused(path, SyntaxMessages.TWICE);
    }
    TomlTable table = new TomlTable(Origin.NAMED, 0);
    tables.add(table);
    return table;
  }

  private TomlTable passed(List<String> path) {
    TomlTable table = this;
    for (String key : path.subList(0, path.size() - 1)) {
      Object found = table.entries.computeIfAbsent(key, k -> new TomlTable(Origin.PASSED, 0));
      Object next = found instanceof Tables(var tables) ? tables.getLast() : found;
      if (!(next instanceof TomlTable inner) || inner.origin == Origin.CLOSED) {
        throw new Refused(path, SyntaxMessages.VALUE_COMPLETE);
      }
      table = inner;
    }
    return table;
  }

  /** What does not fit to what was there before. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message message;

    Refused(List<String> path, MessageTemplate what) {
      this(what.of(String.join(".", path)));
    }

    private Refused(Message message) {
      super(message.text(), null, false, false);
      this.message = message;
    }

    Message message() {
      return message;
    }
  }
}
