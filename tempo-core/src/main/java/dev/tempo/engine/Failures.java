package dev.tempo.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Exceptions as a run's log and result show them. */
final class Failures {
  private static final int MAX_MESSAGE = 2_000;

  private Failures() {}

  /** The exception's own message, whole, or its type if it has none. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getName() : message;
  }

  /** As {@link #words}, cut to what a run's result may hold. */
  static String message(Throwable failure) {
    String text = words(failure);
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }

  static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
