package dev.tempo.server.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogLine.Stream;
import dev.tempo.server.failures.FailureReason.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What real programs wrote when they failed. */
final class ReasonFinderTest {
  private static Arguments said(Kind kind, String reason, int firstLine, String stderr) {
    return Arguments.of(kind, reason, firstLine, stderr);
  }

  static List<Arguments> python() {
    return List.of(
        said(
            Kind.PYTHON,
            "ModuleNotFoundError: No module named 'yaml'",
            1,
            """
            Traceback (most recent call last):
              File "/srv/scripts/m/m.py", line 3, in <module>
                f()
              File "/srv/scripts/m/m.py", line 2, in f
                import yaml
            ModuleNotFoundError: No module named 'yaml'
            """),
        said(
            Kind.PYTHON,
            "RuntimeError: no config",
            2,
            """
            starting
            Traceback (most recent call last):
              File "/srv/c.py", line 5, in <module>
                load("{")
              File "/usr/lib/python3.11/json/decoder.py", line 353, in raw_decode
                obj, end = self.scan_once(s, idx)
                           ^^^^^^^^^^^^^^^^^^^^^^
            json.decoder.JSONDecodeError: Expecting property name: line 1 column 2 (char 1)

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/srv/c.py", line 7, in <module>
                raise RuntimeError("no config") from e
            RuntimeError: no config
            """),
        said(
            Kind.PYTHON,
            "ZeroDivisionError: division by zero",
            1,
            """
            Traceback (most recent call last):
              File "/srv/d.py", line 2, in <module>
                {}["a"]
                ~~^^^^^
            KeyError: 'a'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/srv/d.py", line 4, in <module>
                1 / 0
                ~~^~~
            ZeroDivisionError: division by zero
            """),
        said(
            Kind.PYTHON,
            "SyntaxError: '(' was never closed",
            1,
            """
              File "/srv/s.py", line 1
                print("a"
                     ^
            SyntaxError: '(' was never closed
            """),
        said(
            Kind.PYTHON,
            "IndentationError: expected an indented block after 'if' statement on line 1",
            1,
            """
              File "/srv/i.py", line 2
                print()
            IndentationError: expected an indented block after 'if' statement on line 1
            """),
        said(
            Kind.PYTHON,
            "ExceptionGroup: two (2 sub-exceptions)",
            1,
            """
              + Exception Group Traceback (most recent call last):
              |   File "/srv/g.py", line 3, in <module>
              |     f()
              |   File "/srv/g.py", line 2, in f
              |     raise ExceptionGroup("two", [ValueError("a"), TypeError("b")])
              | ExceptionGroup: two (2 sub-exceptions)
              +-+---------------- 1 ----------------
                | ValueError: a
                +---------------- 2 ----------------
                | TypeError: b
                +------------------------------------
            """),
        said(
            Kind.PYTHON,
            "pydantic_core._pydantic_core.ValidationError: 1 validation error for Model",
            1,
            """
            Traceback (most recent call last):
              File "/srv/p.py", line 6, in <module>
                Model()
            pydantic_core._pydantic_core.ValidationError: 1 validation error for Model
            x
              Field required [type=missing, input_value={}, input_type=dict]
                For further information visit https://errors.pydantic.dev/2.5/v/missing
            """),
        said(
            Kind.PYTHON,
            "AssertionError",
            1,
            """
            Traceback (most recent call last):
              File "/srv/as.py", line 4, in <module>
                assert False
            AssertionError
            """),
        said(
            Kind.PYTHON,
            "f.<locals>.Odd: what",
            1,
            """
            Traceback (most recent call last):
              File "/srv/l.py", line 4, in <module>
                f()
            f.<locals>.Odd: what
            """),
        said(
            Kind.PYTHON,
            "ImportError: attempted relative import with no known parent package",
            3,
            """
            ERROR:root:first try
            INFO:root:again
            Traceback (most recent call last):
              File "/srv/rel.py", line 1, in <module>
                from . import x
            ImportError: attempted relative import with no known parent package
            """),
        said(
            Kind.PYTHON,
            "/usr/bin/python3: No module named nope",
            1,
            "/usr/bin/python3: No module named nope\n"),
        said(
            Kind.PYTHON,
            "python3: can't open file '/nope.py': [Errno 2] No such file or directory",
            1,
            "python3: can't open file '/nope.py': [Errno 2] No such file or directory\n"),
        said(
            Kind.PYTHON,
            "Fatal Python error: Segmentation fault",
            1,
            """
            Fatal Python error: Segmentation fault

            Current thread 0x00007f8e8c7a4740 (most recent call first):
              File "/srv/x.py", line 3 in <module>
            """));
  }

