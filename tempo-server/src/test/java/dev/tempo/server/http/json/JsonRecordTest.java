package dev.tempo.server.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class JsonRecordTest {
  private static final UUID ID = UUID.fromString("019ac8f0-3c4b-7d5e-8f60-718293a4b5c6");

  private record Head(UUID id, Optional<String> note) implements ApiResponse {}

  private record Whole(
      @Unwrapped Head head,
      Instant at,
      double share,
      OptionalInt none,
      @Named("default") List<Head> heads,
      Map<String, Optional<String>> values,
      @LeftOutIfEmpty Optional<String> ticket)
      implements ApiResponse {}

  private static final class NoRecord implements ApiResponse {}

  @Test
  void components_areTheFields_inTheirOrder() {
    Head head = new Head(ID, Optional.empty());
    Instant at = Instant.parse("2026-03-01T08:00:00Z");
    Whole whole =
        new Whole(
            head,
            at,
            0.5,
            OptionalInt.empty(),
            List.of(head),
            Map.of("a", Optional.of("b")),
            Optional.empty());
    assertThat(Json.text(Json.node(whole)))
        .isEqualTo(new String(Json.bytes(whole), StandardCharsets.UTF_8))
        .isEqualTo(
            ("{'id':'%s','note':null,'at':'2026-03-01T08:00:00Z','share':0.5,'none':null,"
                    + "'default':[{'id':'%s','note':null}],'values':{'a':'b'}}")
                .formatted(ID, ID)
                .replace('\'', '"'));
  }

  @Test
  void fieldThatMayBeLeftOut_isTold_whereItHasAValue() {
    Whole whole =
        new Whole(
            new Head(ID, Optional.of("n")),
            Instant.EPOCH,
            1,
            OptionalInt.of(3),
            List.of(),
            Map.of(),
            Optional.of("t"));
    assertThat(Json.node(whole).path("ticket").textValue()).isEqualTo("t");
    assertThat(Json.node(whole).path("none").intValue()).isEqualTo(3);
  }

  private sealed interface Part extends ApiResponse {}

  private record Left(int left) implements Part {}

  private record Right(String right, BigDecimal size) implements Part {}

  private record Either(long number, @Unwrapped Part part, JsonNode tree) implements ApiResponse {}

  @Test
  void partOfASealedType_hasTheFieldsOfTheAlternative() {
    JsonNode tree = Json.object().put("a", List.of(1, true)).node();
    for (Either either :
        List.of(
            new Either(1, new Left(2), tree),
            new Either(1, new Right("€\n\"", new BigDecimal("1.50")), tree))) {
      String text = Json.text(Json.node(either));
      assertThat(new String(Json.bytes(either), StandardCharsets.UTF_8)).isEqualTo(text);
      assertThat(Json.node(either).has("left")).isEqualTo(either.part() instanceof Left);
    }
    assertThat(Json.text(new Either(1, new Right("r", BigDecimal.ONE), tree), "right"))
        .contains("r");
    assertThat(Json.text(new Either(1, new Left(2), tree), "left")).isEmpty();
  }

  @Test
  void classThatIsNoRecord_isRefused() {
    assertThatThrownBy(() -> Json.node(new NoRecord()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NoRecord");
  }
}
