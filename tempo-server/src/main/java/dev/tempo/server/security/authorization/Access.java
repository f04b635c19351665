package dev.tempo.server.security.authorization;

import java.util.Objects;
import java.util.Optional;

/**
 * What a route asks of its caller.
 *
 * @param need which credentials
 * @param role the least role, when a log-in is needed
 * @param rate which limit of requests counts
 * @param changes whether a call that succeeds has changed something, and so is audited
 * @param byTicket whether a ticket in the address lets in, where a browser can send no header
 */
public record Access(Need need, Optional<Role> role, Rate rate, boolean changes, boolean byTicket) {

  /** Which credentials a route needs. */
  public enum Need {
    /** None; the route also answers before the first account exists. */
    NOTHING,
    /** None, but an account must exist. */
    SETUP,
    /** An API key, and nothing else. */
    KEY,
    /** A log-in, or an API key that acts for an account. */
    LOGIN
  }

  /** Which limit of requests a route counts towards. */
  public enum Rate {
    /** None. */
    FREE,
    /** Attempts to log in, by client and name; counted where the name is known. */
    LOGIN,
    /** Calls of trigger URLs, by key and job; counted where the job is known. */
    TRIGGER,
    /** Starting runs, by caller. */
    RUN,
    /** What costs work and needs no log-in, by client. */
    PREVIEW,
    /** Everything else, by caller. */
    GENERAL
  }

  /** Checks that a role stands where one is needed. */
  public Access {
    Objects.requireNonNull(rate, "rate");
    if (role.isPresent() != (need == Need.LOGIN)) {
      throw new IllegalArgumentException("A role is needed with a log-in and only then: " + need);
    }
  }
}
