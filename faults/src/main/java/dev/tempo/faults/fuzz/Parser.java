package dev.tempo.faults.fuzz;

import dev.tempo.python.InlineMetadata;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CronSyntaxException;
import dev.tempo.schedule.Dialect;
import dev.tempo.server.groups.metadata.DecodedScript;
import dev.tempo.server.groups.metadata.HeaderReader;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.markdown.LinkTargets;
import dev.tempo.server.markdown.MarkdownRenderer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * What texts are given to, with what it may throw, and pieces of texts that mean something to it.
 */
enum Parser {
  /** Expressions of all dialects; what is one is searched and described. */
  CRON(
      List.of(
          "*", "?", ",", "-", "/", "#", "+", "L", "W", "LW", "0", "1", "5", "7", "12", "31", "59",
          "60", "2199", "MON", "fri", "JAN", "SUN", "@daily", "*/5", "1-5", "10-20/3", "15W", "5#L",
          "2#3", " "),
      List.of(
          "* * * * *",
          "0 30 2 * * *",
          "0 0 29 2 1 ? 2028",
          "*/5 1-5 L * MON#2",
          "0 3 1,15W * *",
          "@weekly",
          "0 0 LW * 5L",
          "1 2 3 4 5 6 2030-2040/2")) {
    @Override
    void read(String text) {
      for (Dialect dialect : Dialect.values()) {
        try {
          CronSchedule cron = CronSchedule.parse(text, dialect);
          cron.next(NOON, PARIS);
          cron.previous(NOON, PARIS);
          cron.describe(Locale.FRENCH);
        } catch (CronSyntaxException e) {
          // what was to be said
        }
      }
    }
  },

  /** Lists of requirements. */
  REQUIREMENTS(
      List.of(
          "a",
          "Requests",
          "[",
          "]",
          ",",
          "==",
          ">=",
          "~=",
          "===",
          "!=",
          "1.0",
          "2.*",
          "1!2",
          ".dev1",
          "+local",
          " ",
          "\n",
          "\\\n",
          "#",
          ";",
          "python_version",
          "extra",
          "'3.8'",
          "in",
          "not",
          "and",
          "or",
          "(",
          ")",
          "@",
          "https://",
          "git+ssh://",
          "user:pw@",
          "host",
          "/p.whl",
          "-r",
          "-e",
          "--hash=",
          "sha256:",
          "0123456789abcdef0123456789abcdef"),
      List.of(
          "requests[socks]>=2.0,<3 ; python_version < '3.12' # c\n",
          "b @ https://u:p@h/b-1-py3-none-any.whl ; extra == 'y'\n",
          "a==1.0 --hash=sha256:" + "0123456789abcdef".repeat(4) + "\n")) {
    @Override
    void read(String text) {
      try {
        Requirements.parse(text);
      } catch (RequirementsException e) {
        // what was to be said
      }
    }
  },

  /** What scripts say of their requirements (PEP 723). */
  INLINE_METADATA(
      List.of(
          "# /// script\n",
          "# ///\n",
          "# dependencies = [",
          "# ]\n",
          "# \"a\",\n",
          "#\n",
          "\"",
          "'''",
          "# requires-python = \">=3.8\"\n",
          "[tool.x]\n",
          "# x = 1979-05-27T07:32:00Z\n",
          "# {a = 1}\n",
          "\\u00e9",
          "#"),
      List.of(
          "# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n#   \"requests<3\",\n"
              + "#   \"rich\",\n# ]\n# ///\nimport x\n")) {
    @Override
    void read(String text) {
      try {
        InlineMetadata.read(text);
      } catch (IllegalArgumentException e) {
        // what was to be said
      }
    }
  },

  /** What scripts say of themselves in their first comment. */
  HEADER(
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
          "#",
          "# ",
          "\n",
          "{\"name\": \"a\", \"type\": \"int\"}",
          "\"pattern\": \"(a+)+$\""),
      List.of(
          "\"\"\"ScriptsManager Metadata:\n@description: a\n@parameters: [{\"name\": \"n\","
              + " \"type\": \"int\"}]\n@tags: a, b\n\"\"\"\nimport x\n",
          "#!/bin/sh\n"
              + "# ScriptsManager Metadata:\n"
              + "# @description_es: x\n"
              + "# @required_level: admin\n")) {
    @Override
    void read(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      HeaderReader.read("x.py", DecodedScript.of("x.py", bytes).text());
      HeaderReader.read("x.sh", text);
    }
  },

  /** Files of metadata in JSON. */
  METADATA_FILE(
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"name\"",
          "\"scripts\"",
          "\"parameters\"",
          "\"type\"",
          "\"int\"",
          "\"default\"",
          "1e999999999",
          "-0",
          "12345678901234567890",
          "null"),
      List.of(
          "{\"name\":\"g\",\"description\":{\"en\":\"a\"},\"required_level\":\"admin\"}",
          "{\"scripts\":{\"a.py\":{\"parameters\":[{\"name\":\"n\",\"type\":\"choice\","
              + "\"choices\":[\"a\"]}],\"tags\":[\"x\"]}}}")) {
    @Override
    void read(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MetadataFile.group(bytes);
      MetadataFile.scripts(bytes);
    }
  },

  /** Pages of documentation. */
  MARKDOWN(
      List.of(
          "#",
          "* ",
          "1. ",
          "> ",
          "`",
          "```",
          "~~~",
          "[a](b)",
          "![",
          "](",
          "[^1]",
          "[^1]: x\n",
          "$",
          "$$",
          "\\frac{",
          "|",
          "|---|",
          "<b>",
          "<!--",
          "&amp;",
          "**",
          "_",
          "    ",
          "\n",
          "\n\n",
          "javascript:",
          "http://a",
          "[job](job:x)",
          "{",
          "}"),
      List.of(
          "# A\n\n"
              + "text[^1] with $x^2$ and `code`\n\n"
              + "| a | b |\n"
              + "|---|---|\n"
              + "| 1 | 2 |\n\n"
              + "[^1]: note\n",
          "> * a\n>   1. b\n\n```sh\nls\n```\n![i](x.png \"t\")\n$$\n\\sum_{i=0}^n\n$$\n")) {
    @Override
    void read(String text) {
      MarkdownRenderer.render(text, NOWHERE);
    }
  };

  private static final LinkTargets NOWHERE =
      new LinkTargets() {
        @Override
        public Target link(String address) {
          return Target.of("/x");
        }

        @Override
        public Target image(String address) {
          return Target.of("/y");
        }
      };

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private final List<String> pieces;
  private final List<String> seeds;

  Parser(List<String> pieces, List<String> seeds) {
    this.pieces = pieces;
    this.seeds = seeds;
  }

  /** Reads a text, whatever it is, and throws nothing that was not promised. */
  abstract void read(String text);

  List<String> pieces() {
    return pieces;
  }

  List<String> seeds() {
    return seeds;
  }
}
