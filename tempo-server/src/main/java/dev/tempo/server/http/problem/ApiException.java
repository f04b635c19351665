package dev.tempo.server.http.problem;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A request that cannot be answered as asked; becomes a problem document, in the language of who
 * reads it. In logs it is English.
 */
public final class ApiException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Message detail;
  private final transient List<Violation> violations;
  private transient OptionalInt status = OptionalInt.empty();
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private final transient Map<String, Function<Translation, JsonNode>> extras =
      new LinkedHashMap<>();

  private ApiException(ErrorCode code, Message detail, List<Violation> violations) {
    super(detail.text());
    this.code = code;
    this.detail = detail;
    this.violations = List.copyOf(violations);
  }

  /** An error of this kind; the detail says what was wrong, where, and what to do. */
  public static ApiException of(ErrorCode code, Message detail) {
    return new ApiException(code, detail, List.of());
  }

  /**
   * There is no such thing.
   *
   * @param what how the catalogue's key of this kind of thing ends, after {@code api.notFound.}
   */
  public static ApiException notFound(String what, String id) {
    return of(
        ErrorCode.NOT_FOUND, Messages.message("api.notFound." + what, "id", Strings.shorten(id)));
  }

  /** A clash with how things are. */
  public static ApiException conflict(Message detail) {
    return of(ErrorCode.CONFLICT, detail);
  }

  /** A clash with how things are, as an exception tells it. */
  public static ApiException conflict(Throwable why) {
    return conflict(Messages.of(why));
  }

  /** Not allowed. */
  public static ApiException forbidden(Message detail) {
    return of(ErrorCode.UNAUTHORIZED, detail);
  }

  /** Nobody is known by what was shown. */
  public static ApiException unknown(Message detail, List<Violation> violations) {
    return new ApiException(ErrorCode.INVALID_TOKEN, detail, violations);
  }

  /** Fields are not valid. */
  public static ApiException invalid(List<Violation> violations) {
    return new ApiException(ErrorCode.VALIDATION_ERROR, summary(violations), violations);
  }

  /** One field is not valid. */
  public static ApiException invalid(String field, Message message) {
    return invalid(List.of(Violation.of(field, message)));
  }

  /** Too many requests. */
  public static ApiException rateLimited(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return of(ErrorCode.RATE_LIMITED, Messages.message("api.tooManyRequests", "seconds", seconds))
        .header("Retry-After", Long.toString(seconds));
  }

  /** Sets another status than that of its code, where one code stands for two. */
  public ApiException status(int status) {
    this.status = OptionalInt.of(status);
    return this;
  }

  /** Its HTTP status. */
  public int status() {
    return status.orElse(code.status());
  }

  /** Adds a header to the response. */
  public ApiException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Adds a field to the problem document. */
  public ApiException with(String field, JsonNode value) {
    return with(field, language -> value);
  }

  /**
   * Adds a field whose texts are in the language of the document.
   *
   * @param value gives it; called when the document is written
   */
  public ApiException with(String field, Function<Translation, JsonNode> value) {
    extras.put(field, value);
    return this;
  }

  /** What kind of error. */
  public ErrorCode code() {
    return code;
  }

  /** What was wrong. */
  @Override
  public Message message() {
    return detail;
  }

  public List<Violation> violations() {
    return violations;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** The fields of the problem document besides those that all have. */
  public Map<String, JsonNode> extras(Translation language) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    extras.forEach((field, value) -> fields.put(field, value.apply(language)));
    return fields;
  }

  private static Message summary(List<Violation> violations) {
    Violation first = violations.getFirst();
    Message text =
        first.field().isEmpty()
            ? first.message()
            : Messages.message("api.violation", "field", first.field(), "message", first.message());
    int more = violations.size() - 1;
    return more == 0 ? text : Messages.counted("api.violationAndMore", more, "first", text);
  }
}
