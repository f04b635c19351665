package dev.tempo.server.http;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The response of a route. Immutable; {@link #header} gives a changed copy. */
public final class RouteResponse {
  private static final String JSON = "application/json";

  /** Writes a body that is too large to be held in memory. */
  @FunctionalInterface
  public interface Stream {

    /**
     * Writes all of the body, in pieces as they are got; the client's pace is the writer's. What it
     * throws ends the connection, so that the client does not take a part for the whole.
     *
     * @throws IOException if the client is gone
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private final int status;
  private final String contentType;
  private final Body body;
  private final Map<String, String> headers;
  private final List<String> subject;

  private RouteResponse(RouteResponse origin, Map<String, String> headers, List<String> subject) {
    this.status = origin.status;
    this.contentType = origin.contentType;
    this.body = origin.body;
    this.headers = headers;
    this.subject = subject;
  }

  private RouteResponse(RouteResponse origin, int status) {
    this.status = status;
    this.contentType = origin.contentType;
    this.body = origin.body;
    this.headers = origin.headers;
    this.subject = origin.subject;
  }

  private RouteResponse(int status, String contentType, Body body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = Map.of();
    this.subject = List.of();
  }

  /** A body: all of it, or what writes it. */
  sealed interface Body {

    /** All of it. */
    record Whole(byte[] bytes) implements Body {}

    /** What writes it. */
    record Streamed(Stream stream) implements Body {}
  }

  /** What every answer stands in. */
  private record Envelope(Optional<ApiResponse> data, String status) implements ApiResponse {}

  /** 200 without data: it was done. */
  public static RouteResponse done() {
    return json(200, Optional.empty());
  }

  /** 200 with data. */
  public static RouteResponse ok(ApiResponse data) {
    return json(200, data);
  }

  /** 201 with data: something was made. */
  public static RouteResponse created(ApiResponse data) {
    return json(201, data);
  }

  /** 202 with data: it will be done. */
  public static RouteResponse accepted(ApiResponse data) {
    return json(202, data);
  }

  /** Data with another status. */
  public static RouteResponse json(int status, ApiResponse data) {
    return new RouteResponse(json(status, Optional.of(data)), Map.of(), naming(data));
  }

  private static RouteResponse json(int status, Optional<ApiResponse> data) {
    byte[] body = Json.bytes(new Envelope(data, "success"));
    return new RouteResponse(status, JSON, new Body.Whole(body));
  }

  /** 200 with a document of another kind. */
  public static RouteResponse document(String contentType, byte[] body) {
    return new RouteResponse(200, contentType, new Body.Whole(body));
  }

  /** 200 with a text of another kind, in UTF-8. */
  public static RouteResponse document(String contentType, String body) {
    return document(contentType + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * 200 with a file to be saved, written while it is sent.
   *
   * @param fileName its name; what a file's name should not have becomes a hyphen
   */
  public static RouteResponse download(String contentType, String fileName, Stream stream) {
    String safe = fileName.replaceAll("[^A-Za-z0-9._-]+", "-");
    return new RouteResponse(200, contentType, new Body.Streamed(stream))
        .header("Content-Disposition", "attachment; filename=\"" + safe + "\"");
  }

  /** 404 with a page for people, in UTF-8. */
  public static RouteResponse missing(String page) {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    return new RouteResponse(404, "text/html; charset=utf-8", new Body.Whole(body));
  }

  /** 204: nothing to say. */
  public static RouteResponse empty() {
    return new RouteResponse(204, null, new Body.Whole(new byte[0]));
  }

  /** Returns a copy with another status. */
  public RouteResponse status(int status) {
    return new RouteResponse(this, status);
  }

  /** Returns a copy with a header; its value must not come from outside unchecked. */
  public RouteResponse header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RouteResponse(this, more, subject);
  }

  public int status() {
    return status;
  }

  /** How what is answered calls itself, for the audit trail. */
  public List<String> subject() {
    return subject;
  }

  Optional<String> contentType() {
    return Optional.ofNullable(contentType);
  }

  Body body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  private static List<String> naming(ApiResponse data) {
    return java.util.stream.Stream.of("id", "runId", "name", "username")
        .flatMap(field -> Json.text(data, field).stream())
        .toList();
  }
}
