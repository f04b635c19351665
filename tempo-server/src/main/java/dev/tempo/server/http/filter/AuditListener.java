package dev.tempo.server.http.filter;

import dev.tempo.server.security.authorization.Caller;
import java.util.Optional;

/** Receives what was done and what was refused. */
@FunctionalInterface
public interface AuditListener {

  /**
   * Takes down one event. Called on the thread of the request, after it was answered or refused.
   */
  void add(Event event);

  /**
   * What was done or refused.
   *
   * @param route method and path as in the access table
   * @param caller who it was, where known
   * @param client the address that the request came from
   * @param subject to what it was done; empty if that is not known
   * @param status the HTTP status of the answer
   */
  record Event(
      String route, Optional<Caller> caller, String client, Optional<String> subject, int status) {}
}
