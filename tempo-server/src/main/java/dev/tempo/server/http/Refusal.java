package dev.tempo.server.http;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Translation;
import java.util.UUID;

/** Why something was not done to one of many, as the API shows it. */
public record Refusal(UUID id, String code, String message) implements ApiResponse {

  static Refusal of(UUID id, ApiException why, Translation language) {
    return new Refusal(id, why.code().name(), language.text(why.message()));
  }
}
