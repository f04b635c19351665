package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the libraries tell the builder of a native image is all that they have, and there. */
class NativeMetadataTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern GLOB = Pattern.compile("\"glob\": \"([^\"]+)\"");
  private static final Pattern TYPE = Pattern.compile("\"type\": \"(dev\\.tempo[^\"]+)\"");
  private static final Pattern NATIVE = Pattern.compile("(?m)^ +(\\w+ )*native \\w+ \\w+\\(");

  @ParameterizedTest
  @ValueSource(strings = {"tempo-core", "tempo-store-sqlite", "tempo-store-postgres"})
  void resources_areAllNamed_andNoneBesides(String library) throws IOException {
    Path resources = ROOT.resolve(library).resolve("src/main/resources");
    List<String> globs = all(GLOB, metadata(library));
    assertThat(globs).isNotEmpty();
    Set<String> found = new TreeSet<>();
    for (Path file : files(resources)) {
      Path name = resources.relativize(file);
      if (name.startsWith("META-INF/native-image") || name.startsWith("META-INF/services")) {
        continue;
      }
      List<String> naming = globs.stream().filter(glob -> matcher(glob).matches(name)).toList();
      assertThat(naming).as("%s", name).isNotEmpty();
      found.addAll(naming);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(globs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tempo-core", "tempo-store-sqlite", "tempo-store-postgres"})
  void classesThatAreBoundToTheCLibrary_areAllNamed(String library) throws IOException {
    Path sources = ROOT.resolve(library).resolve("src/main/java");
    Set<String> bound = new TreeSet<>();
    for (Path file : files(sources)) {
      if (NATIVE.matcher(Files.readString(file)).find()) {
        String name = sources.relativize(file).toString();
        bound.add(name.substring(0, name.length() - ".java".length()).replace('/', '.'));
      }
    }
    assertThat(all(TYPE, metadata(library))).containsExactlyInAnyOrderElementsOf(bound);
  }

  private static String metadata(String library) throws IOException {
    return Files.readString(
        ROOT.resolve(library)
            .resolve("src/main/resources/META-INF/native-image/dev.tempo")
            .resolve(library)
            .resolve("reachability-metadata.json"));
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).collect(Collectors.toList());
    }
  }

  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
