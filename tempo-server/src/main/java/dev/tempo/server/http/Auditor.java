package dev.tempo.server.http;

import dev.tempo.server.access.Access;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Trail.Event;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what goes into the trail: every call of a route that changes something and succeeds, what
 * a feature wants kept besides, whatever was refused to somebody who is known, and log-ins that
 * failed. All routes pass here, so none can forget it. Bodies, queries and headers never do: they
 * may hold secrets.
 */
final class Auditor {
  private static final int FORBIDDEN = 403;
  private static final int MAX_SUBJECT = 300;

  private final Trail trail;

  Auditor(Trail trail) {
    this.trail = trail;
  }

  /** What a route answered. */
  void answered(String route, Access access, Call call, Reply reply) {
    if (access.changes() && reply.status() < 400 || call.isKept()) {
      add(route, call, Stream.concat(subject(call), reply.subject().stream()), reply.status());
    }
  }

  /** What a route or the guard before it refused. */
  void refused(String route, Call call, ApiException problem) {
    boolean badLogIn = problem.code() == ErrorCode.INVALID_CREDENTIALS;
    if (problem.code().status() == FORBIDDEN || badLogIn) {
      add(route, call, subject(call), problem.code().status());
    }
  }

  /** A WebSocket that was opened on what is somebody else's. */
  void opened(String route, Call call, String client) {
    if (call.isKept()) {
      trail.add(event(route, call.maybeCaller(), client, subject(call), 101));
    }
  }

  private void add(String route, Call call, Stream<String> subject, int status) {
    trail.add(event(route, call.maybeCaller(), call.client().address(), subject, status));
  }

  private static Event event(
      String route, Optional<Caller> caller, String client, Stream<String> subject, int status) {
    String joined =
        subject.distinct().collect(Collectors.joining(" ")).replaceAll("\\p{Cntrl}", "?");
    String shortened = joined.substring(0, Math.min(joined.length(), MAX_SUBJECT));
    Optional<String> given = Optional.of(shortened).filter(text -> !text.isEmpty());
    return new Event(route, caller, client, given, status);
  }

  private static Stream<String> subject(Call call) {
    return Stream.concat(call.pathValues(), call.subject().stream());
  }
}
