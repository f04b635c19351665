package dev.tempo.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is shown of values that are not as they should be. */
final class HiddenTest {
  @Test
  void userInfo_isHidden_whereverItStands() {
    assertThat(Hidden.ofWrong("587")).isEqualTo("587");
    assertThat(Hidden.ofWrong("name:secret@host")).isEqualTo("****@host");
    assertThat(Hidden.ofWrong("one,name:se,cr:et@host two:x")).isEqualTo("one,****@host two:x");
    assertThat(Hidden.ofWrong("a@b:c a$1:b@@c")).isEqualTo("a@b:c ****@c");
  }

  @Test
  @Timeout(30)
  void longTexts_takeNoLongerThanShortOnes() {
    for (String piece : new String[] {"a", ":", "a:", "a://", "a,:", "@:"}) {
      assertThat(Hidden.ofWrong(piece.repeat(1_000_000))).isEqualTo("****");
    }
  }
}
