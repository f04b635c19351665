package dev.tempo.server.environments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextDigestsTest {
  private final TextDigests digests = new TextDigests();

  @Test
  void areThoseOfTheText() {
    assertThat(digests.of("abc")) // FIPS 180-4
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    String million = "a".repeat(1_000_000);
    for (int i = 0; i < 2; i++) {
      assertThat(digests.of(million))
          .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
  }

  @Test
  void areKeptOnce_ofLongTexts() {
    String one = "echo 1\n".repeat(1_000);
    String same = "echo 1\n".repeat(1_000);
    String other = "echo 2\n".repeat(1_000);
    assertThat(digests.of(same)).isSameAs(digests.of(one));
    assertThat(digests.of(other)).isNotEqualTo(digests.of(one));
    digests.of("echo 3\n");
    assertThat(digests.size()).isEqualTo(2);
    assertThat(one).isEqualTo(same).isNotEqualTo(other); // all have been there until now
  }
}
