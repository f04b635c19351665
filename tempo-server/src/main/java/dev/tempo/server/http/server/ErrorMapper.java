package dev.tempo.server.http.server;

import dev.tempo.ConflictException;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.server.http.Problem;
import dev.tempo.server.http.filter.SecurityHeaders;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.store.StoreException;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to problem documents, in this one place. */
final class ErrorMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private static final int MAX_DETAIL = 300;

  private final SecurityHeaders security;

  ErrorMapper(SecurityHeaders security) {
    this.security = security;
  }

  /** Answers a request that failed. */
  void answer(ServerRequest request, ServerResponse response, Throwable problem) {
    if (problem instanceof HttpException notModified && notModified.status().code() < 400) {
      response.status(notModified.status()).send(); // no failure, but how the web server says 304
      return;
    }
    String where = request.prologue().method().text() + " " + request.path().path();
    ApiException error = toApi(problem, where);
    security.addTo(response.headers());
    error.headers().forEach(response::header);
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.status(error.code().status());
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
    } else {
      response.send(Problem.bytes(error));
    }
  }

  /** Answers requests that never reached a route, since they were no good HTTP. */
  DirectHandlers transport() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, this::transportAnswer);
    }
    return handlers.build();
  }

  /** An answer as it goes over the wire, to a request that no route has. */
  byte[] plain(ApiException error) {
    byte[] body = Problem.bytes(error);
    WritableHeaders<?> headers = WritableHeaders.create();
    security.addTo(headers);
    error.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    headers.set(HeaderNames.CACHE_CONTROL, "no-store");
    headers.set(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    headers.set(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    headers.set(HeaderNames.CONNECTION, "close");
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(error.code().status()).append(' ').append(error.code().title()).append("\r\n");
    headers.forEach(
        header -> head.append(header.name()).append(": ").append(header.get()).append("\r\n"));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    answer.writeBytes(body);
    return answer.toByteArray();
  }

  ApiException toApi(Throwable problem, String where) {
    return switch (problem) {
      case ApiException error -> error;
      case NotFoundException e -> ApiException.of(ErrorCode.NOT_FOUND, e.getMessage());
      case ConflictException e -> ApiException.conflict(e.getMessage());
      case JobDisabledException e -> ApiException.conflict(e.getMessage());
      case HttpException e -> ofStatus(e.status(), e.getMessage());
      case RequestException e -> ofStatus(e.status(), e.getMessage());
      case StoreException e -> unavailable(e, where);
      default -> internal(problem, where);
    };
  }

  private TransportResponse transportAnswer(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    security.addTo(headers);
    headers.set(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    headers.set(HeaderNames.CACHE_CONTROL, "no-store");
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(Problem.bytes(ofStatus(status, message)))
        .build();
  }

  private static ApiException ofStatus(Status status, String message) {
    ErrorCode code = ErrorCode.ofStatus(status.code());
    return ApiException.of(
        code,
        message == null || message.isBlank() ? code.title() : Strings.shorten(message, MAX_DETAIL));
  }

  private static ApiException unavailable(StoreException problem, String where) {
    LOG.error("{} failed, since the store does not work: {}", where, problem.getMessage());
    return ApiException.of(ErrorCode.UNAVAILABLE, problem.getMessage());
  }

  private static ApiException internal(Throwable problem, String where) {
    UUID id = UUID.randomUUID();
    LOG.error("{} failed; error {}", where, id, problem);
    return ApiException.of(
        ErrorCode.INTERNAL_ERROR, "The server failed; its log has the error " + id);
  }
}
