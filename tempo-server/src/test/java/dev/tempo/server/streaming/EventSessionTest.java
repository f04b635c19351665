package dev.tempo.server.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventSessionTest {
  private final Caller caller =
      new Caller(new UUID(1, 2), "ada", Role.VIEWER, Optional.empty(), Optional.empty());
  private final EventSession session =
      new EventSession(
          caller, Translation.ENGLISH, dropped -> TextNode.valueOf(dropped + " dropped"));

  @Test
  void clientThatDoesNotRead_losesTheOldest_andIsToldOfIt() throws Exception {
    for (int i = 1; i <= 1_250; i++) {
      session.tell(IntNode.valueOf(i));
    }
    List<JsonNode> received = new ArrayList<>();
    session.run(new Sink(received, 1_001));
    assertThat(received.getFirst().textValue()).isEqualTo("250 dropped");
    assertThat(received.get(1).intValue()).isEqualTo(251);
    assertThat(received.getLast().intValue()).isEqualTo(1_250);
    assertThat(received).hasSize(1_001);
  }

  @Test
  void firstChoice_replacesEverything() {
    assertThat(session.wants(Set.of(Topics.JOBS))).isTrue();
    session.subscribe(Topics.RUNS);
    assertThat(session.wants(Set.of(Topics.JOBS))).isFalse();
    assertThat(session.wants(Set.of(Topics.JOBS, Topics.RUNS))).isTrue();
    session.unsubscribe(Topics.RUNS);
    assertThat(session.wants(Set.of(Topics.RUNS))).isFalse();
  }

  @Test
  void topics_areLimited() {
    for (int i = 0; i < 200; i++) {
      assertThat(session.subscribe(Topics.of(new UUID(3, i)))).isTrue();
    }
    assertThat(session.subscribe(Topics.of(new UUID(4, 0)))).isFalse();
    assertThat(session.subscribe(Topics.of(new UUID(3, 0)))).isTrue();
  }

  /** A socket that takes so many messages, then closes. */
  private record Sink(List<JsonNode> received, int enough) implements WebSocket {
    @Override
    public void send(JsonNode message) {
      if (message.isArray()) {
        message.forEach(received::add);
      } else {
        received.add(message);
      }
    }

    @Override
    public void sendText(String json) {
      throw new AssertionError("Events are sent as nodes");
    }

    @Override
    public boolean isOpen() {
      return received.size() < enough;
    }
  }
}
