package dev.tempo.server.environments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts that are made to take long before they are checked. */
final class SyntaxToolTest {
  @Test
  @Timeout(60)
  void scriptsOfAMegabyte_areLookedAtInLinearTime() {
    for (String piece : new String[] {"\n", " ", "\\p", "use ", "\\p{ "}) {
      SyntaxTool.mayRunWhileRead(piece.repeat(1_000_000 / piece.length()));
    }
    assertThat(SyntaxTool.mayRunWhileRead("use strict;\n  use v5.36;\nprint 1;\n")).isFalse();
    assertThat(SyntaxTool.mayRunWhileRead("use strict;\nuse POSIX;\n")).isTrue();
    assertThat(SyntaxTool.mayRunWhileRead("/\\p{ My::Own }/")).isTrue();
  }
}
