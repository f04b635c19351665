package dev.tempo.server.groups.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.groups.discovery.SettledFiles.Settled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettledFilesTest {
  private static final FileStamp SMALL = new FileStamp(1, 1, "a");
  private static final FileStamp LARGE = new FileStamp(2, 2, "a");
  private static final Map<String, FileStamp> NOTHING = Map.of();

  private final SettledFiles files = new SettledFiles();
  private long nanos;

  private Settled look(Map<String, FileStamp> there, Map<String, FileStamp> known, long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
    return files.observe(new GroupLook(there, List.of()), known, nanos);
  }

  @Test
  void file_countsOnceItHasStayedTheSame() {
    assertThat(look(Map.of("x", SMALL), NOTHING, 0).restless()).containsExactly("x");
    assertThat(look(Map.of("x", LARGE), NOTHING, 400).restless()).containsExactly("x");
    assertThat(look(Map.of("x", LARGE), NOTHING, 499).restless()).containsExactly("x");
    Settled settled = look(Map.of("x", LARGE), NOTHING, 1);
    assertThat(settled.restless()).isEmpty();
    assertThat(settled.files()).isEqualTo(Map.of("x", Optional.of(LARGE)));
  }

  @Test
  void fileThatWasTaken_needsNoTime() {
    Settled settled = look(Map.of("x", SMALL), Map.of("x", SMALL), 0);
    assertThat(settled.files()).isEqualTo(Map.of("x", Optional.of(SMALL)));
    assertThat(settled.restless()).isEmpty();
  }

  @Test
  void fileThatIsOld_needsNoTime_andOneThatIsGoneDoes() {
    GroupLook both = new GroupLook(Map.of("x", SMALL, "y", LARGE), List.of());
    long between = Math.max(SMALL.modifiedMicros(), LARGE.modifiedMicros());
    Settled settled = files.observe(both, Map.of("gone", SMALL), nanos, between);
    assertThat(SMALL.modifiedMicros()).isLessThan(LARGE.modifiedMicros());
    assertThat(settled.files()).isEqualTo(Map.of("x", Optional.of(SMALL)));
    assertThat(settled.restless()).containsExactlyInAnyOrder("gone", "y");
  }

  @Test
  void fileThatIsReplaced_doesNotVanish_andOneThatStaysAwayDoes() {
    Map<String, FileStamp> known = Map.of("x", SMALL);
    look(known, known, 0);
    assertThat(look(NOTHING, known, 100).restless()).containsExactly("x");
    assertThat(look(Map.of("x", LARGE), known, 100).restless()).containsExactly("x");
    assertThat(look(Map.of("x", LARGE), known, 500).files())
        .isEqualTo(Map.of("x", Optional.of(LARGE)));
    Map<String, FileStamp> later = Map.of("x", LARGE);
    assertThat(look(NOTHING, later, 100).restless()).containsExactly("x");
    assertThat(look(NOTHING, later, 500).files()).isEqualTo(Map.of("x", Optional.empty()));
    assertThat(look(NOTHING, NOTHING, 100).files()).isEmpty();
  }
}
