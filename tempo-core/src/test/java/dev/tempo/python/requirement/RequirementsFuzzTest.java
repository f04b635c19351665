package dev.tempo.python.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text: requirements, or the one documented exception with places inside the text. */
class RequirementsFuzzTest {
  private static final int INPUTS = Boolean.getBoolean("tempo.long") ? 200_000 : 50_000;
  private static final String[] PIECES = {
    "a",
    "Requests",
    "zope.interface",
    "[",
    "]",
    ",",
    "x",
    "==",
    ">=",
    "~=",
    "===",
    "!=",
    "<",
    "1",
    "1.0",
    "2.*",
    "1!2",
    ".dev1",
    "a1",
    "+local",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\\\n",
    "#",
    " # c",
    ";",
    "python_version",
    "os.name",
    "extra",
    "'3.8'",
    "\"x\"",
    "'",
    "\"",
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
    "${X}",
    "-r",
    "-e",
    "--hash=",
    "sha256:",
    "0123456789abcdef".repeat(4),
    "-",
    "é",
    "\0",
    "\uD83D",
    "𝄞"
  };

  @Test
  void anyText_givesRequirementsOrTheirProblems() {
    Random random = new Random(5);
    int valid = 0;
    for (int i = 0; i < INPUTS; i++) {
      String text = i % 4 == 0 ? mutated(random) : pieces(random);
      valid += check(text) ? 1 : 0;
    }
    assertThat(valid).as("inputs that are valid").isBetween(INPUTS / 50, INPUTS - INPUTS / 50);
  }

  private static boolean check(String text) {
    try {
      Requirements parsed = Requirements.parse(text);
      if (!Requirements.parse(parsed.normalised()).equals(parsed)) {
        fail("the normal form of '%s' reads otherwise: '%s'", text, parsed);
      }
      return true;
    } catch (RequirementsException e) {
      long lines = text.split("\r\n|\r|\n", -1).length;
      for (RequirementProblem problem : e.problems()) {
        boolean inside = problem.line() >= 1 && problem.line() <= lines;
        if (!inside || problem.column() < 1 || problem.column() > text.length() + 1) {
          fail("'%s' has no such place: %s", text, problem);
        }
      }
      return false;
    }
  }

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(1, 9);
    for (int i = 0; i < count; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static String mutated(Random random) {
    StringBuilder text =
        new StringBuilder(
            "requests[socks]>=2.0,<3 ; python_version < '3.12' # c\n"
                + "b @ https://u:p@h/b-1-py3-none-any.whl ; extra == 'y'\n");
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.deleteCharAt(at);
      } else {
        text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return text.toString();
  }
}
