package dev.tempo.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShellSourceTest {

  private static String executable(String file) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    return new String(ShellSource.executable(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void fileOfWindows_getsTheLineEndsThatShellsExpect() {
    assertThat(executable("#!/bin/sh\r\nif true; then\r\n  echo a\rb\r\nfi\r\n"))
        .isEqualTo("#!/bin/sh\nif true; then\n  echo a\rb\nfi\n");
    assertThat(executable("\uFEFFecho one\r\necho two")).isEqualTo("echo one\necho two");
  }

  @Test
  void fileWithOtherLineEnds_staysAsItIs() {
    assertThat(executable("cat <<END\nfor Windows\r\nEND\n"))
        .isEqualTo("cat <<END\nfor Windows\r\nEND\n");
    assertThat(executable("\uFEFFecho one\n")).isEqualTo("echo one\n");
    assertThat(executable("echo\r")).isEqualTo("echo\r");
    assertThat(executable("\n\r\n")).isEqualTo("\n\r\n");
    assertThat(executable("")).isEmpty();
  }
}
