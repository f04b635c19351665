package dev.tempo.server.http.problem;

import java.util.Map;

/** The codes of errors that programs may rely on, each with its HTTP status and title. */
public enum ErrorCode {
  /** The body is not what it claims to be. */
  BAD_REQUEST(400, "Bad request"),
  /** Credentials are missing, expired, revoked or forged. */
  INVALID_TOKEN(401, "Log-in needed"),
  /** Wrong name or password. */
  INVALID_CREDENTIALS(401, "Wrong name or password"),
  /** Logged in, but not allowed. */
  UNAUTHORIZED(403, "Not allowed"),
  /** There is no such thing, or none that the caller may see. */
  NOT_FOUND(404, "Not found"),
  /** The path is there, but not for this method. */
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  /** The request took too long to arrive. */
  REQUEST_TIMEOUT(408, "Request time-out"),
  /** It clashes with how things are. */
  CONFLICT(409, "Conflict"),
  /** The body is too large. */
  PAYLOAD_TOO_LARGE(413, "Payload too large"),
  /** The address is too long. */
  URI_TOO_LONG(414, "Address too long"),
  /** The body is of another kind than the route reads. */
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  /** What the request expects of the server cannot be met. */
  EXPECTATION_FAILED(417, "Expectation failed"),
  /** Understood, but not valid; the details say what. */
  VALIDATION_ERROR(422, "Validation failed"),
  /** The path is a WebSocket. */
  UPGRADE_REQUIRED(426, "Upgrade required"),
  /** Too many requests. */
  RATE_LIMITED(429, "Too many requests"),
  /** The headers are too large. */
  HEADERS_TOO_LARGE(431, "Headers too large"),
  /** The request is in a version of HTTP that is not spoken here. */
  HTTP_VERSION_NOT_SUPPORTED(505, "HTTP version not supported"),
  /** The server failed; the error's id stands in its log. */
  INTERNAL_ERROR(500, "Internal error"),
  /** No account exists yet. */
  SETUP_REQUIRED(503, "Set-up needed"),
  /** A part of the server is out of order. */
  UNAVAILABLE(503, "Unavailable");

  private static final Map<Integer, ErrorCode> BY_STATUS =
      Map.ofEntries(
          Map.entry(400, BAD_REQUEST),
          Map.entry(401, INVALID_TOKEN),
          Map.entry(403, UNAUTHORIZED),
          Map.entry(404, NOT_FOUND),
          Map.entry(405, METHOD_NOT_ALLOWED),
          Map.entry(408, REQUEST_TIMEOUT),
          Map.entry(413, PAYLOAD_TOO_LARGE),
          Map.entry(414, URI_TOO_LONG),
          Map.entry(415, UNSUPPORTED_MEDIA_TYPE),
          Map.entry(417, EXPECTATION_FAILED),
          Map.entry(426, UPGRADE_REQUIRED),
          Map.entry(429, RATE_LIMITED),
          Map.entry(431, HEADERS_TOO_LARGE),
          Map.entry(503, UNAVAILABLE),
          Map.entry(505, HTTP_VERSION_NOT_SUPPORTED));

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
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
  public String title() {
    return title;
  }
}
