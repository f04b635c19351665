package dev.tempo.server.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafeNamesTest {

  @ParameterizedTest
  @CsvSource({
    "Hello World, hello-world",
    "API Call #1, api-call-1",
    "Data Backup Script!, data-backup-script",
    "Été à Málaga, ete-a-malaga",
    "'  --x-- ', x",
    "日本, script",
    "'!!!', script"
  })
  void safe_ofAName_isWhatFitsAPath(String name, String safe) {
    assertThat(SafeNames.safe(name)).isEqualTo(safe);
  }

  @Test
  void safe_ofALongName_isCutAndDoesNotEndInADash() {
    assertThat(SafeNames.safe("a".repeat(59) + " b")).isEqualTo("a".repeat(59));
    assertThat(SafeNames.safe("x".repeat(200))).hasSize(60);
  }

  @Test
  void unique_ofATakenOrReservedName_isNumbered() {
    assertThat(SafeNames.unique("A", Set.of("a", "a-2")::contains)).isEqualTo("a-3");
    assertThat(SafeNames.unique("Search", name -> false)).isEqualTo("search-2");
    String uuid = "01a1fd97-fd34-7682-948f-4fe378aecac3";
    assertThat(SafeNames.unique(uuid, name -> false)).isEqualTo(uuid + "-2");
  }
}
