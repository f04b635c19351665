package dev.tempo.message;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads numbers as messages have them: in digits, with a point. */
final class Numbers {
  private static final Pattern PLAIN = Pattern.compile("-?\\d{1,18}(\\.\\d{1,9})?");

  private Numbers() {}

  static Optional<Number> read(String text) {
    if (!PLAIN.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(text.contains(".") ? new BigDecimal(text) : Long.valueOf(text));
  }
}
