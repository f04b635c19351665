package dev.tempo.server.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.message.Message;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Wrong placeholders of an installation's own texts are told, and nothing else is. */
final class PlaceholdersTest {
  private static final Map<String, String> ENGLISH =
      Map.of(
          "a", "{name} is {state}",
          "b.one", "One job of {owner}",
          "b.other", "{count} jobs of {owner}");

  @Test
  void valuesThatAreLackingOrUnknown_areTold_inTheOrderOfKeys() {
    Map<String, String> texts = new TreeMap<>();
    texts.put("a", "{nombre} es {state}");
    texts.put("b.many", "{zahl} de {owner}");
    texts.put("b.other", "{count} tareas");
    assertThat(Placeholders.problems("es.json", texts, ENGLISH).stream().map(Message::text))
        .containsExactly(
            "In the translation es.json, the text a names values that there are not: nombre",
            "In the translation es.json, the text a lacks the values name",
            "In the translation es.json, the text b.many names values that there are not: zahl",
            "In the translation es.json, the text b.other lacks the values owner");
  }

  @Test
  void formsMayLeaveOutTheirNumber_andUnknownKeysDoNotCount() {
    Map<String, String> texts =
        Map.of(
            "a",
            "{state}: {name}",
            "b.one",
            "Una tarea",
            "b.other",
            "{count}, {owner}",
            "z",
            "{x}");
    assertThat(Placeholders.problems("es.json", texts, ENGLISH)).isEmpty();
  }
}
