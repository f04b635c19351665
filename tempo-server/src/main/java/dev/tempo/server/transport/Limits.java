package dev.tempo.server.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * How many connections there may be, and how long each may take. Immutable.
 *
 * @param connections how many at once
 * @param perClient how many of one client, which is an address, or for IPv6 a network of 64 bits
 * @param pace how long each may take
 */
public record Limits(int connections, int perClient, Pace pace) {
  private static final int MOST_CONNECTIONS = 4_096;
  private static final int FEWEST_CONNECTIONS = 16;
  private static final int MOST_PER_CLIENT = 256;
  private static final int FEWEST_PER_CLIENT = 12;

  /** What databases, logs, jars and a few scripts need, whatever the clients do. */
  private static final long OWN_DESCRIPTORS = 100;

  /** Checks that none is zero. */
  public Limits {
    if (Math.min(connections, perClient) < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "There must be room for a connection, but got %d and %d",
              connections,
              perClient));
    }
  }

  /**
   * How long a client may take.
   *
   * @param idle until the next request begins on a connection that stays open
   * @param head for all of a request's line and headers
   * @param body for any part of a body; a whole body has this and a second for each 4 KiB
   * @param write for any 16 KiB of an answer
   * @param silence of a WebSocket's client, which is pinged much more often
   */
  public record Pace(
      Duration idle, Duration head, Duration body, Duration write, Duration silence) {
    /** A minute, and five of silence; a head has 15 seconds, a body 20. */
    public static final Pace USUAL =
        new Pace(
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5));
  }

  /**
   * What this process can afford: half of its descriptors, but for those that it needs itself. The
   * other half is for scripts, databases and downloads.
   */
  public static Limits ofThisProcess() {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    return ofDescriptors(limit);
  }

  static Limits ofDescriptors(long limit) {
    long affordable = (limit - OWN_DESCRIPTORS) / 2;
    int all = Math.clamp(affordable, FEWEST_CONNECTIONS, MOST_CONNECTIONS);
    int each = Math.clamp(all * 3L / 4, FEWEST_PER_CLIENT, MOST_PER_CLIENT);
    return new Limits(all, each, Pace.USUAL);
  }
}