  static List<Arguments> others() {
    return List.of(
        said(
            Kind.SHELL,
            "x.sh: line 4: foo: command not found",
            1,
            "/srv/x.sh: line 4: foo: command not found\n"),
        said(
            Kind.SHELL,
            "bash: line 1: foo: command not found",
            1,
            "bash: line 1: foo: command not found\n"),
        said(Kind.SHELL, "x.sh: 4: foo: not found", 1, "/srv/x.sh: 4: foo: not found\n"),
        said(Kind.SHELL, "sh: 1: foo: not found", 1, "sh: 1: foo: not found\n"),
        said(
            Kind.SHELL,
            "y.sh: line 2: syntax error: unexpected end of file",
            1,
            "/srv/y.sh: line 2: syntax error: unexpected end of file\n"),
        said(
            Kind.SHELL,
            "u.sh: line 3: NAME: unbound variable",
            1,
            "+ set -u\n/srv/u.sh: line 3: NAME: unbound variable\n"),
        said(
            Kind.SHELL,
            "k.sh: line 2: 4711 Killed                  sleep 100",
            1,
            "/srv/k.sh: line 2: 4711 Killed                  sleep 100\n"),
        said(
            Kind.NODE,
            "TypeError: boom",
            1,
            """
            /srv/n.js:1
            function a(){throw new TypeError("boom\\nsecond")}; a()
                         ^

            TypeError: boom
            second
                at a (/srv/n.js:1:20)
                at Object.<anonymous> (/srv/n.js:1:52)
                at Module._compile (node:internal/modules/cjs/loader:1521:14)
                at node:internal/main/run_main_module:28:49

            Node.js v20.20.2
            """),
        said(
            Kind.NODE,
            "Error: Cannot find module 'nope'",
            1,
            """
            node:internal/modules/cjs/loader:1210
              throw err;
              ^

            Error: Cannot find module 'nope'
            Require stack:
            - /srv/q.js
                at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
                at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12) {
              code: 'MODULE_NOT_FOUND',
              requireStack: [ '/srv/q.js' ]
            }

            Node.js v20.20.2
            """),
        said(
            Kind.JAVA,
            "java.lang.IllegalStateException: outer",
            2,
            """
            starting
            Exception in thread "main" java.lang.IllegalStateException: outer
            \tat App.main(App.java:7)
            Caused by: java.io.IOException: inner
            \tat App.read(App.java:12)
            \t... 1 more
            """),
        said(Kind.PERL, "no disk at d.pl line 2.", 1, "no disk at d.pl line 2.\n"),
        said(
            Kind.PERL,
            "odd at r.pl line 9, <STDIN> line 3.",
            1,
            "odd at r.pl line 9, <STDIN> line 3.\n"),
        said(
            Kind.PERL,
            "Can't locate Nope/Mod.pm in @INC (you may need to install it) at e.pl line 1.",
            1,
            """
            Can't locate Nope/Mod.pm in @INC (you may need to install it) at e.pl line 1.
            BEGIN failed--compilation aborted at e.pl line 1.
            """),
        said(
            Kind.PERL,
            "syntax error at f.pl line 1, near \"(;\"",
            1,
            """
            syntax error at f.pl line 1, near "(;"
            Execution of f.pl aborted due to compilation errors.
            """),
        said(
            Kind.RUBY,
            "b.rb:2:in `f': no disk (RuntimeError)",
            1,
            """
            b.rb:2:in `f': no disk (RuntimeError)
            \tfrom b.rb:4:in `<main>'
            """),
        said(
            Kind.RUBY,
            "b.rb:2:in 'Object#f': no disk (RuntimeError)",
            1,
            """
            b.rb:2:in 'Object#f': no disk (RuntimeError)
            \tfrom b.rb:4:in '<main>'
            """),
        said(
            Kind.R,
            "Error in library(nope) : there is no package called ‘nope’",
            1,
            """
            Error in library(nope) : there is no package called ‘nope’
            Execution halted
            """),
        said(
            Kind.R,
            "Error in f() : no disk, which is a long text that does not fit into the line",
            1,
            """
            Error in f() :
              no disk, which is a long text that does not fit into the line
            Calls: f
            Execution halted
            """),
        said(
            Kind.PHP,
            "Fatal error:  Uncaught Exception: boom in /srv/x.php:3",
            1,
            """
            PHP Fatal error:  Uncaught Exception: boom in /srv/x.php:3
            Stack trace:
            #0 {main}
              thrown in /srv/x.php on line 3
            """),
        said(
            Kind.GO,
            "panic: boom",
            1,
            """
            panic: boom

            goroutine 1 [running]:
            main.main()
            \t/srv/x.go:4 +0x25
            exit status 2
            """),
        said(
            Kind.RUST,
            "panicked: boom",
            1,
            """
            thread 'main' panicked at src/main.rs:2:5:
            boom
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
            """),
        said(
            Kind.ANNOTATION,
            "the table is empty: 0 % of rows",
            1,
            "::error file=x.py,line=3,title=Odd%3A one::the table is empty: 0 %25 of rows\n"),
        said(
            Kind.MESSAGE,
            "curl: (7) Failed to connect to db port 5432: Connection refused",
            1,
            """
            + curl http://db
            curl: (7) Failed to connect to db port 5432: Connection refused
            + exit 7
            """),
        said(
            Kind.MESSAGE,
            "psql: error: connection to server failed",
            1,
            "psql: error: connection to server failed\nbye\n"),
        said(
            Kind.MESSAGE,
            "cp: cannot stat 'a': No such file or directory",
            1,
            "cp: cannot stat 'a': No such file or directory\n"
                + "make: *** [Makefile:2: all] Error 1\n"),
        said(Kind.OUTPUT, "bad input: 3", 1, "bad input: 3\n"));
  }

