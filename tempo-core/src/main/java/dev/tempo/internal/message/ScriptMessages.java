package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of the files of scripts. */
public final class ScriptMessages {
  static final Area AREA = new Area("script");

  public static final MessageTemplate OUTSIDE =
      AREA.text(
          "file.outside",
          "The script {file} is a link that leads out of {root}; put the script itself " + "there");
  public static final MessageTemplate GONE =
      AREA.text("file.gone", "The script {file} is not there");
  public static final MessageTemplate UNREADABLE =
      AREA.text("file.unreadable", "The script {file} cannot be read: {reason}");
  public static final MessageTemplate TOO_LARGE =
      AREA.text(
          "file.tooLarge",
          "The script {file} has more than {limit} bytes; let a small script start what "
              + "is large");
  public static final MessageTemplate NO_COPY =
      AREA.text(
          "file.noCopy",
          "There can be no copy of {file} beside it ({reason}), so the shell reads the "
              + "script itself: a change to it while it runs counts");
  public static final MessageTemplate NOT_FOR_ALL =
      AREA.text("file.notForAll", "it is not for all to read");
  public static final MessageTemplate DENIED = AREA.text("file.denied", "permission denied");
  public static final MessageTemplate NOT_BELOW =
      AREA.text("file.notBelow", "The file {file} must lie below {root}");
  public static final MessageTemplate NOT_ABSOLUTE =
      AREA.text(
          "file.notAbsolute",
          "The {what} '{path}' must be an absolute path that can be stored as a text");

  private ScriptMessages() {}
}
