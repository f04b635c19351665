package dev.tempo.server.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimilarNameTest {
  private static final List<String> NAMES =
      List.of(
          "name",
          "task",
          "enabled",
          "environmentVariables",
          "timeoutSeconds",
          "timezone",
          "nodeLabels",
          "tags");

  private static Optional<String> of(String written) {
    return SimilarName.of(written, NAMES.stream());
  }

  @ParameterizedTest
  @CsvSource({
    "nmae, name",
    "Name, name",
    "enable, enabled",
    "environmentVariable, environmentVariables",
    "environmentvars, environmentVariables",
    "timeout_seconds, timeoutSeconds",
    "timeout, timeoutSeconds",
    "label, nodeLabels",
    "variables, environmentVariables",
    "tag, tags"
  })
  void whatIsLikeAName_isThatName(String written, String meant) {
    assertThat(of(written)).contains(meant);
  }

  @Test
  void whatIsLikeNone_isNone() {
    assertThat(of("colour")).isEmpty();
    assertThat(of("x")).isEmpty();
    assertThat(of("")).isEmpty();
    assertThat(of("name".repeat(1_000))).isEmpty();
  }
}