  @ParameterizedTest
  @MethodSource({"python", "others"})
  void reason_isWhatTheProgramSaid(Kind kind, String reason, int firstLine, String stderr) {
    for (String end : List.of("\n", "\r\n")) {
      FailureReason found =
          ReasonFinder.find(lines(Stream.STDERR, stderr.replace("\n", end))).orElseThrow();
      assertThat(found.text()).isEqualTo(reason);
      assertThat(found.kind()).isEqualTo(kind);
      assertThat(found.firstLine()).isEqualTo(firstLine);
      assertThat(found.lineNumber()).isGreaterThanOrEqualTo(firstLine);
    }
  }

  @ParameterizedTest
  @MethodSource("python")
  void reason_isFoundOnStandardOutput_too(Kind kind, String reason, int firstLine, String text) {
    assertThat(ReasonFinder.find(lines(Stream.STDOUT, text)).orElseThrow().text())
        .isEqualTo(reason);
  }

  @Test
  void reason_isWhatCameLast_inWhicheverForm() {
    String trace = "Traceback (most recent call last):\n  File \"a\", line 1\nKeyError: 'a'\n";
    String shell = "x.sh: line 3: foo: command not found\n";
    assertThat(text(trace + shell)).isEqualTo("x.sh: line 3: foo: command not found");
    assertThat(text(shell + trace)).isEqualTo("KeyError: 'a'");
    assertThat(text("error: one\nerror: two\nclosing\n")).isEqualTo("error: two");
  }

  @Test
  void colours_areNoPartOfIt() {
    assertThat(text("KeyError: '\u202ea\u2066' not\u200f found\n"))
        .isEqualTo("KeyError: 'a' not found");
    assertThat(text("\u001b[1;31mKeyError\u001b[0m: 'a' not found\n"))
        .isEqualTo("KeyError: 'a' not found");
  }

