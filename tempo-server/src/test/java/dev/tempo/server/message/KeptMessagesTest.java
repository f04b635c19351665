package dev.tempo.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the server keeps in English is known again, word for word, also beside the library's. */
final class KeptMessagesTest {
  private static final Path ENGLISH = Path.of("src/main/resources/META-INF/ui/i18n/en.json");
  private static final Pattern GAP = Pattern.compile("\\{(\\w+)\\}");

  @Test
  void everyTextThatIsKept_isKnownAgain() throws IOException {
    List<String> faults = new ArrayList<>();
    int found = 0;
    for (var text : new ObjectMapper().readTree(ENGLISH.toFile()).properties()) {
      boolean note = text.getKey().startsWith("api.note.");
      if (note || text.getKey().startsWith("api.kept.")) {
        found++;
        Message said = Messages.message(text.getKey(), samples(text.getValue().textValue()));
        Message known = note ? Messages.note(said.text()) : Messages.kept(said.text());
        boolean same =
            known.code().equals(said.code())
                && known.text().equals(said.text())
                && known.arguments().toString().equals(said.arguments().toString());
        if (!same) {
          faults.add(said + " became " + known.code() + known.arguments());
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void whatNobodyOfUsHasSaid_staysAsItIs() {
    Message known = Messages.kept("550 5.1.1 no such user");
    assertThat(known).isEqualTo(Messages.asItIs("550 5.1.1 no such user"));
  }

  private static Object[] samples(String english) {
    List<Object> values = new ArrayList<>();
    Matcher gap = GAP.matcher(english);
    while (gap.find()) {
      values.add(gap.group(1));
      values.add(gap.group(1).equals("number") ? 1_234L : "<" + gap.group(1) + "-{x}é>");
    }
    return values.toArray();
  }

  @Test
  void reasonOfAStoreThatFails_holdsNoAddress_howeverDeepItStands() {
    String waits =
        "It waits in the queue 'default' since 2026-03-28T12:00:00Z; 1 run is before it; ";
    String stuck = "the engine does not get on: ";
    Message reason = Messages.kept(waits + stuck + "jdbc:postgresql://10.0.0.7/tempo is gone");
    assertThat(Messages.forEverybody(reason).text())
        .isEqualTo(
            waits
                + stuck
                + "The database cannot be reached, or does not do what it is asked; the log of the"
                + " server says more");
    String turn = "It waits since 2026-03-28T12:00:00Z: " + stuck + "The engine's thread has ended";
    assertThat(Messages.forEverybody(Messages.kept(turn)).text()).isEqualTo(turn);
    String other = waits + "its queue 'default' is paused";
    assertThat(Messages.forEverybody(Messages.kept(other)).text()).isEqualTo(other);
  }
}
