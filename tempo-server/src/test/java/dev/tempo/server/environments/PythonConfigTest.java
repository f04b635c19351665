package dev.tempo.server.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.python.PythonOptions;
import dev.tempo.python.environment.PipSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PythonConfigTest {
  @Test
  void nothingSet_isAsTheMachineSays_withAnEnvironmentForEachJob() {
    PythonConfig setup = new PythonConfig("", List.of(), "", false, true);
    assertThat(setup.pip()).isEqualTo(PipSettings.MACHINE);
    assertThat(setup.options().isolation()).isEqualTo(PythonOptions.Isolation.EACH_JOB);
    assertThat(setup.options().conda()).isEqualTo(PythonOptions.Conda.DETECT);
    assertThat(setup.options().version()).isEmpty();
  }

  @Test
  void settings_areHandedToPip() {
    PythonConfig setup =
        new PythonConfig(
            "https://one.example/simple",
            List.of("https://two.example", "https://three.example"),
            "/wheels",
            true,
            false);
    PipSettings pip = setup.pip();
    assertThat(pip.indexUrl()).contains("https://one.example/simple");
    assertThat(pip.extraIndexUrls())
        .containsExactly("https://two.example", "https://three.example");
    assertThat(pip.findLinks()).containsExactly("/wheels");
    assertThat(pip.scope()).isEqualTo(PipSettings.Scope.OFFLINE);
    assertThat(setup.options().conda()).isEqualTo(PythonOptions.Conda.OFF);
  }

  @Test
  void addressThatIsNone_isRefused() {
    PythonConfig setup = new PythonConfig("no address", List.of(), "", false, true);
    assertThatThrownBy(setup::options).isInstanceOf(IllegalArgumentException.class);
  }
}
