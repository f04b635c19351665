package dev.tempo.server.http.problem;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import java.util.Map;

/** The codes of errors that programs may rely on, each with its HTTP status and title. */
public enum ErrorCode {
  /** The body is not what it claims to be. */
  BAD_REQUEST(400),
  /** Credentials are missing, expired, revoked or forged. */
  INVALID_TOKEN(401),
  /** Wrong name or password. */
  INVALID_CREDENTIALS(401),
  /** Logged in, but not allowed. */
  UNAUTHORIZED(403),
  /** There is no such thing, or none that the caller may see. */
  NOT_FOUND(404),
  /** The path is there, but not for this method. */
  METHOD_NOT_ALLOWED(405),
  /** The request took too long to arrive. */
  REQUEST_TIMEOUT(408),
  /** It clashes with how things are. */
  CONFLICT(409),
  /** There are as many as there may be, or as much. */
  LIMIT_REACHED(409),
  /** It has been changed since the caller looked. */
  PRECONDITION_FAILED(412),
  /** The body is too large. */
  PAYLOAD_TOO_LARGE(413),
  /** The address is too long. */
  URI_TOO_LONG(414),
  /** The body is of another kind than the route reads. */
  UNSUPPORTED_MEDIA_TYPE(415),
  /** There is no such part of it. */
  RANGE_NOT_SATISFIABLE(416),
  /** What the request expects of the server cannot be met. */
  EXPECTATION_FAILED(417),
  /** Understood, but not valid; the details say what. */
  VALIDATION_ERROR(422),
  /** The path is a WebSocket. */
  UPGRADE_REQUIRED(426),
  /** Too many requests. */
  RATE_LIMITED(429),
  /** The headers are too large. */
  HEADERS_TOO_LARGE(431),
  /** The request is in a version of HTTP that is not spoken here. */
  HTTP_VERSION_NOT_SUPPORTED(505),
  /** The server failed; the error's id stands in its log. */
  INTERNAL_ERROR(500),
  /** No account exists yet. */
  SETUP_REQUIRED(503),
  /** No port is free for the page of a script. */
  NO_PORT(503),
  /** A part of the server is out of order. */
  UNAVAILABLE(503);

  private static final Map<Integer, ErrorCode> BY_STATUS =
      Map.ofEntries(
          Map.entry(400, BAD_REQUEST),
          Map.entry(401, INVALID_TOKEN),
          Map.entry(403, UNAUTHORIZED),
          Map.entry(404, NOT_FOUND),
          Map.entry(405, METHOD_NOT_ALLOWED),
          Map.entry(408, REQUEST_TIMEOUT),
          Map.entry(412, PRECONDITION_FAILED),
          Map.entry(413, PAYLOAD_TOO_LARGE),
          Map.entry(414, URI_TOO_LONG),
          Map.entry(415, UNSUPPORTED_MEDIA_TYPE),
          Map.entry(416, RANGE_NOT_SATISFIABLE),
          Map.entry(417, EXPECTATION_FAILED),
          Map.entry(426, UPGRADE_REQUIRED),
          Map.entry(429, RATE_LIMITED),
          Map.entry(431, HEADERS_TOO_LARGE),
          Map.entry(503, UNAVAILABLE),
          Map.entry(505, HTTP_VERSION_NOT_SUPPORTED));

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /** The code for a status that the web server chose by itself. */
  public static ErrorCode ofStatus(int status) {
    return BY_STATUS.getOrDefault(status, status < 500 ? BAD_REQUEST : INTERNAL_ERROR);
  }

  /** Its HTTP status. */
  public int status() {
    return status;
  }

  /** What it is called, for people. */
  public Message title() {
    return message("api.title." + name());
  }
}
