package dev.tempo.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a route answers. Immutable; {@link #header} gives a changed copy. */
public final class Reply {
  private static final String JSON = "application/json";

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;
  private final List<String> subject;

  private Reply(Reply origin, Map<String, String> headers, List<String> subject) {
    this.status = origin.status;
    this.contentType = origin.contentType;
    this.body = origin.body;
    this.headers = headers;
    this.subject = subject;
  }

  private Reply(int status, String contentType, byte[] body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = Map.of();
    this.subject = List.of();
  }

  /** 200 with data. */
  public static Reply ok(Object data) {
    return json(200, data);
  }

  /** 201 with data: something was made. */
  public static Reply created(Object data) {
    return json(201, data);
  }

  /** 202 with data: it will be done. */
  public static Reply accepted(Object data) {
    return json(202, data);
  }

  /** Data with another status. */
  public static Reply json(int status, Object data) {
    Json.Object envelope = Json.object().put("data", data).put("status", "success");
    Reply reply = new Reply(status, JSON, Json.bytes(envelope.node()));
    return new Reply(reply, Map.of(), naming(envelope.node().path("data")));
  }

  /** 200 with a document of another kind. */
  public static Reply document(String contentType, byte[] body) {
    return new Reply(200, contentType, body);
  }

  /** 200 with a text of another kind, in UTF-8. */
  public static Reply document(String contentType, String body) {
    return document(contentType + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** 204: nothing to say. */
  static Reply empty() {
    return new Reply(204, null, new byte[0]);
  }

  /** A copy with a header; its value must not come from outside unchecked. */
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(this, more, subject);
  }

  int status() {
    return status;
  }

  /** How what is answered calls itself, for the audit trail. */
  List<String> subject() {
    return subject;
  }

  Optional<String> contentType() {
    return Optional.ofNullable(contentType);
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  private static List<String> naming(JsonNode data) {
    return Stream.of("id", "runId", "name", "username")
        .map(field -> data.path(field).textValue())
        .filter(Objects::nonNull)
        .toList();
  }
}
