package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of pages that scripts serve. */
public final class WebAppMessages {
  static final Area AREA = new Area("webapp");

  public static final MessageTemplate NO_PORT =
      AREA.text("noPort", "No port from {from} to {to} is free for its page");
  public static final MessageTemplate LATE =
      AREA.text("late", "Its page did not answer within {seconds} s after it was started");
  public static final MessageTemplate ENDED_EARLY =
      AREA.text("endedEarly", "It ended before its page answered");

  private WebAppMessages() {}
}
