package dev.tempo.internal.message;

import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;

/** What is said of cron expressions. */
public final class CronMessages {
  static final Area AREA = new Area("cron");

  public static final MessageTemplate AT =
      AREA.text("at", "{field} at position {position} of \"{expression}\": {problem}");

  public static final MessageTemplate EXPRESSION = AREA.text("field.expression", "expression");
  public static final MessageTemplate SECOND = AREA.text("field.second", "second");
  public static final MessageTemplate MINUTE = AREA.text("field.minute", "minute");
  public static final MessageTemplate HOUR = AREA.text("field.hour", "hour");
  public static final MessageTemplate DAY_OF_MONTH = AREA.text("field.dayOfMonth", "day-of-month");
  public static final MessageTemplate MONTH = AREA.text("field.month", "month");
  public static final MessageTemplate DAY_OF_WEEK = AREA.text("field.dayOfWeek", "day-of-week");
  public static final MessageTemplate YEAR = AREA.text("field.year", "year");

  public static final MessageTemplate NUMBERS =
      AREA.text("allowed.numbers", "numbers from {min} to {max}, and {signs}");
  public static final MessageTemplate NUMBERS_AND_NAMES =
      AREA.text(
          "allowed.names",
          "numbers from {min} to {max}, names from {first} to {last}, and {signs}");
  public static final MessageTemplate NUMBERS_AND_NAMES_BEHIND_PLUS =
      AREA.text(
          "allowed.namesBehindPlus",
          "numbers from {min} to {max}, names from {first} to {last}, and {signs} and + in front");

  public static final MessageTemplate FIVE_TO_SEVEN =
      AREA.text(
          "needed.fiveToSeven",
          "5 fields are needed (minute hour day-of-month month day-of-week),"
              + " 6 with the second in front, or 7 with the year at the end");
  public static final MessageTemplate SIX_OR_SEVEN =
      AREA.text(
          "needed.sixOrSeven",
          "6 fields are needed (second minute hour day-of-month month day-of-week),"
              + " or 7 with the year at the end");
  public static final MessageTemplate SIX =
      AREA.text(
          "needed.six", "6 fields are needed (second minute hour day-of-month month day-of-week)");
  public static final MessageTemplate EMPTY = AREA.text("empty", "it is empty; {needed}");
  public static final MessageTemplate TOO_MANY_FIELDS =
      AREA.text("tooManyFields", "there are more than {limit} fields; {needed}");
  public static final MessageTemplate TOO_FEW_FIELDS =
      AREA.text("tooFewFields", "{given} given; {needed}");

  public static final MessageTemplate NUMBER_MISSING =
      AREA.text("numberMissing", "a number is missing; {what} is {min} to {max}");
  public static final MessageTemplate OUT_OF_RANGE =
      AREA.text("outOfRange", "{given} is out of range; {what} is {min} to {max}");
  public static final MessageTemplate THE_FIELD = AREA.text("what.field", "the {field}");
  public static final MessageTemplate DAYS_BEFORE_LAST =
      AREA.text("what.daysBeforeLast", "the number of days before the last");
  public static final MessageTemplate OCCURRENCE =
      AREA.text("what.occurrence", "the occurrence in the month");
  public static final MessageTemplate OCCURRENCE_OR_LAST =
      AREA.text("what.occurrenceOrLast", "the occurrence in the month, or L,");

  public static final MessageTemplate MIXED_RANGE =
      AREA.text("mixedRange", "a range is of two names or of two numbers; write {example}");
  public static final MessageTemplate BACKWARDS =
      AREA.text("backwards", "the range {given} runs backwards; write {example}");
  public static final MessageTemplate VALUE_MISSING =
      AREA.text("valueMissing", "a value is missing; allowed are {allowed}");
  public static final MessageTemplate UNEXPECTED =
      AREA.text("unexpected", "'{given}' is not allowed here; allowed are {allowed}");
  public static final MessageTemplate UNEXPECTED_CODE =
      AREA.text(
          "unexpectedCharacter",
          "the character {given} is not allowed here; allowed are {allowed}");
  public static final MessageTemplate STEP_OVER_NOTHING =
      AREA.text("stepOverNothing", "a step needs something to step over; write {example}");
  public static final MessageTemplate NO_NAME =
      AREA.text(
          "noName",
          "{given} is no name of a {field}; names have three letters, and allowed are {allowed}");
  public static final MessageTemplate STEP_MISSING =
      AREA.text("stepMissing", "no number was given for the step; it must be 1 or more, as in */5");
  public static final MessageTemplate STEP_ZERO =
      AREA.text("stepZero", "0 was given for the step; it must be 1 or more, as in */5");
  public static final MessageTemplate STEP_NEEDS_RANGE =
      AREA.text("stepNeedsRange", "a step needs * or a range; write {range} or */{step}");
  public static final MessageTemplate STEP_BEHIND_NAMES =
      AREA.text(
          "stepBehindNames", "Quartz takes no account of a step behind names; write {example}");
  public static final MessageTemplate STEP_TOO_LARGE =
      AREA.text("stepTooLarge", "{given} is out of range; a step in the {field} is 1 to {max}");

  public static final MessageTemplate ONE_DAY_FIELD_OPEN =
      AREA.text(
          "oneDayFieldOpen",
          "Quartz needs ? in one of the two day fields and a choice in the other; write {example}");
  public static final MessageTemplate NO_NICKNAME =
      AREA.text(
          "noNickname",
          "{given} is no nickname; allowed are {allowed} and @reboot, in lower case and alone");
  public static final MessageTemplate NO_MACRO =
      AREA.text("noMacro", "{given} is no macro of Spring; allowed are {allowed}");

  public static final MessageTemplate W_IN_LIST =
      AREA.text("nearestInList", "W takes a single day and no list; use one schedule each");
  public static final MessageTemplate W_BEFORE_LAST =
      AREA.text(
          "nearestBeforeLast",
          "the weekday nearest to a day before the last cannot be represented; use LW or L-3");
  public static final MessageTemplate W_BEHIND_RANGE =
      AREA.text("nearestRange", "W takes a single day and no range; write 15W for example");
  public static final MessageTemplate W_AT_MONTH_END =
      AREA.text(
          "nearestNextMonth",
          "{day}W may mean the first of the next month in Spring, which cannot be represented;"
              + " write LW for the last weekday");
  public static final MessageTemplate WEEKDAY_LIST =
      AREA.text(
          "weekdayList", "Quartz takes # and L for one weekday and no list; use one schedule each");
  public static final MessageTemplate LONE_LAST_IN_LIST =
      AREA.text("lastInList", "Quartz takes L alone for Saturday and in no list; write 7 or SAT");
  public static final MessageTemplate SINGLE_WEEKDAY =
      AREA.text("singleWeekday", "{sign} takes a single weekday; write {example}");
  public static final MessageTemplate LAST_NEEDS_WEEKDAY =
      AREA.text("lastNeedsWeekday", "L needs a weekday here; write {example} for the last Friday");

  private CronMessages() {}
}
