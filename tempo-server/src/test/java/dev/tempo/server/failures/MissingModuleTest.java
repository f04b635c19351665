package dev.tempo.server.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.python.requirement.Requirements;
import dev.tempo.server.failures.FailureReason.Kind;
import dev.tempo.server.failures.MissingModule.Hint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a module that is missing. */
final class MissingModuleTest {
  private static final Pattern MODULE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*");

  @ParameterizedTest
  @CsvSource({
    "yaml, PyYAML",
    "cv2, opencv-python",
    "PIL, Pillow",
    "sklearn, scikit-learn",
    "bs4, beautifulsoup4",
    "dateutil, python-dateutil",
    "Crypto, pycryptodome",
    "google.cloud.storage, google-cloud-storage",
    "requests, requests",
    "some_thing, some-thing",
  })
  void module_isFoundInItsPackage(String module, String requirement) {
    MissingModule missing =
        of("ModuleNotFoundError: No module named '" + module + "'").orElseThrow();
    assertThat(missing.module()).isEqualTo(module);
    assertThat(missing.requirement()).contains(requirement);
    assertThat(missing.hint()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ModuleNotFoundError: No module named 'tomllib' | NEWER",
        "ModuleNotFoundError: No module named 'zoneinfo' | NEWER",
        "ModuleNotFoundError: No module named 'distutils' | REMOVED",
        "ModuleNotFoundError: No module named 'imp' | REMOVED",
        "ModuleNotFoundError: No module named '_sqlite3' | INTERPRETER",
        "ModuleNotFoundError: No module named 'tkinter' | INTERPRETER",
        "ImportError: attempted relative import with no known parent package | RELATIVE",
        "ModuleNotFoundError: No module named '__main__.x'; '__main__' is not a package | RELATIVE",
        "ModuleNotFoundError: No module named 'requests.x'; 'requests' is not a package | SHADOWED",
        "ModuleNotFoundError: No module named 'requests.nothing' | SUBMODULE",
        "ModuleNotFoundError: No module named 'google' | NAMESPACE",
      })
  void module_thatNoPackageBrings_hasAHint(String reason, Hint hint) {
    MissingModule missing = of(reason.strip()).orElseThrow();
    assertThat(missing.requirement()).isEmpty();
    assertThat(missing.hint()).contains(hint);
    assertThat(missing.because(Hint.LOCAL).hint()).contains(hint);
  }

  @Test
  void olderAndOtherWords_areUnderstood_andOthersAreNone() {
    assertThat(of("ImportError: No module named yaml").orElseThrow().requirement())
        .contains("PyYAML");
    assertThat(
            of("ImportError: Missing optional dependency 'openpyxl'.  Use pip or conda to install"
                    + " it.")
                .orElseThrow()
                .requirement())
        .contains("openpyxl");
    assertThat(of("ImportError: lxml not found, please install it").orElseThrow().requirement())
        .contains("lxml");
    for (String other :
        List.of(
            "KeyError: 'yaml'",
            "ImportError: cannot import name 'x' from 'y'",
            "ModuleNotFoundError")) {
      assertThat(of(other)).as(other).isEmpty();
    }
    FailureReason shell =
        new FailureReason("ModuleNotFoundError: No module named 'yaml'", 1, 1, Kind.OUTPUT);
    assertThat(MissingModule.of(shell)).isEmpty();
    MissingModule own = of("ModuleNotFoundError: No module named 'helper'").orElseThrow();
    assertThat(own.because(Hint.LOCAL).requirement()).isEmpty();
  }

  @Test
  void table_isSorted_inLowerCase_andHoldsRequirements() throws IOException {
    try (InputStream in = ModulePackages.class.getResourceAsStream("module-packages.txt")) {
      List<String> modules =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.substring(0, line.indexOf(' ')))
              .toList();
      assertThat(modules).hasSizeGreaterThan(200).isSorted().doesNotHaveDuplicates();
    }
    ModulePackages.KNOWN
        .all()
        .forEach(
            (module, name) -> {
              assertThat(module).isEqualTo(module.toLowerCase(Locale.ROOT)).matches(MODULE);
              assertThat(Requirements.parse(name).entries()).as(name).hasSize(1);
              assertThat(name).doesNotContainAnyWhitespaces();
            });
  }

  private static Optional<MissingModule> of(String text) {
    return MissingModule.of(new FailureReason(text, 7, 3, Kind.PYTHON));
  }
}
