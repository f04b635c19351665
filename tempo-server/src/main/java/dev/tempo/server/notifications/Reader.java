package dev.tempo.server.notifications;

import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * Who reads a message.
 *
 * @param language in which
 * @param zone in which times are told
 */
record Reader(Translation language, ZoneId zone) {

  /** One of the server's texts, see {@link Messages#message}. */
  String message(String key, Object... namesAndValues) {
    return language.text(Messages.message(key, namesAndValues));
  }

  /** One of the server's texts that count. */
  String counted(String key, long count, Object... namesAndValues) {
    return language.text(Messages.counted(key, count, namesAndValues));
  }

  /** An instant with its day and its zone, as the language writes it. */
  String time(Instant at) {
    Locale locale = language.locale();
    boolean english = locale.getLanguage().equals(Locale.ENGLISH.getLanguage());
    DateTimeFormatter format =
        english
            ? DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss z", locale) // the same in all of it
            : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.LONG)
                .withLocale(locale);
    return format.withZone(zone).format(at);
  }

  /** For example {@code 0:01:02.003}, with the decimal sign of the language. */
  String length(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d%c%03d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart(),
        DecimalFormatSymbols.getInstance(language.locale()).getDecimalSeparator(),
        duration.toMillisPart());
  }
}
