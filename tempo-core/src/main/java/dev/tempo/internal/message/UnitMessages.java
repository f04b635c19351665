package dev.tempo.internal.message;

import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates.Area;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Sizes and times within other texts. */
public final class UnitMessages {
  static final Area AREA = new Area("unit");

  public static final MessageTemplate BYTES =
      AREA.counted("bytes", "{count} byte", "{count} bytes");
  public static final MessageTemplate KIB = AREA.text("kib", "{number} KiB");
  public static final MessageTemplate MIB = AREA.text("mib", "{number} MiB");
  public static final MessageTemplate MILLISECONDS = AREA.text("milliseconds", "{number} ms");
  public static final MessageTemplate SECONDS = AREA.text("seconds", "{number} s");
  public static final MessageTemplate PERCENT = AREA.text("percent", "{number} %");

  private static final int KILO = 1 << 10;
  private static final int MEGA = 1 << 20;

  private UnitMessages() {}

  /** A size in the unit in which it is short. */
  public static Message size(long bytes) {
    if (bytes < KILO) {
      return BYTES.of(bytes);
    }
    return bytes < MEGA ? KIB.of(tenths(bytes, KILO)) : MIB.of(tenths(bytes, MEGA));
  }

  /** A size in mebibytes. */
  public static Message mebibytes(long bytes) {
    return MIB.of(tenths(bytes, MEGA));
  }

  /** A share, without decimals. */
  public static Message percent(double value) {
    return PERCENT.of(BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP));
  }

  /** A time in seconds, with one decimal. */
  public static Message tenthsOfSeconds(double seconds) {
    return SECONDS.of(BigDecimal.valueOf(seconds).setScale(1, RoundingMode.HALF_UP));
  }

  /** A time in whole seconds. */
  public static Message seconds(Duration time) {
    return SECONDS.of(time.toSeconds());
  }

  private static BigDecimal tenths(long bytes, int unit) {
    return BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(unit), 1, RoundingMode.HALF_UP);
  }
}
