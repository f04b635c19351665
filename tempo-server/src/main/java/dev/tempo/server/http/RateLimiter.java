package dev.tempo.server.http;

import dev.tempo.time.TimeSource;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
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
  private final boolean enabled;

  /** A limiter; one that is not enabled lets everything pass. */
  public RateLimiter(TimeSource time, boolean enabled) {
    this.meter = new Monotonic(time);
    this.enabled = enabled;
  }

  /**
   * Counts one request.
   *
   * @throws ApiException 429 with {@code Retry-After} if there were too many
   */
  public void count(Limit limit, String key) {
    if (!enabled) {
      return;
    }
    Counted counted =
        buckets.computeIfAbsent(limit + " " + key, k -> new Counted(limit, bucket(limit)));
    ConsumptionProbe probe = counted.bucket.tryConsumeAndReturnRemaining(1);
    if (buckets.size() > MANY_BUCKETS) {
      buckets.values().removeIf(Counted::isFull);
    }
    if (!probe.isConsumed()) {
      throw ApiException.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private Bucket bucket(Limit limit) {
    return Bucket.builder()
        .addLimit(
            stage ->
                stage
                    .capacity(limit.perMinute)
                    .refillGreedy(limit.perMinute, Duration.ofMinutes(1)))
        .withCustomTimePrecision(meter)
        .build();
  }

  /** What is limited, and to how many a minute. */
  public enum Limit {
    /** Attempts to log in, by client and name. */
    LOGIN(5),
    /** Attempts to log in with whatever name, by client; each costs a quarter of a second. */
    LOGIN_CLIENT(60),
    /** Tokens and keys that are not valid, by client. */
    GUESS(60),
    /** Calls of trigger URLs, by key and job. */
    TRIGGER(10),
    /** Starting runs by hand, by caller. */
    RUN(60),
    /** All other calls, by caller. */
    GENERAL(1_200);

    private final int perMinute;

    Limit(int perMinute) {
      this.perMinute = perMinute;
    }
  }

  private record Counted(Limit limit, Bucket bucket) {
    boolean isFull() {
      return bucket.getAvailableTokens() >= limit.perMinute;
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
