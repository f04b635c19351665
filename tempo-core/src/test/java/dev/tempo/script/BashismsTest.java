package dev.tempo.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs bash, and what only looks so. */
class BashismsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if [[ $a == b ]]; then :; fi",
        "[[ -f x ]] && y",
        "names=(a b)",
        "names+=(c)",
        "a=1\nb+=2",
        "echo ${names[0]}",
        "echo \"${#names[@]}\"",
        "echo \"${!name}\"",
        "echo ${a//b/c}",
        "echo ${a/b}",
        "echo ${a^^}",
        "echo ${a,,}",
        "echo ${a:0:3}",
        "cmd &> /dev/null",
        "cmd &>>log",
        "read x <<< word",
        "diff <(a) <(b)",
        "cmd |& tee",
        "function f { :; }",
        "source ./lib.sh",
        "if x; then source y; fi",
        "declare -A m",
        "shopt -s globstar",
        "pushd /tmp",
        "let x=1",
        "set -euo pipefail",
        "set -e -o pipefail",
        "[ \"$a\" == b ]",
        "for ((i=0; i<3; i++)); do :; done",
        "(( x++ ))",
        "for i in {1..5}; do :; done",
        "echo $'a\\tb'",
        "read -a parts",
        "echo -e 'a\\n'",
        "trap 'x' ERR",
        "echo $RANDOM",
        "echo ${BASH_SOURCE[0]}",
        "echo ${PIPESTATUS}",
        "cat <<E\n[[ x ]]\nE\nlet a=1"
      })
  void needsBash(String script) {
    assertThat(Bashisms.first(script)).as(script).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "true",
        "if [ \"$a\" = b ]; then :; fi",
        "case $a in [[:space:]]*) ;; esac",
        "echo '[[ x ]]' \"(( y ))\" # names=(a)",
        "echo \"let x=1\"; echo 'declare -A m'",
        "x=$((a + b)); y=$(( (a) * 2 )); z=$((a+=1))",
        "cmd > out 2>&1 & wait",
        "cat <<E\n[[ x ]]\nnames=(a)\nE",
        "cat <<-'E'\n\t[[ x ]]\n\tE\necho ok",
        "local x=1; f() { local y; }",
        "echo ${a:-b} ${a#b} ${a%%c} ${#a} ${a:+d} ${a:=1} ${a:?no}",
        "a=b; export a; . ./lib.sh",
        "printf '%s\\n' x; read -r x; set -eu; trap 'x' EXIT INT",
        "echo $# $* $@ $? $$ $!",
        "awk '{ a[$1] += 2; if (x == y) print }' f",
        "grep 'a{1..2}' f; find . -name '*.txt' -exec ls {} \\;",
        "(cd x && (y; z))",
        "echo a\\&\\>b"
      })
  void doesNot(String script) {
    assertThat(Bashisms.first(script)).as(script).isEmpty();
  }

  @Test
  void place_isItsLine() {
    assertThat(
            Bashisms.first("#!/bin/sh\n# [[ x ]]\ntext='\n[[ y ]]\n'\nif true\nthen [[ z ]]; fi"))
        .hasValue(new Bashisms.Found(7, "[[ … ]]"));
  }

  @Test
  void hostileTexts_takeLittleTime() {
    for (String part : new String[] {"[ ", "<<", "\"", "'", "${a", "((", "a=(", "set -a ", "$"}) {
      long begun = System.nanoTime();
      Bashisms.first(part.repeat(500_000 / part.length()));
      Bashisms.first((part.repeat(1_900 / part.length()) + "\n").repeat(300));
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as(part)
          .isLessThan(Duration.ofSeconds(20));
    }
  }
}
