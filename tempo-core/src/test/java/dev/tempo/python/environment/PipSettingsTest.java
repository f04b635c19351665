package dev.tempo.python.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.python.environment.PipSettings.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipSettingsTest {
  private static final PipSettings ALL =
      PipSettings.MACHINE
          .withIndexUrl("https://ann:s3cret@index.example/simple")
          .withExtraIndexUrl("https://extra.example/simple")
          .withExtraIndexUrl("https://bob:w%C3%B6rd@more.example/simple")
          .withFindLinks("/wheels")
          .withProxy("http://carl:pr0xy@proxy.example:3128");
  private static final Map<String, String> MACHINE =
      Map.of(
          "PATH", "/bin",
          "PIP_INDEX_URL", "https://machine.example",
          "PIP_TARGET", "/elsewhere",
          "PYTHONPATH", "/x",
          "VIRTUAL_ENV", "/v",
          "https_proxy", "http://machine.example",
          "SSL_CERT_FILE", "/certificates");

  @Test
  void settings_becomeVariables() {
    assertThat(InstallerVariables.of(Map.of(), ALL))
        .containsEntry("PIP_INDEX_URL", "https://ann:s3cret@index.example/simple")
        .containsEntry(
            "PIP_EXTRA_INDEX_URL",
            "https://extra.example/simple https://bob:w%C3%B6rd@more.example/simple")
        .containsEntry("PIP_FIND_LINKS", "/wheels")
        .containsEntry("PIP_PROXY", "http://carl:pr0xy@proxy.example:3128")
        .containsEntry("HTTPS_PROXY", "http://carl:pr0xy@proxy.example:3128")
        .containsEntry("UV_DEFAULT_INDEX", "https://ann:s3cret@index.example/simple")
        .containsEntry("UV_FIND_LINKS", "/wheels")
        .doesNotContainKeys("PIP_NO_INDEX", "UV_OFFLINE", "PIP_CONFIG_FILE");
  }

  @Test
  void scope_decidesWhatTheMachineSays() {
    Map<String, String> machine = InstallerVariables.of(MACHINE, PipSettings.MACHINE);
    Map<String, String> only =
        InstallerVariables.of(MACHINE, PipSettings.MACHINE.withScope(Scope.ONLY_THESE));
    Map<String, String> offline =
        InstallerVariables.of(MACHINE, PipSettings.MACHINE.withScope(Scope.OFFLINE));

    assertThat(machine)
        .containsEntry("PIP_INDEX_URL", "https://machine.example")
        .containsKey("https_proxy");
    assertThat(only)
        .doesNotContainKeys("PIP_INDEX_URL", "https_proxy", "PIP_NO_INDEX")
        .containsEntry("PIP_CONFIG_FILE", "/dev/null")
        .containsEntry("SSL_CERT_FILE", "/certificates");
    assertThat(offline).containsEntry("PIP_NO_INDEX", "1").containsEntry("UV_OFFLINE", "1");
    assertThat(List.of(machine, only, offline))
        .allSatisfy(
            variables ->
                assertThat(variables)
                    .doesNotContainKeys("PYTHONPATH", "VIRTUAL_ENV", "PIP_TARGET"));
  }

  @Test
  void credentials_areMaskedAsWrittenAndDecoded() {
    InstallerSettings access = new InstallerSettings(ALL);

    assertThat(
            access.mask(
                "Looking in https://ann:s3cret@index.example/simple, s3cret, wörd, w%C3%B6rd,"
                    + " pr0xy, git+ssh://git@h/x"))
        .isEqualTo(
            "Looking in https://****@index.example/simple, ***, ***, ***, ***, git+ssh://git@h/x");
    assertThat(ALL.toString())
        .doesNotContain("s3cret", "pr0xy", "w%C3%B6rd")
        .contains("index.example");
    assertThat(access.fingerprint())
        .as("the password does not decide what is found")
        .isEqualTo(
            new InstallerSettings(ALL.withIndexUrl("https://x:y@index.example/simple"))
                .fingerprint())
        .isNotEqualTo(
            new InstallerSettings(ALL.withIndexUrl("https://other.example/simple")).fingerprint());
  }

  @Test
  void whatPipWouldMisread_isRefused() {
    for (String url :
        List.of("", "index.example/simple", "https://a.example https://b.example", "https://{}")) {
      assertThatThrownBy(() -> PipSettings.MACHINE.withIndexUrl(url))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> PipSettings.MACHINE.withFindLinks("/two words"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PipSettings.MACHINE.withProxy("https://a:secret@{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
