package dev.tempo.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Violation;

/**
 * Problem documents (RFC 9457), with the fields {@code error}, {@code code} and {@code details}
 * besides.
 */
public final class Problem {
  public static final String CONTENT_TYPE = "application/problem+json";

  private Problem() {}

  public static byte[] bytes(ApiException error) {
    ObjectNode document = document(error.code(), error.getMessage());
    document.set("details", Json.array(error.violations(), Problem::detail));
    document.setAll(error.extras());
    return Json.bytes(document);
  }

  private static ObjectNode document(ErrorCode code, String detail) {
    return Json.object()
        .put("type", "about:blank")
        .put("title", code.title())
        .put("status", code.status())
        .put("detail", detail)
        .put("error", detail)
        .put("code", code.name())
        .node();
  }

  private static Json.Object detail(Violation violation) {
    Json.Object detail =
        Json.object().put("field", violation.field()).put("message", violation.message());
    violation.position().ifPresent(position -> detail.put("position", position));
    violation
        .place()
        .ifPresent(place -> detail.put("line", place.line()).put("column", place.column()));
    return detail;
  }
}
