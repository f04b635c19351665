package dev.tempo.server.groups.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import org.junit.jupiter.api.Test;

class MetadataWarningTest {
  private static final String SAID =
      "'dependencies' must be a list of texts such as [\"requests\"], not a text";

  @Test
  void whatTheLibrarySays_withinAWarning_isAMessageItself() {
    Message message = Messages.message("api.groups.badInline", "problem", SAID);
    MetadataWarning warning = MetadataWarning.of("a.py", "requirements", message);
    assertThat(warning.message().text()).isEqualTo(message.text());
    assertThat(warning.message().arguments().get("problem"))
        .isInstanceOfSatisfying(
            Message.class, inner -> assertThat(inner.code()).isEqualTo("python.dependencies"));
  }
}
