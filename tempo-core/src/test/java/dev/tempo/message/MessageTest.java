package dev.tempo.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {

  @Test
  void arguments_standInTheirPlaces_whateverTheyHold() {
    Message message =
        Message.of("a.b", "{name} is not {what}: {name}", "name", "$1 {what} \\", "what", 7);
    assertThat(message.text()).isEqualTo("$1 {what} \\ is not 7: $1 {what} \\");
    assertThat(message.arguments().keySet()).containsExactly("name", "what");
  }

  @Test
  void messages_areArgumentsToo() {
    Message inner = Message.counted("inner", 2, "one more", "{count} more");
    assertThat(Message.of("outer", "{first} (and {rest})", "first", "x", "rest", inner).text())
        .isEqualTo("x (and 2 more)");
  }

  @Test
  void countedMessage_choosesItsForm() {
    assertThat(Message.counted("n", 1, "{count} run", "{count} runs").text()).isEqualTo("1 run");
    assertThat(Message.counted("n", 0, "{count} run", "{count} runs").text()).isEqualTo("0 runs");
  }

  @Test
  void whatIsMissing_isRefusedAtOnce() {
    assertThatThrownBy(() -> Message.of("a", "{b}")).hasMessageContaining("'b'");
    assertThatThrownBy(() -> Message.of("a", "b", "c")).hasMessageContaining("no value");
    assertThatThrownBy(() -> new Message("a", "b", null)).isInstanceOf(NullPointerException.class);
    assertThat(Message.fill("{a} {b}", Map.of("a", 1))).isEqualTo("1 {b}");
  }
}
