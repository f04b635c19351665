package dev.tempo.faults.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.benchmarks.report.Figure;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.server.Launcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The short form of {@code faults/run damage}: a case of each kind, and few places of each file.
 */
@EnabledOnOs(OS.LINUX)
class DamageTest {
  private static final Set<String> CASES =
      Set.of(
          "nothing, after a kill",
          "logs.db is gone",
          "tempo.db-wal is gone",
          "config/secret.key is empty",
          "runs is gone");

  /** By nobody, if that account may start what the build has packed where the project lies. */
  private static final String OF_NOBODY = "tempo.db cannot be written";

  /** Where nobody gets to, too: no directory of this user's own. */
  private final Path directory = Path.of("target");

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void servers_goOn_orStopWithOneLine_andDamageNothing() throws Exception {
    Launcher launcher = Launcher.ofClassPath();
    Set<String> names = new HashSet<>(CASES);
    if (isForNobody(launcher)) {
      names.add(OF_NOBODY);
    }
    List<DamageCase> some =
        DamageCases.all().stream().filter(each -> names.contains(each.name())).toList();
    assertThat(some).hasSameSizeAs(names);
    FaultSettings.Amount few =
        new FaultSettings.Amount(true, OptionalInt.empty(), OptionalInt.empty());
    List<Figure> figures =
        new DamageRow(some)
            .show(new FaultSettings(launcher, directory.toRealPath(), 20261130, few));
    assertThat(figures)
        .filteredOn(figure -> figure.subject().name().equals("violations"))
        .singleElement()
        .satisfies(figure -> assertThat(figure.ours()).as("see what was said").hasValue(0));
    assertThat(figures)
        .filteredOn(figure -> figure.subject().name().startsWith("servers that"))
        .extracting(figure -> figure.ours().orElse(0))
        .containsExactly(2.0, names.size() - 2.0);
  }

  private static boolean isForNobody(Launcher launcher) throws Exception {
    String program = launcher.command().getFirst();
    List<String> asked = new ArrayList<>(DamageCases.AS_NOBODY);
    asked.addAll(List.of("test", "-x", program));
    return program.endsWith("bin/tempo")
        && new ProcessBuilder(asked).redirectErrorStream(true).start().waitFor() == 0;
  }
}
