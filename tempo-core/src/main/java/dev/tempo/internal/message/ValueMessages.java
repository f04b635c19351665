package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of values that are not taken: texts, times, counts. */
public final class ValueMessages {
  static final Area AREA = new Area("value");

  public static final MessageTemplate NUL =
      AREA.text("nul", "{name} must not contain NUL, but has it at character {position}");
  public static final MessageTemplate HALF_CHARACTER =
      AREA.text(
          "halfCharacter",
          "{name} must be Unicode, but has half of a surrogate pair at character {position}");

  public static final MessageTemplate DURATION_OR_ZERO =
      AREA.text("durationOrZero", "{name} must be 0 or from 1 ms to {max}, but got {given}");
  public static final MessageTemplate WHOLE_DURATION_OR_ZERO =
      AREA.text(
          "wholeDurationOrZero",
          "{name} must be 0 or from 1 ms to {max} in whole milliseconds, but got {given}");
  public static final MessageTemplate WHOLE_DURATION =
      AREA.text(
          "wholeDuration",
          "{name} must be from {min} to {max} in whole milliseconds, but got {given}");
  public static final MessageTemplate YEARS =
      AREA.text("years", "{name} must be in the years 1970 to 9999, but got {given}");

  public static final MessageTemplate BLANK_NAME =
      AREA.text("blankName", "A name must not be blank (its value is '{value}')");
  public static final MessageTemplate PLAIN_AND_SECRET =
      AREA.text(
          "plainAndSecret", "The environment variable '{name}' cannot be both plain and secret");
  public static final MessageTemplate WORKING_DIRECTORY =
      AREA.text("workingDirectory", "The working directory '{path}' cannot be stored as a text");
  public static final MessageTemplate VARIABLE_NAME =
      AREA.text(
          "variableName",
          "The environment variable's name '{name}' must not be blank or contain '=' or NUL");
  public static final MessageTemplate VARIABLE_LETTERS =
      AREA.text(
          "variableLetters", "environment variable '{name}': a name is letters, digits and _ only");
  public static final MessageTemplate VARIABLE_PATTERN =
      AREA.text(
          "variablePattern",
          "'{given}': a pattern is a variable's name, or its beginning and a final *");
  public static final MessageTemplate CONTAINS_NUL =
      AREA.text("containsNul", "{name} contains a NUL character");
  public static final MessageTemplate PARAMETER_NAME =
      AREA.text(
          "parameterName", "The parameter '{name}' must have a name, and not be plain besides");
  public static final MessageTemplate BLANK_HANDLER =
      AREA.text("blankHandler", "A handler's name must not be blank");
  public static final MessageTemplate NO_PROGRAM =
      AREA.text("noProgram", "A command must name a program, but got {given}");

  public static final MessageTemplate BLANK_JOB_NAME =
      AREA.text("blankJobName", "A job's {part} must not be blank");
  public static final MessageTemplate LONG_JOB_NAME =
      AREA.text(
          "longJobName",
          "A job's {part} must have at most {max} characters, but got {length}: '{begin}…'");
  public static final MessageTemplate BLANK_QUEUE =
      AREA.text("blankQueue", "A queue's name must not be blank");
  public static final MessageTemplate QUEUE_LIMIT =
      AREA.text(
          "queueLimit", "The limit of the queue '{queue}' must be at least 1, but got {given}");
  public static final MessageTemplate DEFAULT_QUEUE =
      AREA.text("defaultQueue", "The default queue always has a limit of its own");
  public static final MessageTemplate NODE_LABEL =
      AREA.text(
          "nodeLabel",
          "'{label}' is no label of nodes: those are name or name=value, without blanks, commas"
              + " and semicolons, of at most {max} characters each");
  public static final MessageTemplate NEGATIVE =
      AREA.text("negative", "{name} must not be negative, but got {given}");
  public static final MessageTemplate AT_LEAST_ONE =
      AREA.text("atLeastOne", "{name} must be at least 1, but got {given}");
  public static final MessageTemplate RANGE =
      AREA.text("range", "{name} must be from {min} to {max}, but got {given}");
  public static final MessageTemplate PROCESS_LIMIT =
      AREA.text("processLimit", "{name} is {given}, must be between {min} and {max}");
  public static final MessageTemplate MAX_DELAY =
      AREA.text("maxDelay", "retry.maxDelay must be at least the delay {delay}, but got {given}");
  public static final MessageTemplate END_BEFORE_START =
      AREA.text(
          "endBeforeStart",
          "A trigger's end must not be before its start {start}, but got {given}");
  public static final MessageTemplate CALENDAR_FIELD =
      AREA.text("calendarField", "{field} {given} was given; allowed are {min} to {max}");
  public static final MessageTemplate OCCURRENCES =
      AREA.text("occurrences", "count is {given}; it must be 0 or more");

  public static final MessageTemplate SEARCH_LENGTH =
      AREA.text(
          "searchLength",
          "The text to search for must have 1 to {max} characters, but has {length}");
  public static final MessageTemplate SEARCH_LINE_FEED =
      AREA.text(
          "searchLineFeed",
          "The text to search for must not contain a line feed: lines are searched one by one");
  public static final MessageTemplate SEARCH_STREAM =
      AREA.text("searchStream", "At least one stream must be searched");
  public static final MessageTemplate SEARCH_LIMIT =
      AREA.text("searchLimit", "limit must be in 1 to {max}: {given}");
  public static final MessageTemplate SEARCH_CURSOR =
      AREA.text("searchCursor", "Not a cursor that a search gave: {given}");
  public static final MessageTemplate PAGE_SIZE =
      AREA.text("pageSize", "A page must hold at least 1 run, but got {given}");

  public static final MessageTemplate URL_SCHEME =
      AREA.text("urlScheme", "{name} '{url}' must begin with a scheme such as https://");
  public static final MessageTemplate URL =
      AREA.text("url", "{name} '{url}' is not an address: {reason}");
  public static final MessageTemplate BLANKS =
      AREA.text("blanks", "{name} '{given}' must not be empty or hold blanks");
  public static final MessageTemplate USER_RANGE =
      AREA.text(
          "userRange",
          "a range of users begins at {min} or above and does not end before it begins, but got"
              + " {first}-{last}");
  public static final MessageTemplate USER_RANGE_FORM =
      AREA.text("userRangeForm", "a range of users looks like 200000-201000, but got '{given}'");

  private ValueMessages() {}
}
