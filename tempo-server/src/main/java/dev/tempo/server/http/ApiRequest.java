package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import io.helidon.common.parameters.Parameters;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** One request to the API. For one thread. */
public final class ApiRequest {
  /** What an entry of a list may take, with what it is made from. */
  private static final long ENTRY_BYTES = 98_304;

  /** Lists of large entries end before they are complete. */
  private static final long MOST_LIST_BYTES = 16L << 20;

  private final RequestView exchange;
  private final Parameters path;
  private final RequestAdmission admission;
  private final Languages languages;
  private Optional<String> subject = Optional.empty();
  private boolean kept;
  private Optional<Translation> spoken = Optional.empty();

  /**
   * A request.
   *
   * @param languages that it may be answered in
   */
  public ApiRequest(
      RequestView exchange, Parameters path, RequestAdmission admission, Languages languages) {
    this.exchange = exchange;
    this.path = path;
    this.admission = admission;
    this.languages = languages;
  }

  /** Who calls. Never fails on a route that needs a log-in. */
  public Caller caller() {
    return findCaller().orElseThrow(() -> new IllegalStateException("This route needs no log-in"));
  }

  /** Names for the audit trail what this is done to, besides the parts of the path. */
  public void subject(String name) {
    subject = Optional.of(name);
  }

  /**
   * Has the call kept in the audit trail though it changes nothing: for looks at what is somebody
   * else's.
   */
  public void audit() {
    kept = true;
  }

  public boolean isAudited() {
    return kept;
  }

  public Optional<String> subject() {
    return subject;
  }

  public Optional<Caller> findCaller() {
    return admission.caller();
  }

  /** With what the caller was let in. */
  RequestAdmission admission() {
    return admission;
  }

  public Stream<String> pathValues() {
    return path.names().stream().sorted().map(path::get);
  }

  /** The cookie in which a browser that asks so keeps its session. */
  public SessionCookie sessionCookie() {
    return exchange.sessionCookie();
  }

  /** Where the request comes from. */
  public ClientAddress client() {
    return exchange.client();
  }

  /** The connection that the request came over; empty where that is not known. */
  public Optional<Connection> connection() {
    return exchange.connection();
  }

  /** A part of the path, decoded. */
  public String path(String name) {
    return path.get(name);
  }

  /**
   * A part of the path that is an id.
   *
   * @param what what it would be the id of, for the 404 when it is no id at all
   */
  public UUID id(String name, String what) {
    try {
      return JsonValues.uuid(path(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.notFound(what, path(name));
    }
  }

  /** The query. */
  public QueryParameters query() {
    return new QueryParameters(exchange.query());
  }

  /** The page of a list that is asked for; takes the memory of a list of that length. */
  public Paging paging() {
    Paging paging = Paging.of(query());
    expect(Math.min(paging.limit() * ENTRY_BYTES, MOST_LIST_BYTES));
    return paging;
  }

  /**
   * Says that the answer may be large, before anything is read for it, so that large answers wait
   * for one another instead of using up the memory together.
   *
   * @param bytes how much it takes at most with all that it is made from
   * @throws ApiException 503 with {@code Retry-After} if other answers have all memory
   */
  public void expect(long bytes) {
    exchange.expect(bytes);
  }

  /**
   * The language to answer in: the one that the account has chosen, else the best of those that the
   * client asks for, else the server's. The answer is marked as being in it.
   */
  public Translation language() {
    if (spoken.isEmpty()) {
      spoken =
          Optional.of(
              languages.of(findCaller().map(Caller::userId), exchange.header("Accept-Language")));
    }
    return spoken.get();
  }

  /** The same for what Java formats. */
  public Locale locale() {
    return language().locale();
  }

  /** The language of the answer, if any of it depends on that. */
  public Optional<Translation> spoken() {
    return spoken;
  }

  /** The body, which must be a JSON object. */
  public JsonInput body() {
    return JsonInput.of(json());
  }

  /** The body, or an empty object if there is none. */
  public JsonInput bodyOrEmpty() {
    return exchange.hasBody() ? body() : JsonInput.of(Json.object().node());
  }

  /**
   * The body as it came, of a kind of its own.
   *
   * @param type the kind, as {@code application/zip}
   * @param maxBytes how large it may be
   * @throws ApiException 400 if there is none, 413 if it is larger, 415 if it is of another kind
   */
  public byte[] file(String type, int maxBytes) {
    String[] parts = type.split("/");
    if (!exchange.hasBody()) {
      throw ApiException.of(ErrorCode.BAD_REQUEST, message("api.bodyEmpty", "type", type));
    }
    if (!exchange.contentTypeIs(parts[0], parts[1])) {
      throw ApiException.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, message("api.bodyType", "type", type));
    }
    return exchange.body(maxBytes);
  }

  /** The body as it comes, of whatever kind and length; nothing of it is kept in memory. */
  public InputStream stream() {
    return exchange.stream();
  }

  /** A header, where it stands once or first. */
  public Optional<String> header(String name) {
    return exchange.header(name);
  }

  private JsonNode json() {
    if (exchange.hasBody() && !exchange.contentTypeIs("application", "json")) {
      throw ApiException.of(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, message("api.bodyType", "type", "application/json"));
    }
    byte[] body = exchange.body();
    exchange.take(Json.weight(body));
    return Json.parse(body);
  }
}
