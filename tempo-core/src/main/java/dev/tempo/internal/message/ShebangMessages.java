package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of the first line of a script. */
public final class ShebangMessages {
  static final Area AREA = new Area("shebang");

  public static final MessageTemplate RELATIVE =
      AREA.text(
          "relative",
          "The first line must name an interpreter by an absolute path, such as "
              + "#!/bin/bash or #!/usr/bin/env bash, but names '{program}'");
  public static final MessageTemplate NOT_A_PROGRAM =
      AREA.text("notAProgram", "The first line names {program}, which is not a program");
  public static final MessageTemplate NOT_THERE =
      AREA.text("notThere", "The first line names {program}, which is not there");
  public static final MessageTemplate NO_PATH =
      AREA.text("noPath", "The first line names {program}, which is no path");
  public static final MessageTemplate NOT_IN_PATH =
      AREA.text("notInPath", "The first line names {program}, which is not found in PATH ({path})");
  public static final MessageTemplate WRONG =
      AREA.text("wrong", "The first line is wrong: {problem}");
  public static final MessageTemplate TOO_LONG =
      AREA.text("tooLong", "The first line is longer than the {max} bytes that Linux reads");
  public static final MessageTemplate NO_PROGRAM =
      AREA.text("env.noProgram", "env is given no program");
  public static final MessageTemplate ONE_WORD =
      AREA.text(
          "env.oneWord",
          "env would take '{given}' for one word; write '#!/usr/bin/env -S {given}'");
  public static final MessageTemplate ESCAPE =
      AREA.text("env.escape", "env does not know '\\{sign}'");
  public static final MessageTemplate VARIABLE =
      AREA.text("env.variable", "env knows only variables such as {example}");
  public static final MessageTemplate QUOTE =
      AREA.text("env.quote", "env finds a quote that is not closed");

  private ShebangMessages() {}
}
