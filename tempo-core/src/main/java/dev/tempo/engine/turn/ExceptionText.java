package dev.tempo.engine.turn;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Formats exceptions for a run's log and result. They are made by anybody's code: asking one for
 * its message may itself fail, and its message may be of any length.
 */
public final class ExceptionText {
  private static final int MAX_MESSAGE = 2_000;
  private static final int MAX_TRACE = 256 * 1024;
  private static final int MAX_WORDS = 64 * 1024;

  private ExceptionText() {}

  /**
   * The exception's type and message, or its whole type if it has no message. Tempo's own speak for
   * themselves.
   */
  static String words(Throwable failure) {
    String type = failure.getClass().getName();
    String message = ask(failure::getMessage);
    if (message == null || message.isBlank()) {
      return type;
    }
    String text = cut(message, MAX_WORDS);
    return type.startsWith("dev.tempo.") ? text : simple(type) + ": " + text;
  }

  /** As {@link #words}, of what Tempo's own code threw to say something to people. */
  public static String ownWords(Throwable failure) {
    boolean spoken =
        failure instanceof IllegalStateException
            || failure instanceof IllegalArgumentException
            || failure instanceof UncheckedIOException;
    String message = spoken ? ask(failure::getMessage) : null;
    return message == null || message.isBlank() ? words(failure) : cut(message, MAX_WORDS);
  }

  /** As {@link #ownWords}, cut to what a run's result may hold. */
  public static String ownMessage(Throwable failure) {
    return cut(ownWords(failure), MAX_MESSAGE);
  }

  /** As {@link #words}, cut to what a run's result may hold. */
  public static String message(Throwable failure) {
    return cut(words(failure), MAX_MESSAGE);
  }

  /** The stack trace, cut to what a log should hold. */
  public static String stackTrace(Throwable failure) {
    Bounded text = new Bounded();
    try {
      failure.printStackTrace(new PrintWriter(text));
    } catch (Throwable e) { // its own code, or that of a cause
      text = new Bounded();
      byHand(failure, text.text);
    }
    return whole(text.text.toString());
  }

  /** The exception itself if a log can print it, else one that says the same and can be printed. */
  public static Throwable loggable(Throwable failure) {
    try {
      failure.printStackTrace(new PrintWriter(new Bounded()));
      return failure;
    } catch (Throwable e) {
      RuntimeException stand = new RuntimeException(message(failure), null, false, true) {};
      stand.setStackTrace(failure.getStackTrace());
      return stand;
    }
  }

  private static void byHand(Throwable failure, StringBuilder text) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable next = failure;
    while (next != null && seen.add(next)) {
      Throwable current = next;
      text.append(seen.size() == 1 ? "" : "Caused by: ").append(current.getClass().getName());
      text.append(": ")
          .append(cut(String.valueOf(ask(current::getMessage)), MAX_WORDS))
          .append('\n');
      for (StackTraceElement element : current.getStackTrace()) {
        text.append("\tat ").append(element).append('\n');
      }
      next = ask(current::getCause);
    }
  }

  /** What an exception's own code answers; null if it throws. */
  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (Throwable e) { // whatever it is, it must not keep the run from ending
      return null;
    }
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return whole(text);
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return whole(text.substring(0, end)) + "…";
  }

  /** Half a character cannot be stored. */
  private static String whole(String text) {
    boolean sound = text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
    return sound
        ? text
        : text.codePoints()
            .map(point -> Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** Keeps the begin of what is written. */
  private static final class Bounded extends Writer {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(char[] from, int offset, int length) {
      int room = MAX_TRACE - text.length();
      text.append(from, offset, Math.min(room, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
