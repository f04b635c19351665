package dev.tempo.python.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "requests → requests",
        "Django → django",
        "ruamel.yaml__clib → ruamel-yaml-clib",
        "requests>=2.0 → requests>=2.0",
        "requests >= 2.0 , < 3 → requests<3,>=2.0",
        "requests (>=2.0,<3) → requests<3,>=2.0",
        "requests[socks, Security_x] ~= 2.8.1 → requests[security-x,socks]~=2.8.1",
        "requests[] → requests",
        "a==1.0.* → a==1.0.*",
        "a!=1!2.0.post1 → a!=1!2.0.post1",
        "a==1.0-alpha-1 → a==1.0a1",
        "a==v01.02rc → a==1.2rc0",
        "a==1.0-3 → a==1.0.post3",
        "a==1.0.rev.dev4 → a==1.0.post0.dev4",
        "a==1.0+Ubuntu-1_2 → a==1.0+ubuntu.1.2",
        "a===anything-goes! → a===anything-goes!",
        "a>=1, → a>=1",
        "a ; python_version < '3.8' → a ; python_version < \"3.8\"",
        "a;python_version<'3.8'and os_name=='posix' → a ; python_version < \"3.8\" and os_name =="
            + " \"posix\"",
        "a ; (sys.platform == 'x' or extra=='y') and 'a' not in platform_machine → a ;"
            + " (sys_platform == \"x\" or extra == \"y\") and \"a\" not in platform_machine",
        "a ; platform_version == 'say \"x\"' → a ; platform_version == 'say \"x\"'",
        "a>1 ; 'linux' in sys_platform # why → a>1 ; \"linux\" in sys_platform",
        "a @ https://example.org/a-1.0-py3-none-any.whl#sha256=abc → a @"
            + " https://example.org/a-1.0-py3-none-any.whl#sha256=abc",
        "a[x]@https://example.org/a.zip ; python_version>'3' → a[x] @ https://example.org/a.zip ;"
            + " python_version > \"3\"",
        "a @ git+https://example.org/a.git@v1 → a @ git+https://example.org/a.git@v1",
        "a @ file:///tmp/A-1.0_1-3x-py3-none-any.whl → a @ file:///tmp/A-1.0_1-3x-py3-none-any.whl",
        "a-b @ https://h/x%2Fa_B-1.0%2Bl-cp311.cp312-abi3-linux_x86_64.whl → a-b @"
            + " https://h/x%2Fa_B-1.0%2Bl-cp311.cp312-abi3-linux_x86_64.whl",
      })
  void valid_hasANormalForm(String text, String normal) {
    Requirements parsed = Requirements.parse(text);

    assertThat(parsed.normalised()).isEqualTo(normal);
    assertThat(Requirements.parse(normal)).isEqualTo(parsed).hasSameHashCodeAs(parsed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "-r other.txt → 1 → reads another file",
        "--requirement=other.txt → 1 → reads another file",
        "-cother.txt → 1 → -c is refused, since it reads another file",
        "-e . → 1 → must not change",
        "--editable=. → 1 → must not change",
        "-i https://example.org → 1 → setting of Tempo",
        "--index-url https://example.org → 1 → setting of Tempo",
        "--extra-index-url https://example.org → 1 → setting of Tempo",
        "--find-links=/x → 1 → setting of Tempo",
        "--pre → 1 → only --hash is allowed",
        "- → 1 → - is refused",
        "a --global-option=x → 3 → only --hash is allowed",
        "a --hash=md5:abc → 10 → not one of sha256",
        "a --hash=sha256:abc → 17 → 64 hexadecimal digits",
        "a --hash sha256 → 3 → written as --hash=sha256",
        "https://user:secret@example.org/a.whl → 1 → name @ https://****@example.org/a.whl",
        "./local/package → 1 → needs a name",
        "/local/package → 1 → needs a name",
        "file:/x → 1 → needs a name",
        "@ https://example.org → 1 → A package's name is expected",
        "a @ ftp://example.org/a → 5 → begins with https://",
        "a @ nothing → 5 → begins with https://",
        "a @ https:///a.zip → 5 → names no host",
        "a @ https://exa{mple.org → 16 → not valid",
        "a @ https://${TOKEN}@example.org/a → 5 → not expanded",
        "a @ → 4 → begins with https://",
        "a b → 3 → A version clause",
        "a=1 → 2 → A version clause",
        "a>=1 b → 6 → A version clause",
        "a>= → 4 → version is missing",
        "a>=x → 4 → 'x' is not a version",
        "a>=1.* → 4 → '.*' needs == or !=",
        "a==1.dev1.* → 4 → write ==1.* or leave it out",
        "a==2.0a1.* → 4 → '.*' follows plain numbers only: write ==2.0.*",
        "a!=1.post1.* → 4 → write !=1.*",
        "a==1-1.* → 4 → write ==1.*",
        "a==1!2.0rc.* → 4 → write ==1!2.0.*",
        "a==1+l.* → 4 → '.*' follows plain numbers only",
        "a @ https://h/a.whl → 5 → 'a.whl' is no name of a wheel",
        "a @ https://h/a-1.0.whl → 5 → is no name of a wheel, such as name-1.0-py3-none-any.whl",
        "a @ https://h/a-x-py3-none-any.whl → 5 → is no name of a wheel",
        "a @ https://h/a-1-b-py3-none-any.whl → 5 → is no name of a wheel",
        "a @ https://h/a__b-1-py3-none-any.whl → 5 → is no name of a wheel",
        "a @ https://h/a-1-py3--any.whl → 5 → is no name of a wheel",
        "a @ file:///x/a-1-1-1-py3-none-any.whl → 5 → is no name of a wheel",
        "a @ https://h/b_c-1-py3-none-any.whl → 5 → The wheel is of 'b-c', not of 'a'",
        "a~=1 → 4 → at least two numbers",
        "a>1+local → 3 → needs == or !=",
        "a(>=1 → 6 → ')' is expected",
        "a[b → 4 → ',' or ']' is expected",
        "a[,] → 3 → An extra's name is expected",
        "a; → 3 → python_version",
        "a; python → 4 → not a marker variable",
        "a; os_name → 11 → A comparison",
        "a; os_name == → 14 → A variable",
        "a; os_name not 'x' → 16 → 'in' is expected",
        "a; os_name == 'x → 15 → A variable",
        "a; (os_name == 'x' → 19 → ')' is expected",
        "a; os_name == 'x' nor → 19 → 'and', 'or' or the end",
      })
  void invalid_saysWhereAndWhy(String text, int column, String reason) {
    RequirementsException thrown =
        catchThrowableOfType(RequirementsException.class, () -> Requirements.parse("ok\n" + text));

    assertThat(thrown.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message()).contains(reason).doesNotContain("secret");
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.column()).isEqualTo(column);
            });
    assertThat(thrown).hasMessageStartingWith("line 2, column " + column + ": ");
  }

  @Test
  void allLines_areChecked() {
    RequirementsException thrown =
        catchThrowableOfType(
            RequirementsException.class, () -> Requirements.parse("a>>1\n\nb\n  -r x\r\nc;"));

    assertThat(thrown.problems()).extracting(RequirementProblem::line).containsExactly(1, 4, 5);
    assertThat(thrown.problems()).extracting(RequirementProblem::column).containsExactly(3, 3, 3);
  }

  @Test
  void continuedLine_isOneRequirementAndKeepsPositions() {
    Requirements parsed =
        Requirements.parse(
            "a==1.0 \\\n  --hash=sha256:"
                + SHA
                + " \\\n  --hash=SHA256:"
                + SHA.toUpperCase(java.util.Locale.ROOT)
                + "\nb");
    assertThat(parsed.entries()).hasSize(2);
    assertThat(parsed.entries().getFirst().hashes()).containsExactly("sha256:" + SHA);

    RequirementsException thrown =
        catchThrowableOfType(
            RequirementsException.class, () -> Requirements.parse("a==1.0 \\\n  --hash=sha256:x"));
    assertThat(thrown.problems())
        .containsExactly(new RequirementProblem(2, 17, "A sha256 has 64 hexadecimal digits"));
  }

  @Test
  void comments_endContinuationsAndAreDropped() {
    Requirements parsed = Requirements.parse("# all of it \\\na # one\n\n   # two \\\nb\t#\n");

    assertThat(parsed.normalised()).isEqualTo("a\nb");
  }

  @Test
  void digest_isTheSameForWhatMeansTheSame() {
    String one = Requirements.parse("Requests >= 2\nnumpy # fast\n").digest();
    String other =
        Requirements.of(List.of("numpy", "requests>=2.0".replace(".0", ""), "numpy")).digest();

    assertThat(one).isEqualTo(other).matches("[0-9a-f]{64}");
    assertThat(Requirements.NONE.digest()).isNotEqualTo(one);
    assertThat(Requirements.parse(" \n# nothing\n")).isEqualTo(Requirements.NONE);
    assertThat(Requirements.NONE.isEmpty()).isTrue();
  }

  @Test
  void text_maskedForPeopleButNotForPip() {
    Requirements parsed = Requirements.parse("a @ https://user:secret@example.org/a.zip");

    assertThat(parsed.toString()).isEqualTo("a @ https://****@example.org/a.zip");
    assertThat(parsed.entries().getFirst()).hasToString(parsed.toString());
    assertThat(parsed.normalised()).contains("secret");
  }

  @Test
  void longText_isRefused() {
    assertThatThrownBy(() -> Requirements.parse("a".repeat(Requirements.MOST_CHARACTERS + 1)))
        .isInstanceOf(RequirementsException.class)
        .hasMessageContaining("longer than");
    assertThatThrownBy(() -> Requirements.parse("a".repeat(300)))
        .hasMessageContaining("A name is longer");
    assertThatThrownBy(() -> Requirements.parse("a==" + "1".repeat(300)))
        .hasMessageContaining("is not a version");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50, 51, 20_000})
  void nestedMarker_isBounded(int depth) {
    String text = "a; " + "(".repeat(depth) + "os_name == 'x'" + ")".repeat(depth);

    if (depth <= 50) {
      assertThat(Requirements.parse(text).entries()).hasSize(1);
    } else {
      assertThatThrownBy(() -> Requirements.parse(text))
          .hasMessageContaining("nested deeper than 50");
    }
  }

  @org.junit.jupiter.params.ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "\n", "\r", "\r\n", "\u000b", "\f", "\u001c", "\u001d", "\u001e", "\u0085", "\u2028",
        "\u2029"
      })
  void line_endsWherePipEndsIt(String end) {
    for (String option : List.of("--index-url=http://x", "--find-links=/x", "-e .", "-r x")) {
      String text = "six===1" + end + option;
      assertThatThrownBy(() -> Requirements.parse(text))
          .isInstanceOfSatisfying(
              RequirementsException.class,
              thrown -> assertThat(thrown.problems().getFirst().line()).isEqualTo(2));
      assertThatThrownBy(() -> Requirements.parse("six @ https://h/x" + end + option))
          .isInstanceOf(RequirementsException.class);
    }
    assertThat(Requirements.parse("b" + end + "a").normalised()).isEqualTo("a\nb");
    String even = Requirements.withLineFeeds("b" + end + "a");
    assertThat(even).hasSize(2 + end.length()).contains("\na");
  }

  @Test
  void mark_beforeTheText_isAsPipHasIt() {
    assertThat(Requirements.parse("\uFEFFsix").normalised()).isEqualTo("six");
    assertThatThrownBy(() -> Requirements.parse("six\n\uFEFFb"))
        .isInstanceOf(RequirementsException.class);
    assertThatThrownBy(() -> Requirements.parse("\uFEFF-e ."))
        .isInstanceOfSatisfying(
            RequirementsException.class,
            thrown -> assertThat(thrown.problems().getFirst().column()).isEqualTo(2));
  }
}
