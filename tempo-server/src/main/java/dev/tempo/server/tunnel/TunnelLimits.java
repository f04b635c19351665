package dev.tempo.server.tunnel;

import java.time.Duration;

/**
 * How much the tunnel takes, and how long it waits. Immutable.
 *
 * @param connections how many a page may have at once
 * @param headBytes how long a head may be
 * @param fields how many fields a head may have
 * @param times how long it waits
 */
public record TunnelLimits(int connections, int headBytes, int fields, Times times) {
  /** 256 connections a page, heads of 64 KiB and 200 fields, and the usual times. */
  public static final TunnelLimits DEFAULT = new TunnelLimits(256, 65_536, 200, Times.DEFAULT);

  /** Checks that none is zero. */
  public TunnelLimits {
    if (Math.min(connections, Math.min(headBytes, fields)) < 1) {
      throw new IllegalArgumentException("Limits of a tunnel must be 1 or more");
    }
  }

  /**
   * How long the tunnel waits. For what a script computes it waits as long as a browser does.
   *
   * @param connect for the script to take a connection
   * @param head for all of a request's head
   * @param idle for the next request on a connection
   * @param stalled for a browser that takes nothing of an answer, sends nothing of a body, or has
   *     ended its side and is sent nothing any more
   * @param look how long a script is silent until the browser is looked at
   */
  public record Times(
      Duration connect, Duration head, Duration idle, Duration stalled, Duration look) {
    /** 3 s to connect, 15 s for a head, 75 s idle, 5 minutes stalled, a look every 2 s. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(75),
            Duration.ofMinutes(5),
            Duration.ofSeconds(2));
  }
}
