package dev.tempo.server.http.server;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.ConflictException;
import dev.tempo.DuplicateRunException;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.log.LogStorageException;
import dev.tempo.server.http.Problem;
import dev.tempo.server.http.filter.SecurityHeaders;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.transport.Wire;
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
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to problem documents, in this one place. */
final class ErrorMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private static final String ACCEPT_LANGUAGE = "Accept-Language";

  private final SecurityHeaders security;
  private final Languages languages;

  ErrorMapper(SecurityHeaders security, Languages languages) {
    this.security = security;
    this.languages = languages;
  }

  /** Says in which language a request is answered, where that is known by more than its headers. */
  static void speak(ServerRequest request, Translation language) {
    request.context().register(Translation.class, language);
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
    Translation language = language(request);
    error.headers().forEach(response::header);
    response.headers().add(HeaderNames.VARY, ACCEPT_LANGUAGE);
    response.header(HeaderNames.CONTENT_LANGUAGE, language.language());
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.status(error.status());
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
    } else {
      response.send(Problem.bytes(error, language));
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

  private Translation language(ServerRequest request) {
    return request
        .context()
        .get(Translation.class, Translation.class)
        .orElseGet(
            () ->
                languages.of(
                    Optional.empty(), request.headers().first(HeaderNames.ACCEPT_LANGUAGE)));
  }

  /**
   * An answer as it goes over the wire, to a request that no route has.
   *
   * @param language of who asks
   */
  byte[] plain(ApiException error, Translation language) {
    byte[] body = Problem.bytes(error, language);
    WritableHeaders<?> headers = WritableHeaders.create();
    security.addTo(headers);
    error.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    headers.set(HeaderNames.VARY, ACCEPT_LANGUAGE);
    headers.set(HeaderNames.CONTENT_LANGUAGE, language.language());
    headers.set(HeaderNames.CACHE_CONTROL, "no-store");
    headers.set(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    headers.set(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    headers.set(HeaderNames.CONNECTION, "close");
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(error.status()).append(' ').append(error.code().title().text()).append("\r\n");
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
      case NotFoundException e -> ApiException.of(ErrorCode.NOT_FOUND, Messages.of(e));
      case ConflictException e -> ApiException.conflict(e);
      case JobDisabledException e -> ApiException.conflict(e);
      case DuplicateRunException e -> ApiException.conflict(e);
      case HttpException e -> ofStatus(e.status(), where, e.getMessage());
      case RequestException e -> refused(e.status(), where, e.getMessage());
      case StoreException e -> unavailable(e, where);
      case LogStorageException e -> unavailable(e, where);
      default -> internal(problem, where);
    };
  }

  private TransportResponse transportAnswer(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    Translation language =
        languages.of(Optional.empty(), request.headers().first(HeaderNames.ACCEPT_LANGUAGE));
    security.addTo(headers);
    headers.set(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE);
    headers.set(HeaderNames.CONTENT_LANGUAGE, language.language());
    headers.set(HeaderNames.CACHE_CONTROL, "no-store");
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(Problem.bytes(refused(status, "A request", message), language))
        .build();
  }

  /** What was wrong with the request as such; our listener knows more about it than this says. */
  private static ApiException refused(Status status, String where, String message) {
    return Optional.ofNullable(WebStack.presentWire())
        .flatMap(Wire::refusal)
        .map(why -> ApiException.of(ErrorCode.ofStatus(status.code()), why.message()))
        .orElseGet(() -> ofStatus(status, where, message));
  }

  /** What the HTTP library says of it is English, and for the log. */
  private static ApiException ofStatus(Status status, String where, String message) {
    LOG.debug("{} is refused with {}: {}", where, status.code(), message);
    ErrorCode code = ErrorCode.ofStatus(status.code());
    return ApiException.of(
        code, code == ErrorCode.BAD_REQUEST ? message("api.http.unreadable") : code.title());
  }

  private static ApiException unavailable(RuntimeException problem, String where) {
    LOG.error("{} failed, since the store does not work: {}", where, problem.getMessage());
    return ApiException.of(ErrorCode.UNAVAILABLE, Messages.ofStore(problem));
  }

  private static ApiException internal(Throwable problem, String where) {
    UUID id = UUID.randomUUID();
    LOG.error("{} failed; error {}", where, id, problem);
    return ApiException.of(
        ErrorCode.INTERNAL_ERROR, message("api.internalError", "id", id.toString()));
  }
}
