package dev.tempo.server.http.filter;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.filter.AuditListener.Event;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.Caller;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what goes into the trail: every call of a route that changes something and succeeds, what
 * a feature wants kept besides, whatever was refused to somebody who is known, and log-ins that
 * failed. All routes pass here, so none can forget it. Bodies, queries and headers never do: they
 * may hold secrets.
 */
public final class Auditor {
  private static final int FORBIDDEN = 403;
  private static final int MAX_SUBJECT = 300;

  private final AuditListener trail;

  public Auditor(AuditListener trail) {
    this.trail = trail;
  }

  /** What a route answered. */
  public void answered(String route, Access access, ApiRequest call, RouteResponse reply) {
    if (access.changes() && reply.status() < 400 || call.isAudited()) {
      add(route, call, Stream.concat(subject(call), reply.subject().stream()), reply.status());
    }
  }

  /** What a route or the guard before it refused. */
  public void refused(String route, ApiRequest call, ApiException problem) {
    boolean badLogIn = problem.code() == ErrorCode.INVALID_CREDENTIALS;
    if (problem.status() == FORBIDDEN || badLogIn) {
      add(route, call, subject(call), problem.status());
    }
  }

  /** A WebSocket that was opened on what is somebody else's. */
  public void opened(String route, ApiRequest call, String client) {
    if (call.isAudited()) {
      trail.add(event(route, call.findCaller(), client, subject(call), 101));
    }
  }

  private void add(String route, ApiRequest call, Stream<String> subject, int status) {
    trail.add(event(route, call.findCaller(), call.client().address(), subject, status));
  }

  private static Event event(
      String route, Optional<Caller> caller, String client, Stream<String> subject, int status) {
    String joined =
        subject.distinct().collect(Collectors.joining(" ")).replaceAll("\\p{Cntrl}", "?");
    String shortened = joined.substring(0, Math.min(joined.length(), MAX_SUBJECT));
    Optional<String> given = Optional.of(shortened).filter(text -> !text.isEmpty());
    return new Event(route, caller, client, given, status);
  }

  private static Stream<String> subject(ApiRequest call) {
    return Stream.concat(call.pathValues(), call.subject().stream());
  }
}
