package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is wrong with a text in TOML, and what came in the place of what was expected. */
public final class SyntaxMessages {
  static final Area AREA = new Area("syntax");

  public static final MessageTemplate END_OF_LINE = AREA.text("endOfLine", "the end of the line");
  public static final MessageTemplate LINE_END =
      AREA.text("lineEnd", "The end of the line is expected, but got {given}");
  public static final MessageTemplate BRACKET =
      AREA.text("bracket", "']' is expected, but got {given}");
  public static final MessageTemplate PAIR =
      AREA.text("pair", "A line such as key = \"value\" is expected");
  public static final MessageTemplate PAIR_GOT =
      AREA.text("pairGot", "A line such as key = \"value\" is expected, but got {given}");
  public static final MessageTemplate DEPTH =
      AREA.text("depth", "Values lie more than {max} deep in each other");
  public static final MessageTemplate LIST_END =
      AREA.text("listEnd", "',' or ']' is expected, but got {given}");
  public static final MessageTemplate TABLE_END =
      AREA.text("tableEnd", "',' or '}' is expected, but got {given}");
  public static final MessageTemplate TEXT_END =
      AREA.text("textEnd", "The text does not end before {given}");
  public static final MessageTemplate ESCAPE =
      AREA.text("escape", "The text does not end, or has an unknown escape");
  public static final MessageTemplate NO_CHARACTER =
      AREA.text("noCharacter", "{given} is no character");
  public static final MessageTemplate DIGITS =
      AREA.text("digits", "The number has more than {max} digits");
  public static final MessageTemplate VALUE =
      AREA.text("value", "A value is expected, but got {given}");
  public static final MessageTemplate YEAR_ZERO = AREA.text("yearZero", "There is no year 0");
  public static final MessageTemplate NO_DATE = AREA.text("noDate", "{given} is no date");
  public static final MessageTemplate TWICE = AREA.text("twice", "'{key}' is there twice");
  public static final MessageTemplate TWICE_AS_TABLE =
      AREA.text("twiceAsTable", "'{key}' is there twice, as a value and as a table");
  public static final MessageTemplate TABLE_COMPLETE =
      AREA.text("tableComplete", "'{key}' is a table that was complete before");
  public static final MessageTemplate VALUE_COMPLETE =
      AREA.text("valueComplete", "'{key}' lies in a value that is complete");

  private SyntaxMessages() {}
}
