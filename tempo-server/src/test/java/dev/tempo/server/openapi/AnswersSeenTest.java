package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * After all other tests: each answer that is written in the contract was seen by one of them, and
 * held against its schema.
 */
@Tag("packed")
class AnswersSeenTest {
  /** Of what a script has closed to the server; root, as whom these tests run, reads it. */
  private static final Set<String> NOT_FOR_ROOT =
      Set.of(
          "GET /api/data/{group}/{project}/files 409",
          "GET /api/data/{group}/{project}/{path} 409",
          "GET /api/projects/{id}/archive 409",
          "GET /api/projects/{id}/files 409");

  @Test
  void allThatTheContractHas_wasSeen() throws IOException {
    Set<String> unseen = new TreeSet<>();
    OpenApiDocument.operations(OpenApiDocument.written()).stream()
        .filter(operation -> !operation.method().equals("WS")) // their clients are others
        .forEach(
            operation ->
                operation
                    .node()
                    .path("responses")
                    .fieldNames()
                    .forEachRemaining(status -> unseen.add(operation.route() + " " + status)));
    Set<String> seen = Seen.all();
    assertThat(seen).as("noted by the tests of this build").isNotEmpty();
    assertThat(seen)
        .as("now met; take them off the list")
        .doesNotContainAnyElementsOf(NOT_FOR_ROOT);
    unseen.removeAll(seen);
    unseen.removeAll(NOT_FOR_ROOT);
    assertThat(unseen).isEmpty();
  }
}
