package dev.tempo.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that say themselves what they need. */
class ScriptNeedsTest extends IndexedRuns {
  private static final String CODE = "import alpha, sys\nprint(alpha.version)\n";

  private static PythonTask script(String... lines) {
    return Task.python("# /// script\n# " + String.join("\n# ", lines) + "\n# ///\n" + CODE);
  }

  @Test
  void dependencies_areInstalled_unlessTheJobHasItsOwn() {
    start();
    Run run = runs.run(runs.save("job", script("dependencies = ['alpha<2']")));
    assertThat(run.status()).as(runs.log(run)).isEqualTo(RunStatus.SUCCESS);
    assertThat(runs.output(run)).containsExactly("1.0");
    Job changed = runs.save("own", script("dependencies = ['alpha<2']").withRequirements("alpha"));
    assertThat(runs.output(runs.run(changed))).containsExactly("2.0");
  }

  @Test
  void whatIsWronglySaid_failsTheRunWithItsPlace() {
    start();
    Run run = runs.run(runs.save("job", script("dependencies = 'alpha'")));
    assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(run.error().orElseThrow()).contains("'dependencies' must be a list");
    Run none = runs.run(runs.save("none", script("requires-python = '>=3.99'")));
    assertThat(none.error().orElseThrow()).contains("3.99", "found: ");
    Run odd = runs.run(runs.save("odd", script("requires-python = 'new'", "dependencies = ['x']")));
    assertThat(odd.error().orElseThrow()).contains("requires-python: 'new' is not understood");
  }

  @Test
  void job_decidesAlone_ifItSaysAnything() {
    PythonTask block = script("dependencies = ['alpha']", "requires-python = '>=3.9'");
    assertThat(ScriptNeeds.of(block).requirements()).containsExactly("alpha");
    assertThat(ScriptNeeds.range(block)).hasValue(">=3.9");
    assertThat(ScriptNeeds.of(block.withRequirements("beta")).requirements())
        .containsExactly("beta");
    assertThat(ScriptNeeds.range(block.withVersion("3.12"))).isEmpty();
    assertThat(ScriptNeeds.of(block.withConda("x")).requirements()).isEmpty();
    assertThat(ScriptNeeds.of(Task.python(CODE))).isSameAs(Task.python(CODE).python());
    assertThat(ScriptNeeds.known(script("dependencies = 7"))).isEqualTo(PythonSettings.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >=3.9            | true
          >= 3.12.1 , < 4  | true
          >3.12.1          | false
          <=3.12           | false
          ==3.12.*         | true
          ==3.12           | false
          ==3.12.1         | true
          !=3.12.*         | false
          !=3.12.0         | true
          ~=3.8            | true
          ~=3.11.0         | false
          ~=3.12.0         | true
          >=3              | true
          <3               | false
          """)
  void specifier_isReadAsPep440Says(String specifier, boolean expected) {
    assertThat(ScriptNeeds.within(specifier).test(PythonVersion.parse("3.12.1")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">=", "3.12", "=>3", ">=3.12,", ">=3.12rc1", "===3.12"})
  void otherSpecifiers_areRefused(String specifier) {
    assertThatThrownBy(() -> ScriptNeeds.within(specifier))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("requires-python");
  }
}
