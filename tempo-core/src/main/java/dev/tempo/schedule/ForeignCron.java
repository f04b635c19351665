package dev.tempo.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Converts Quartz and Spring expressions. The cron-utils library reads them; what it read is
 * written down in the extended grammar of {@link CronParser}, field by field, and parsed again.
 *
 * <p>Meaning follows Quartz 2 ({@code CronExpression}) and Spring 5.3 ({@code CronExpression}),
 * also where cron-utils would be more lenient:
 *
 * <ul>
 *   <li>Weekdays count from 1 = Sunday in Quartz; in Spring 0 and 7 are Sunday, and {@code *}
 *       begins with Monday, which matters for steps.
 *   <li>{@code a/n} runs from a to the end of the field.
 *   <li>Ranges may run over the end of the cycle in Quartz ({@code 22-2}); in Spring only from
 *       Sunday.
 *   <li>In Spring both day fields must match; in Quartz one of them is {@code ?}.
 *   <li>{@code 31W} means the last weekday in Quartz, which takes the last day of a month for one
 *       that does not exist. {@code 29W} and {@code 30W} in Quartz, and {@code 28W} to {@code 31W}
 *       in Spring, which may leave the month there, cannot be represented and are refused.
 * </ul>
 */
final class ForeignCron {
  private static final int LONGEST = 500;
  private static final int LARGEST_STEP = 10_000; // beyond every range, and far from overflow

  private static final Map<Dialect, com.cronutils.parser.CronParser> PARSERS =
      Map.of(
          Dialect.QUARTZ, parser(CronType.QUARTZ),
          Dialect.SPRING, parser(CronType.SPRING53));

  private final String text;
  private final Dialect dialect;

  private ForeignCron(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
  }

  static LocalPattern parse(String text, Dialect dialect) {
    ForeignCron foreign = new ForeignCron(text, dialect);
    String converted = foreign.convert(foreign.read());
    return CronParser.parse(converted, true);
  }

  private static com.cronutils.parser.CronParser parser(CronType type) {
    return new com.cronutils.parser.CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }

  private Map<CronFieldName, FieldExpression> read() {
    if (text.length() > LONGEST) {
      throw error("expression", "it is longer than " + LONGEST + " characters");
    }
    try {
      return PARSERS.get(dialect).parse(text).retrieveFieldsAsMap().entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().getExpression()));
    } catch (RuntimeException e) { // the library throws several kinds for bad input
      CronSyntaxException syntax =
          error("expression", "it is not valid in the dialect " + dialect + ": " + e.getMessage());
      syntax.initCause(e);
      throw syntax;
    }
  }

  private String convert(Map<CronFieldName, FieldExpression> fields) {
    StringJoiner expression = new StringJoiner(" ");
    for (CronField field : CronField.values()) {
      FieldExpression given = fields.get(CronFieldName.valueOf(field.name()));
      String converted = given == null ? "*" : convert(given, field);
      boolean both = field == CronField.DAY_OF_WEEK && dialect == Dialect.SPRING;
      expression.add(both ? "+" + converted : converted);
    }
    return expression.toString();
  }

  private String convert(FieldExpression given, CronField field) {
    return switch (given) {
      case QuestionMark any -> "*";
      case Always any -> "*";
      case And list ->
          list.getExpressions().stream()
              .map(item -> convert(item, field))
              .collect(Collectors.joining(","));
      case On value -> value(value, field);
      case Between range -> range(number(range.getFrom()), number(range.getTo()), 1, field);
      case Every every -> every(every.getExpression(), step(every, field), field);
      default -> throw error(field.label, given.asString() + " cannot be represented");
    };
  }

  private String every(FieldExpression of, int step, CronField field) {
    boolean weekday = field == CronField.DAY_OF_WEEK;
    return switch (of) {
      case Between range -> range(number(range.getFrom()), number(range.getTo()), step, field);
      case On from when from.getTime().getValue() != field.min || weekday ->
          range(from.getTime().getValue(), field.max, step, field);
      default -> weekday ? range(1, 7, step, field) : "*/" + step;
    };
  }

  private int step(Every every, CronField field) {
    int step = every.getPeriod().getValue();
    if (step < 1) {
      throw error(field.label, "a step of " + step + " was given; it must be 1 or more");
    }
    return Math.min(step, LARGEST_STEP);
  }

  private String value(On on, CronField field) {
    SpecialChar special = on.getSpecialChar().getValue();
    int value = on.getTime().getValue();
    if (field == CronField.DAY_OF_WEEK) {
      return weekday(special, value, on.getNth().getValue());
    }
    return switch (special) {
      case NONE -> Integer.toString(value);
      case L -> on.getNth().getValue() > 0 ? "L-" + on.getNth().getValue() : "L";
      case LW -> "LW";
      case W -> nearest(value);
      default -> throw error(field.label, on.asString() + " cannot be represented");
    };
  }

  private String weekday(SpecialChar special, int value, int nth) {
    return switch (special) {
      case NONE -> Integer.toString(weekday(value));
      case HASH -> weekday(value) + "#" + nth;
      case L -> value < 0 ? lastOfWeek() : weekday(value) + "#L";
      default -> throw error("day-of-week", special + " cannot be represented");
    };
  }

  private String lastOfWeek() {
    if (dialect == Dialect.QUARTZ) {
      return "6";
    }
    throw error("day-of-week", "L needs a weekday; write 5L for the last Friday");
  }

  private String nearest(int day) {
    if (dialect == Dialect.QUARTZ && day == 31) {
      return "LW";
    }
    if (day >= (dialect == Dialect.QUARTZ ? 29 : 28)) {
      throw error(
          "day-of-month",
          day
              + "W has a meaning of its own in "
              + dialect
              + " at the end of a month,"
              + " which cannot be represented; use LW for the last weekday");
    }
    return day + "W";
  }

  /** A range as a list of its values, which may run over the end of the cycle. */
  private String range(int from, int to, int step, CronField field) {
    boolean weekday = field == CronField.DAY_OF_WEEK;
    int min = weekday ? 1 : field.min;
    int start = weekday && dialect == Dialect.SPRING && from == 7 ? 0 : from;
    int cycle = field.max - min + 1;
    if (to < start && (dialect == Dialect.SPRING || field == CronField.YEAR)) {
      throw error(field.label, "the range " + from + "-" + to + " runs backwards");
    }
    StringJoiner values = new StringJoiner(",");
    for (int value = start; value <= (to < start ? to + cycle : to); value += step) {
      int within = value > field.max ? value - cycle : value;
      values.add(Integer.toString(weekday ? weekday(within) : within));
    }
    return values.toString();
  }

  /** The weekday as 0 = Sunday to 6. */
  private int weekday(int value) {
    return dialect == Dialect.QUARTZ ? value - 1 : value % 7;
  }

  private static int number(FieldValue<?> value) {
    return (Integer) value.getValue();
  }

  private CronSyntaxException error(String field, String problem) {
    return new CronSyntaxException(text, field, 0, problem);
  }
}