  @Test
  void numbers_areThoseOfTheLog() {
    List<LogLine> all = new ArrayList<>();
    all.add(line(1_000_001, Stream.STDERR, "Traceback (most recent call last):"));
    all.add(line(1_000_002, Stream.STDOUT, "error: not this one"));
    all.add(line(1_000_003, Stream.STDERR, "  File \"a\", line 1"));
    all.add(line(1_000_004, Stream.STDERR, "KeyError: 'a'"));
    all.add(line(1_000_005, Stream.SYSTEM, "fatal: said by Tempo"));
    FailureReason found = ReasonFinder.find(all).orElseThrow();
    assertThat(found.lineNumber()).isEqualTo(1_000_004);
    assertThat(found.firstLine()).isEqualTo(1_000_001);
  }

  @Test
  void whereNothingSpeaksOfAnError_thereIsNone() {
    assertThat(ReasonFinder.find(List.of())).isEmpty();
    assertThat(ReasonFinder.find(lines(Stream.STDOUT, "one\ntwo\n"))).isEmpty();
    assertThat(ReasonFinder.find(lines(Stream.STDERR, "\n + x\n"))).isPresent();
    assertThat(ReasonFinder.find(lines(Stream.STDERR, "\n\n+ exit 3\n"))).isEmpty();
  }

  @Test
  void odd_texts_areCutAndNeverFail() {
    assertThat(text("error: " + "😀".repeat(1_000)).length()).isLessThanOrEqualTo(500);
    for (String odd :
        List.of(
            "Traceback (most recent call last):",
            "  + Exception Group Traceback (most recent call last):",
            "    at x",
            "panic: x",
            "thread 'main' panicked at src/a.rs:1:2:",
            "Error in f() :",
            "::error::",
            "::error",
            "::",
            "SyntaxError: x",
            "goroutine 1 [running]:")) {
      assertThat(ReasonFinder.find(lines(Stream.STDERR, odd + "\n"))).as(odd).isNotNull();
      assertThat(ReasonFinder.find(lines(Stream.STDERR, odd + "\n" + odd + "\n")))
          .as(odd)
          .isNotNull();
    }
  }

  private static String text(String stderr) {
    return ReasonFinder.find(lines(Stream.STDERR, stderr)).map(FailureReason::text).orElse("");
  }

  private static List<LogLine> lines(Stream stream, String text) {
    List<LogLine> lines = new ArrayList<>();
    for (String one : text.split("\n", -1)) {
      lines.add(line(lines.size() + 1, stream, one));
    }
    return lines.subList(0, lines.size() - 1).isEmpty()
        ? lines
        : lines.subList(0, lines.size() - 1);
  }

  private static LogLine line(long number, Stream stream, String text) {
    return new LogLine(number, Instant.EPOCH, stream, text, Set.of());
  }

  @Test
  void commands_areReadAsGitHubsRunnersReadThem() {
    Optional<WorkflowCommand> read =
        WorkflowCommand.parse(
            "  ::Error FILE=a%3Ab.py,line=3,col=5,endline=4,title=One%2C two,odd,=x::said%0Amore"
                + " %25");
    WorkflowCommand command = read.orElseThrow();
    assertThat(command.name()).isEqualTo("error");
    assertThat(command.properties())
        .containsEntry("file", "a:b.py")
        .containsEntry("title", "One, two")
        .containsOnlyKeys("file", "line", "col", "endline", "title");
    assertThat(command.number("line")).contains(3);
    assertThat(command.text()).isEqualTo("said\nmore %");
    assertThat(WorkflowCommand.parse("::group::")).isPresent();
    assertThat(WorkflowCommand.parse("::endgroup::").orElseThrow().text()).isEmpty();
    assertThat(WorkflowCommand.parse("::warning line=x::y").orElseThrow().number("line")).isEmpty();
    for (String none :
        List.of("", "::", "::error", "a ::error::b", "::unknown::x", ":: error::x")) {
      assertThat(WorkflowCommand.parse(none)).as(none).isEmpty();
    }
  }
}
