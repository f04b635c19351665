package dev.tempo.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.message.Translation;

/**
 * Problem documents (RFC 9457), with the fields {@code error}, {@code code} and {@code details}
 * besides.
 */
public final class Problem {
  public static final String CONTENT_TYPE = "application/problem+json";

  private Problem() {}

  /**
   * A document.
   *
   * @param language that its texts are in
   */
  public static byte[] bytes(ApiException error, Translation language) {
    ObjectNode document =
        document(
            error.status(),
            error.code(),
            language.text(error.code().title()),
            language.text(error.message()));
    document.set(
        "details", Json.array(error.violations(), violation -> detail(violation, language)));
    document.setAll(error.extras(language));
    return Json.bytes(document);
  }

  private static ObjectNode document(int status, ErrorCode code, String title, String detail) {
    return Json.object()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("error", detail)
        .put("code", code.name())
        .node();
  }

  private static Json.Object detail(Violation violation, Translation language) {
    Json.Object detail =
        Json.object()
            .put("field", violation.field())
            .put("message", language.text(violation.message()));
    violation.position().ifPresent(position -> detail.put("position", position));
    violation
        .place()
        .ifPresent(place -> detail.put("line", place.line()).put("column", place.column()));
    return detail;
  }
}
