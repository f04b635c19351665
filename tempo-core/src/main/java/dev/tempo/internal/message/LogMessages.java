package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said in and of the logs of runs. */
public final class LogMessages {
  static final Area AREA = new Area("log");

  public static final MessageTemplate OUTPUT_LIMIT =
      AREA.text(
          "outputLimit",
          "Output limit of {number} bytes reached; what follows is not kept. Raise "
              + "limits.outputBytes to keep more.");
  public static final MessageTemplate NOT_READ =
      AREA.text("notRead", "Output could not be read, and may be missing here: {reason}");
  public static final MessageTemplate HOLE =
      AREA.text("hole", "{number} bytes of {stream} were never written, and are left out here.");
  public static final MessageTemplate CUT =
      AREA.text("cut", "The file of {stream} was cut short; reading it from its start.");
  public static final MessageTemplate NOT_STORED =
      AREA.text("notStored", "Lines could not be stored: {reason}");
  public static final MessageTemplate CANNOT_LOG =
      AREA.text("cannotLog", "Run {run} cannot log: {reason}");
  public static final MessageTemplate CLOSED_EARLY =
      AREA.text("closedEarly", "The log of run {run} was closed before all of it was stored");
  public static final MessageTemplate FORM =
      AREA.text("form", "A log chunk has form {form}, but this version of Tempo knows {known}");
  public static final MessageTemplate DAMAGED = AREA.text("damaged", "A chunk of a log is damaged");
  public static final MessageTemplate STORE_CLOSED =
      AREA.text("storeClosed", "The log store is closed");
  public static final MessageTemplate GAP =
      AREA.text("gap", "Run {run} has {lines} lines stored, but the next to store is line {next}");

  private LogMessages() {}
}
