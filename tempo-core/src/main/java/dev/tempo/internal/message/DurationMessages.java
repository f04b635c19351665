package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** Lengths of time within other texts, in the way in which those are kept: {@code 1h 30m}. */
public final class DurationMessages {
  static final Area AREA = new Area("duration");

  public static final MessageTemplate HOURS = AREA.text("h", "{h}h");
  public static final MessageTemplate HOURS_MINUTES = AREA.text("hm", "{h}h {m}m");
  public static final MessageTemplate HOURS_MINUTES_SECONDS = AREA.text("hms", "{h}h {m}m {s}s");
  public static final MessageTemplate HOURS_SECONDS = AREA.text("hs", "{h}h {s}s");
  public static final MessageTemplate MINUTES = AREA.text("m", "{m}m");
  public static final MessageTemplate MINUTES_SECONDS = AREA.text("ms", "{m}m {s}s");
  public static final MessageTemplate SECONDS = AREA.text("s", "{s}s");
  public static final MessageTemplate MILLISECONDS = AREA.text("millis", "{number}ms");

  private DurationMessages() {}
}
