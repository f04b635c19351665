package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A name of a type says which one is meant, whatever its package: whoever searches for it finds one
 * file, and no editor offers to import the wrong one.
 */
final class TypeNamesTest {
  /** Names that several types have, and how many. */
  private static final Map<String, Integer> SHARED =
      Map.of(
          "Main", 2, // what java -jar starts, of the server and of the benchmarks
          "RequestHead", 2); // as the server reads it, and as the tunnel passes it on

  @Test
  void noTwoTypes_haveOneName() throws IOException {
    List<Path> sources = SourceFiles.all();
    assertThat(sources).hasSizeGreaterThan(500);
    assertThat(twins(sources)).isEqualTo(SHARED);
  }

  @Test
  void twins_areFound() {
    Path one = Path.of("a/Json.java");
    Path other = Path.of("b/Json.java");
    Path third = Path.of("b/package-info.java");
    assertThat(twins(List.of(one, other, third, Path.of("a/package-info.java"))))
        .isEqualTo(Map.of("Json", 2));
  }

  private static Map<String, Integer> twins(List<Path> sources) {
    Map<String, Integer> found =
        sources.stream()
            .map(source -> source.getFileName().toString().replace(".java", ""))
            .filter(name -> name.indexOf('-') < 0) // of packages and modules
            .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    found.values().removeIf(count -> count == 1);
    return found;
  }
}
