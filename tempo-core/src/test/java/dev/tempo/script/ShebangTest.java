package dev.tempo.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First lines, as Linux and env read them. */
class ShebangTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          !/bin/bash                          | /bin/bash    | -             | bash | []
          !/bin/bash -eu                      | /bin/bash    | -eu           | bash | [-eu]
          ! \t/bin/bash \t -e -u \t           | /bin/bash    | -e -u         | bash | [-e -u]
          !/bin/sh -c 'a b'                   | /bin/sh      | -c 'a b'      | sh   | [-c 'a b']
          !/usr/bin/env bash                  | /usr/bin/env | bash          | bash | []
          !/usr/bin/env -S bash -eu -o posix  | /usr/bin/env | -S bash -eu -o posix | bash | [-eu, -o, posix]
          !/usr/bin/env -S A=1 B=2 node --x   | /usr/bin/env | -S A=1 B=2 node --x | node | [--x]
          !/usr/bin/env -vS -i -u C node      | /usr/bin/env | -vS -i -u C node | node | []
          !/usr/bin/env --split-string=perl -w | /usr/bin/env | --split-string=perl -w | perl | [-w]
          !/usr/bin/env -S awk -F'a b' "x\\_y" #z | /usr/bin/env | -S awk -F'a b' "x\\_y" #z | awk | [-Fa b, x y]
          !/usr/bin/env -S ${SHELL} -e        | /usr/bin/env | -S ${SHELL} -e | `` | [-e]
          """)
  void line_isReadAsTheSystemReadsIt(
      String line, String program, String argument, String name, String options) {
    Shebang shebang = Shebang.of("#" + line + "\nexit 1\n").orElseThrow();
    assertThat(shebang.program()).isEqualTo(program);
    assertThat(shebang.argument()).isEqualTo(Optional.ofNullable(argument));
    assertThat(shebang.name()).isEqualTo(name);
    assertThat(shebang.options()).hasToString(options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "#", "#!", "#! \t ", "#!\n/bin/bash", " #!/bin/bash", "\n#!/bin/bash"})
  void noLine_isSh(String script) {
    assertThat(Shebang.of(script)).isEmpty();
    assertThat(Shebang.ofShell(script)).isEqualTo(Shebang.SH);
  }

  @Test
  void markBefore_andCarriageReturnBehind_doNotCount() {
    assertThat(Shebang.of("\uFEFF#!/bin/bash -e\r\nexit\r\n"))
        .hasToString("Optional[/bin/bash -e]");
    assertThat(Shebang.of("#!/usr/bin/env bash\r\n").orElseThrow().name()).isEqualTo("bash");
    assertThat(Shebang.withoutMark("\uFEFFa\uFEFF")).isEqualTo("a\uFEFF");
  }

  @Test
  void command_isThatOfTheSystem() {
    assertThat(Shebang.of("#!/bin/bash -e -u").orElseThrow().command(Path.of("/x y.sh")))
        .isEqualTo(List.of("/bin/bash", "-e -u", "/x y.sh"));
    assertThat(Shebang.SH.command(Path.of("/x.sh"))).isEqualTo(List.of("/bin/sh", "/x.sh"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !bin/bash                     | absolute path
          !bash                         | absolute path
          !./bash                       | absolute path
          !/no/such/interpreter -e      | /no/such/interpreter, which is not there
          !/tmp                         | /tmp, which is not a program
          !/etc/passwd                  | /etc/passwd, which is not a program
          !/usr/bin/env no-such-program | no-such-program, which is not found in PATH (/bin:/usr/bin)
          !/usr/bin/env bash -e         | write '#!/usr/bin/env -S bash -e'
          !/usr/bin/env A=1             | write '#!/usr/bin/env -S A=1'
          !/usr/bin/env -i              | write '#!/usr/bin/env -S -i'
          !/usr/bin/env                 | no program
          !/usr/bin/env -S A=1          | no program
          !/usr/bin/env -S 'bash        | not closed
          !/usr/bin/env -S bash \\x     | does not know
          !/usr/bin/env -S /no/such     | /no/such, which is not there
          !/usr/bin/env -S PATH=/x bash | bash, which is not found in PATH (/x)
          """)
  void problem_saysWhatIsWrong(String line, String said) {
    assertThat(Shebang.of("#" + line).orElseThrow().problem(NONE))
        .hasValueSatisfying(contains(said));
  }

  private static java.util.function.Consumer<String> contains(String said) {
    return text -> assertThat(text).contains(said);
  }

  @Test
  void interpreter_isLookedForInThePathOfTheScript() throws Exception {
    Path tool = Files.writeString(directory.resolve("tempo-tool"), "#!/bin/sh\n");
    Shebang shebang = Shebang.of("#!/usr/bin/env tempo-tool").orElseThrow();
    Map<String, String> path = Map.of("PATH", "/nowhere:" + directory);
    assertThat(shebang.problem(path)).isPresent(); // it may not be executed
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(shebang.problem(path)).isEmpty(); // a script itself
    assertThat(shebang.problem(NONE)).isPresent();
    assertThat(Shebang.of("#!/usr/bin/env -S -i tempo-tool").orElseThrow().problem(path))
        .hasValueSatisfying(contains("/bin:/usr/bin"));
    assertThat(Shebang.of("#!" + tool + " -x").orElseThrow().problem(NONE)).isEmpty();
  }

  @Test
  void longLine_isWarnedOf() {
    assertThat(Shebang.of("#!/bin/sh " + "x".repeat(245)).orElseThrow().warning()).isEmpty();
    assertThat(Shebang.of("#!/bin/sh " + "x".repeat(246)).orElseThrow().warning()).isPresent();
  }
}
