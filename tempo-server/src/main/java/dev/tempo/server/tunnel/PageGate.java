package dev.tempo.server.tunnel;

import java.util.Optional;

/**
 * Decides who may see one page. Asked for every request and every WebSocket, on the thread of its
 * connection, so it must be quick and must be safe for use by many threads.
 */
public interface PageGate {

  /**
   * Redeems a ticket, which is worth nothing from then on, whatever the answer. A ticket is the 43
   * characters of 256 random bits in Base64 for addresses without padding; nothing else is asked
   * about.
   *
   * @return the value of the cookie that lets in from now on, in characters that need no quotes in
   *     a cookie (RFC 6265 §4.1.1); empty if the ticket is unknown, used, too old or for another
   *     page, or whoever it was made for may not see the page any more
   */
  Optional<String> redeem(String ticket);

  /**
   * Returns whether a cookie's value that {@link #redeem} gave still lets in.
   *
   * @param cookie what a browser sent, which may be anything
   */
  boolean admits(String cookie);
}
