package dev.tempo.server;

import dev.tempo.server.http.filter.RateLimiter.Limit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many requests a minute a server answers; more are refused with 429 and {@code Retry-After}.
 * Each limit may be used up at once, and then refills evenly. Immutable.
 *
 * @param enabled whether requests are counted at all
 * @param logIns attempts to log in, for a client and name
 * @param triggers calls of a trigger URL, for a key and job
 * @param runs starts of runs by hand, for a user
 * @param requests all other calls, for a user; for a client where nobody is logged in
 */
public record RateLimits(boolean enabled, int logIns, int triggers, int runs, int requests) {
  /** 5 log-ins, 10 triggers, 60 runs and 1,200 other requests. */
  public static final RateLimits DEFAULT = new RateLimits(true, 5, 10, 60, 1_200);

  /** No limits. */
  public static final RateLimits NONE = new RateLimits(false, 5, 10, 60, 1_200);

  /** What one client may get wrong: keys, and log-ins under whatever name. */
  private static final int GUESSES = 60;

  /** Previews of schedules that one client may ask for without a log-in. */
  private static final int PREVIEWS = 60;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public RateLimits {
    if (Math.min(Math.min(logIns, triggers), Math.min(runs, requests)) < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A rate limit must be at least 1 a minute, but got %d, %d, %d and %d",
              logIns,
              triggers,
              runs,
              requests));
    }
  }

  Map<Limit, Integer> perMinute() {
    Map<Limit, Integer> limits = new EnumMap<>(Limit.class);
    if (enabled) {
      limits.put(Limit.LOGIN, logIns);
      limits.put(Limit.LOGIN_CLIENT, Math.max(GUESSES, logIns));
      limits.put(Limit.GUESS, GUESSES);
      limits.put(Limit.TRIGGER, triggers);
      limits.put(Limit.RUN, runs);
      limits.put(Limit.PREVIEW, Math.min(PREVIEWS, requests));
      limits.put(Limit.GENERAL, requests);
    }
    return limits;
  }
}
