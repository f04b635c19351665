package dev.tempo.server.groups.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever files hold, reading them ends, without an exception, and says only what is allowed. */
final class MetadataFuzzTest {
  private static final List<String> PIECES =
      List.of(
          "ScriptsManager Metadata:",
          "@description",
          "@description_es:",
          "@parameters: [",
          "@tags:",
          "@required_level: admin",
          "@display_name: {",
          "@unknown_zz:",
          "\"\"\"",
          "'''",
          "'",
          "\"",
          "\\",
          "#",
          "# ",
          "\n",
          "\r\n",
          "\r",
          " ",
          "\t",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "{\"name\": \"a\", \"type\": \"int\"}",
          "\"pattern\": \"(a+)+$\"",
          "1e999999999",
          "-0",
          "\\ud800",
          "\u0000",
          "é",
          "\uD83D\uDE00",
          "\uFEFF",
          "# -*- coding: utf-16 -*-",
          "# /// script\n# dependencies = [",
          "null",
          "true",
          "12345678901234567890",
          "@",
          "../..");

  @Test
  void anything_isReadWithoutAnException() throws IOException {
    read(new Random(7), 5_000);
  }

  @Test
  @Tag("long")
  void anything_isReadWithoutAnException_aMillionTimes() throws IOException {
    read(new Random(11), 1_000_000);
  }

  /** What a careless loop would take minutes for. */
  @Test
  void largestHeaders_areReadInATimeThatGrowsWithTheirLengthAlone() {
    for (String unit :
        List.of(
            "@parameters: [\n",
            "@description: a\n @tags: {[\"",
            "[",
            "{\"a\":",
            "'\\''\"\"\"",
            "# ScriptsManager Metadata:\n\n",
            "\\",
            " ",
            "@description_es: x\n")) {
      String all = unit.repeat(HeaderReader.LIMIT / unit.length() + 1);
      for (String start :
          List.of("", "'''ScriptsManager Metadata:\n", "# ScriptsManager Metadata:")) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> {
              HeaderReader.read("x.py", start + all);
              HeaderReader.read("x.sh", start + all);
              MetadataFile.group((start + all).getBytes(StandardCharsets.UTF_8));
              MetadataFile.scripts(all.getBytes(StandardCharsets.UTF_8));
            });
      }
    }
  }

  private static void read(Random random, int times) throws IOException {
    List<byte[]> seeds =
        List.of(
            Examples.bytes("backup_system.py.txt"),
            Examples.bytes("metadata.json"),
            Examples.bytes("script_metadata.json"));
    for (int i = 0; i < times; i++) {
      byte[] content = i % 2 == 0 ? composed(random) : mutated(seeds.get(i % 3), random);
      String what = "Case " + i;
      assertThatCode(() -> readOne(content)).as(what).doesNotThrowAnyException();
    }
  }

  private static void readOne(byte[] content) {
    DecodedScript text = DecodedScript.of("x.py", content);
    assertValid(HeaderReader.read("x.py", text.text()));
    assertValid(HeaderReader.read("x.sh", text.text()));
    MetadataFile.GroupFile group = MetadataFile.group(content);
    MetadataFile.ScriptsFile scripts = MetadataFile.scripts(content);
    if (group.metadata().isEmpty()) {
      assertThat(group.warnings()).isNotEmpty();
    }
    scripts.scripts().ifPresent(all -> all.values().forEach(MetadataFuzzTest::assertValid));
  }

  /** What was read can be written, is stored as it is, and every warning can be said. */
  private static void assertValid(ScriptHeader header) {
    byte[] written = header.layer().toJson().toString().getBytes(StandardCharsets.UTF_8);
    String stored = new String(written, StandardCharsets.UTF_8);
    assertThat(Examples.json(stored).toString()).isEqualTo(stored);
    header
        .warnings()
        .forEach(
            warning -> {
              assertThat(warning.message().text()).isNotBlank();
              assertThat(warning.line().orElse(1)).isPositive();
            });
  }

  private static byte[] composed(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(40);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] content = seed.clone();
    for (int i = random.nextInt(12); i > 0; i--) {
      content[random.nextInt(content.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : content[random.nextInt(content.length)];
    }
    return java.util.Arrays.copyOf(content, 1 + random.nextInt(content.length));
  }
}
