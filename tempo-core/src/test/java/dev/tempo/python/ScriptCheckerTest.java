package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptCheckerTest {
  private static ScriptChecker checker;

  @BeforeAll
  static void open() {
    checker = ScriptChecker.open();
  }

  @AfterAll
  static void close() {
    checker.close();
  }

  private static ScriptCheck check(String... lines) {
    return checker.check(Pythons.any(), String.join("\n", lines));
  }

  static Stream<Interpreter> two() {
    return Pythons.two().stream();
  }

  static Stream<Interpreter> every() {
    return Pythons.all().stream();
  }

  @ParameterizedTest
  @MethodSource("two")
  void interpreter_judgesByItsOwnSyntax(Interpreter interpreter) {
    judge(interpreter);
  }

  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  @ParameterizedTest
  @MethodSource("every")
  void everyInterpreter_judgesByItsOwnSyntax(Interpreter interpreter) {
    judge(interpreter);
  }

  private static void judge(Interpreter interpreter) {
    boolean knowsMatch = interpreter.version().compareTo(new PythonVersion(3, 10, 0)) >= 0;
    ScriptCheck match = checker.check(interpreter, "match x:\n  case 1:\n    pass\n");
    ScriptCheck error = checker.check(interpreter, "import os\nx = (1,\ny = 2 2\n");
    ScriptCheck warned = checker.check(interpreter, "d['password'] = 'hunter2'\neval(input())\n");

    assertThat(match.valid()).isEqualTo(knowsMatch);
    assertThat(error.error())
        .hasValueSatisfying(finding -> assertThat(finding.line()).isBetween(2, 3));
    assertThat(warned.warnings())
        .extracting(ScriptCheck.Finding::rule)
        .containsExactly("password", "eval");
  }

  @Test
  void error_hasLineColumnMessageAndSource() {
    ScriptCheck.Finding error = check("a = 1", "if a", "  pass").error().orElseThrow();

    assertThat(error.rule()).isEqualTo("syntax");
    assertThat(error.line()).isEqualTo(2);
    assertThat(error.column()).isEqualTo(5);
    assertThat(error.message()).contains("expected ':'");
    assertThat(error.sourceLine()).isEqualTo("if a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return 1",
        "x = '\0'",
        "def f():\n\tpass\n        pass",
        "nonlocal x",
        "# coding: no-such-coding\nx",
        "class A:\n"
      })
  void whatPythonRefuses_isAnError(String source) {
    assertThat(check(source).valid()).isFalse();
    assertThat(check("print('still there')").valid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "eval(x) → eval",
        "exec(x) → exec",
        "import builtins as b; b.eval(x) → eval",
        "import os; os.system('ls') → shell",
        "from os import system as s; s('ls') → shell",
        "import os; os.execv('a', []) → process",
        "import subprocess as sp; sp.run('ls', shell=True) → shell",
        "from subprocess import Popen; Popen('ls', shell=flag) → shell",
        "import pickle; pickle.loads(data) → pickle",
        "import yaml; yaml.load(text) → yaml",
        "import yaml; yaml.load(text, Loader=yaml.Loader) → yaml",
        "from yaml import load, Loader; load(text, Loader) → yaml",
        "import requests; requests.get(url, verify=False) → tls",
        "session.post(url, verify=False) → tls",
        "import ssl; ssl._create_unverified_context() → tls",
        "import ssl; context.verify_mode = ssl.CERT_NONE → tls",
        "app.run(debug=True) → debug",
        "password = 'hunter2' → password",
        "self.api_key: str = 'hunter2' → password",
        "config = {'db-password': 'hunter2'} → password",
        "connect(password='hunter2') → password",
        "import tempfile; tempfile.mktemp() → temporary-file",
      })
  void danger_isNamed(String source, String rule) {
    assertThat(check("# " + rule, source).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.rule()).isEqualTo(rule);
              assertThat(warning.line()).isEqualTo(2);
              assertThat(warning.sourceLine()).isEqualTo(source);
              assertThat(warning.message()).isNotBlank();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# eval(x)",
        "text = 'eval(x); os.system(y)'",
        "model.eval()",
        "import subprocess; subprocess.run(['ls'], shell=False)",
        "import yaml; yaml.load(text, Loader=yaml.SafeLoader)",
        "import yaml; yaml.safe_load(text)",
        "import requests; requests.get(url, verify=True)",
        "password = os.environ['PASSWORD']",
        "password = ''",
        "password = '<your password>'",
        "passwords_seen = 'x1'",
        "import re; re.compile('x')",
      })
  void harmless_isNotNamed(String source) {
    assertThat(check(source)).isEqualTo(new ScriptCheck(Optional.empty(), List.of()));
  }

  @Test
  void column_countsCharacters() {
    assertThat(check("s = 'été𝄞'; eval(s)").warnings().getFirst().column()).isEqualTo(13);
  }

  @Test
  void deepNesting_isAnErrorAndTheHelperIsReplaced() {
    assertThat(check("(".repeat(100_000) + ")".repeat(100_000)).valid()).isFalse();
    assertThat(check("x = " + "-".repeat(500_000) + "1").valid()).isFalse();
    assertThat(check("print()").valid()).isTrue();
  }

  @Test
  void longScript_isRefused() {
    assertThat(check("#".repeat(ScriptChecker.MOST_BYTES + 1)).error().orElseThrow().message())
        .contains("more than");
  }

  @Test
  void hangingHelper_isKilledAndReplaced() {
    String program =
        """
        import sys
        while True:
            source = sys.stdin.buffer.read(int(sys.stdin.buffer.readline()))
            while source == b"hang":
                pass
            if source == b"die":
                sys.exit()
            print(0, flush=True)
        """;
    try (ScriptChecker impatient = new ScriptChecker(Duration.ofMillis(600), program)) {
      Interpreter python = Pythons.any();
      assertThat(impatient.check(python, "a").valid()).isTrue();
      assertThat(impatient.check(python, "hang").error().orElseThrow().message())
          .contains("within 600 ms");
      assertThat(impatient.check(python, "a").valid()).isTrue();
      assertThat(impatient.check(python, "die").error().orElseThrow().message())
          .contains("broke down");
      assertThat(impatient.check(python, "a").valid()).isTrue();
    }
  }

  @Test
  void manyThreads_areAnsweredRightly() {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<CompletableFuture<ScriptCheck>> answers =
          IntStream.range(0, 100)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> check("\n".repeat(i) + "eval(x)"), threads))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join().warnings().getFirst().line()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void missingInterpreter_isSaid() {
    Interpreter gone =
        new Interpreter(Path.of("/no/such/python"), PythonVersion.OLDEST, Optional.empty());

    assertThatThrownBy(() -> checker.check(gone, "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/no/such/python");
    ScriptChecker ended = ScriptChecker.open();
    ended.close();
    assertThatThrownBy(() -> ended.check(Pythons.any(), "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
