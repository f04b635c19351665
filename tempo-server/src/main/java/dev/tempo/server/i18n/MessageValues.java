package dev.tempo.server.i18n;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes the arguments of messages as a language does: digits in groups, days and times in its
 * order, lengths of time by the signs of their units. In English numbers stay as they are in code.
 *
 * @param locale of the language
 * @param day the sign of days
 */
record MessageValues(Locale locale, String day) {
  /** They write 1234 without a sign between, and 12.345 with one. */
  private static final Set<String> GROUPS_FROM_FIVE_DIGITS = Set.of("es", "pl", "pt");

  private static final int FIVE_DIGITS = 10_000;
  private static final int MOST_DECIMALS = 6;
  private static final long MINUTE_MILLIS = 60_000;

  String text(Object value) {
    return switch (value) {
      case Number number -> number(number);
      case Instant instant -> style(instant.atZone(ZoneOffset.UTC).toLocalDateTime()) + " UTC";
      case LocalDate day ->
          DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale).format(day);
      case Duration length -> length(length);
      default -> value.toString();
    };
  }

  private String style(java.time.LocalDateTime time) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
        .withLocale(locale)
        .format(time);
  }

  private String number(Number number) {
    if (locale.getLanguage().equals(MessageCatalog.ENGLISH)) {
      return number.toString();
    }
    NumberFormat format = NumberFormat.getInstance(locale);
    format.setMaximumFractionDigits(MOST_DECIMALS);
    if (format instanceof DecimalFormat decimal
        && GROUPS_FROM_FIVE_DIGITS.contains(locale.getLanguage())
        && Math.abs(number.doubleValue()) < FIVE_DIGITS) {
      decimal.setGroupingUsed(false);
    }
    return format.format(number);
  }

  private String length(Duration length) {
    List<String> parts = new ArrayList<>();
    add(parts, length.toDays(), day);
    add(parts, length.toHoursPart(), "h");
    add(parts, length.toMinutesPart(), "min");
    if (length.toSeconds() == 0) {
      add(parts, length.toMillisPart(), "ms");
    } else {
      add(parts, BigDecimal.valueOf(length.toMillis() % MINUTE_MILLIS, 3), "s");
    }
    return parts.isEmpty() ? "0\u00a0s" : String.join(" ", parts);
  }

  private void add(List<String> parts, Number amount, String unit) {
    if (amount.doubleValue() != 0) {
      parts.add(number(amount) + "\u00a0" + unit);
    }
  }
}
