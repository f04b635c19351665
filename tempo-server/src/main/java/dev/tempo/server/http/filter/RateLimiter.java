package dev.tempo.server.http.filter;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.time.TimeSource;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts requests, each limit by a key of its own; token buckets that refill evenly over a minute.
 * Thread-safe.
 */
public final class RateLimiter {
  /** Above this, buckets that are full again, and so mean nothing, are let go. */
  private static final int MANY_BUCKETS = 10_000;

  private final ConcurrentMap<String, Counted> buckets = new ConcurrentHashMap<>();
  private final TimeMeter meter;
  private final Map<Limit, Integer> perMinute;

  /**
   * A limiter.
   *
   * @param perMinute how many requests a minute each limit allows; what is absent is not limited
   */
  public RateLimiter(TimeSource time, Map<Limit, Integer> perMinute) {
    this.meter = new Monotonic(time);
    this.perMinute = Map.copyOf(perMinute);
  }

  /**
   * Counts one request.
   *
   * @throws ApiException 429 with {@code Retry-After} if there were too many
   */
  public void count(Limit limit, String key) {
    Integer most = perMinute.get(limit);
    if (most == null) {
      return;
    }
    Counted counted =
        buckets.computeIfAbsent(limit + " " + key, k -> new Counted(most, bucket(most)));
    ConsumptionProbe probe = counted.bucket.tryConsumeAndReturnRemaining(1);
    if (buckets.size() > MANY_BUCKETS) {
      buckets.values().removeIf(Counted::isFull);
    }
    if (!probe.isConsumed()) {
      throw ApiException.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private Bucket bucket(int limit) {
    return Bucket.builder()
        .addLimit(stage -> stage.capacity(limit).refillGreedy(limit, Duration.ofMinutes(1)))
        .withCustomTimePrecision(meter)
        .build();
  }

  /** What is limited. */
  public enum Limit {
    /** Attempts to log in, by client and name. */
    LOGIN,
    /** Attempts to log in with whatever name, by client; each costs a quarter of a second. */
    LOGIN_CLIENT,
    /** Tokens and keys that are not valid, by client. */
    GUESS,
    /** Calls of trigger URLs, by key and job. */
    TRIGGER,
    /** Starting runs by hand, by caller. */
    RUN,
    /** Previews of schedules without a log-in, by client. */
    PREVIEW,
    /** All other calls, by caller. */
    GENERAL
  }

  private record Counted(int capacity, Bucket bucket) {
    boolean isFull() {
      return bucket.getAvailableTokens() >= capacity;
    }
  }

  private record Monotonic(TimeSource time) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return time.nanoTime();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
