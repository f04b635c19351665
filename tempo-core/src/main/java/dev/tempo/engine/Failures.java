package dev.tempo.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Exceptions as a run's log and result show them. */
final class Failures {
  private static final int MAX_MESSAGE = 2_000;

  private Failures() {}

  /** The exception's own message, or its type if it has none. */
  static String message(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }

  static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
