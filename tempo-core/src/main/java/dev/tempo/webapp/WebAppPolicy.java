package dev.tempo.webapp;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * Sets how the pages of scripts are waited for and watched. Immutable; start from {@link #DEFAULT},
 * as components may be added.
 *
 * @param startTimeout the longest from the start of a script's process until its page answers
 * @param probeInterval the time between two looks at a page that answers
 * @param probeTimeout the longest that a page takes to answer one of these
 * @param portRetries how often a script is started again on another port, since another program
 *     took its port before it could
 */
public record WebAppPolicy(
    Duration startTimeout, Duration probeInterval, Duration probeTimeout, int portRetries) {

  /** A minute to start, a look every 30 s that takes 5 s at most, and 3 retries. */
  public static final WebAppPolicy DEFAULT =
      new WebAppPolicy(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(5), 3);

  private static final int MOST_RETRIES = 100;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a time is shorter than 1 ms or longer than 36,525 days, or
   *     the retries are not from 0 to 100
   */
  public WebAppPolicy {
    TimeBounds.positive("startTimeout", Objects.requireNonNull(startTimeout, "startTimeout"));
    TimeBounds.positive("probeInterval", Objects.requireNonNull(probeInterval, "probeInterval"));
    TimeBounds.positive("probeTimeout", Objects.requireNonNull(probeTimeout, "probeTimeout"));
    if (portRetries < 0 || portRetries > MOST_RETRIES) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("portRetries", 0, MOST_RETRIES, portRetries));
    }
  }

  /** Returns a copy with another time to start. */
  public WebAppPolicy withStartTimeout(Duration timeout) {
    return new WebAppPolicy(timeout, probeInterval, probeTimeout, portRetries);
  }

  /** Returns a copy that looks in another interval. */
  public WebAppPolicy withProbeInterval(Duration interval) {
    return new WebAppPolicy(startTimeout, interval, probeTimeout, portRetries);
  }

  /** Returns a copy with another time to answer a look. */
  public WebAppPolicy withProbeTimeout(Duration timeout) {
    return new WebAppPolicy(startTimeout, probeInterval, timeout, portRetries);
  }

  /** Returns a copy that starts a script again this often on another port. */
  public WebAppPolicy withPortRetries(int count) {
    return new WebAppPolicy(startTimeout, probeInterval, probeTimeout, count);
  }
}
