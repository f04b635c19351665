package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much there is that programs can see, and so how much has to stay as it is. */
class ExportedTypesTest {
  /** What programs that have jobs write: the rest is for those that look into one matter. */
  private static final Set<String> OF_APPLICATIONS =
      Set.of(
          "dev.tempo",
          "dev.tempo.event",
          "dev.tempo.schedule",
          "dev.tempo.secret",
          "dev.tempo.task",
          "dev.tempo.time");

  private static final int LIMIT_OF_APPLICATIONS = 102;
  private static final int LIMIT = 208;

  @Test
  void exportedTypes_areNoMoreThanOneCanKnow() throws Exception {
    Map<String, List<String>> types = new TreeMap<>();
    for (String name : ExportedPackages.names()) {
      types.put(name, publicTypes(name));
    }

    assertThat(types).containsKeys(OF_APPLICATIONS.toArray(String[]::new));
    assertThat(count(types, OF_APPLICATIONS))
        .as(types.toString())
        .isLessThanOrEqualTo(LIMIT_OF_APPLICATIONS);
    assertThat(count(types, types.keySet())).as(types.toString()).isLessThanOrEqualTo(LIMIT);
  }

  private static int count(Map<String, List<String>> types, Set<String> packages) {
    return packages.stream().mapToInt(name -> types.get(name).size()).sum();
  }

  private static List<String> publicTypes(String name) throws Exception {
    String classes = Tempo.class.getProtectionDomain().getCodeSource().getLocation().toString();
    Path directory = Path.of(URI.create(classes)).resolve(name.replace('.', '/'));
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$") && !file.contains("-"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .filter(type -> isPublic(name + "." + type))
          .sorted()
          .toList();
    }
  }

  private static boolean isPublic(String type) {
    try {
      return Modifier.isPublic(
          Class.forName(type, false, ExportedTypesTest.class.getClassLoader()).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
