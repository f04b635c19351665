package dev.tempo.server.http.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that cannot be answered as asked; becomes a problem document. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private final transient Map<String, JsonNode> extras = new LinkedHashMap<>();

  private ApiException(ErrorCode code, String detail, List<Violation> violations) {
    super(detail);
    this.code = code;
    this.violations = List.copyOf(violations);
  }

  /** An error of this kind; the detail says what was wrong, where, and what to do. */
  public static ApiException of(ErrorCode code, String detail) {
    return new ApiException(code, detail, List.of());
  }

  /** There is no such thing. */
  public static ApiException notFound(String what, String id) {
    return of(ErrorCode.NOT_FOUND, "There is no " + what + " '" + Strings.shorten(id) + "'");
  }

  /** A clash with how things are. */
  public static ApiException conflict(String detail) {
    return of(ErrorCode.CONFLICT, detail);
  }

  /** Not allowed. */
  public static ApiException forbidden(String detail) {
    return of(ErrorCode.UNAUTHORIZED, detail);
  }

  /** Nobody is known by what was shown. */
  public static ApiException unknown(String detail, List<Violation> violations) {
    return new ApiException(ErrorCode.INVALID_TOKEN, detail, violations);
  }

  /** Fields are not valid. */
  public static ApiException invalid(List<Violation> violations) {
    return new ApiException(ErrorCode.VALIDATION_ERROR, summary(violations), violations);
  }

  /** One field is not valid. */
  public static ApiException invalid(String field, String message) {
    return invalid(List.of(Violation.of(field, message)));
  }

  /** Too many requests. */
  public static ApiException rateLimited(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return of(ErrorCode.RATE_LIMITED, "Too many requests; try again in " + seconds + " s")
        .header("Retry-After", Long.toString(seconds));
  }

  /** Adds a header to the response. */
  public ApiException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Adds a field to the problem document. */
  public ApiException with(String field, JsonNode value) {
    extras.put(field, value);
    return this;
  }

  /** What kind of error. */
  public ErrorCode code() {
    return code;
  }

  public List<Violation> violations() {
    return violations;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public Map<String, JsonNode> extras() {
    return extras;
  }

  private static String summary(List<Violation> violations) {
    Violation first = violations.getFirst();
    String text =
        first.field().isEmpty() ? first.message() : first.field() + ": " + first.message();
    return violations.size() == 1 ? text : text + " (and " + (violations.size() - 1) + " more)";
  }
}
