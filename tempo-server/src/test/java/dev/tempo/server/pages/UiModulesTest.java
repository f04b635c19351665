package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The imports of the pages' modules point downwards: from pages to shell to components to core.
 * Only the shell loads pages, and only when they are opened; so nothing imports, by whatever way,
 * what imports it.
 */
final class UiModulesTest {
  private static final Path APP = Path.of("src/main/resources/META-INF/ui/app");

  /** From the lowest to the highest; main.js, which stands above all, starts the application. */
  private static final List<String> LAYERS =
      List.of("core", "components", "shell", "pages", "main.js");

  private static final Pattern STATIC =
      Pattern.compile(
          "(?:^|[;}\\s])(?:import|export)\\s*(?:[^'\"();]*?from\\s*)?[\"'](\\.[^\"']+)[\"']");
  private static final Pattern DYNAMIC = Pattern.compile("\\bimport\\(\\s*[\"'](\\.[^\"']+)[\"']");
  private static final Pattern ANY_DYNAMIC = Pattern.compile("\\bimport\\(");

  @Test
  void modules_importFromTheirOwnLayerAndThoseBelow() throws IOException {
    Map<String, String> modules = modules();
    assertThat(modules).hasSizeGreaterThan(150);
    assertThat(upwards(imports(modules, STATIC))).as("Static imports that point up").isEmpty();
  }

  @Test
  void onlyTheShell_loadsWhatIsAboveIt_andOnlyPages() throws IOException {
    Set<String> loads = upwards(imports(modules(), DYNAMIC));
    assertThat(loads).isNotEmpty();
    assertThat(loads).allMatch(load -> load.matches("shell/\\S+ -> pages/\\S+"));
  }

  @Test
  void pages_doNotImportTheShell() throws IOException {
    Map<String, String> modules = modules();
    Map<String, Set<String>> all = both(modules);
    all.keySet().removeIf(module -> layer(module) != LAYERS.indexOf("pages"));
    all.forEach(
        (module, targets) ->
            assertThat(targets).as(module).noneMatch(target -> target.startsWith("shell/")));
  }

  @Test
  void modules_formNoCircles_neitherByImportsNorByWhatTheyLoad() throws IOException {
    assertThat(circle(both(modules()))).isEmpty();
  }

  @Test
  void everyImport_namesAModule() throws IOException {
    Map<String, String> modules = modules();
    both(modules)
        .forEach((module, targets) -> assertThat(modules.keySet()).as(module).containsAll(targets));
    modules.forEach(
        (module, text) ->
            assertThat(DYNAMIC.matcher(text).results().count())
                .as("%s loads modules whose names cannot be read from its text", module)
                .isEqualTo(ANY_DYNAMIC.matcher(text).results().count()));
  }

  @Test
  void theseTests_findWhatTheyLookFor() {
    Map<String, String> modules =
        Map.of(
            "core/a.js", "import { b } from '../components/b.js';",
            "components/b.js", "export const c = () => import('../pages/c.js');",
            "pages/c.js", "import {\n  a,\n} from '../core/a.js';\nexport * from '../core/a.js';",
            "shell/d.js", "import '../core/a.js';");
    assertThat(upwards(imports(modules, STATIC))).containsExactly("core/a.js -> components/b.js");
    assertThat(upwards(imports(modules, DYNAMIC))).containsExactly("components/b.js -> pages/c.js");
    assertThat(circle(imports(modules, STATIC))).isEmpty();
    assertThat(circle(both(modules)))
        .containsExactlyInAnyOrder("core/a.js", "components/b.js", "pages/c.js");
  }

  private static Map<String, Set<String>> both(Map<String, String> modules) {
    Map<String, Set<String>> all = imports(modules, STATIC);
    imports(modules, DYNAMIC).forEach((module, targets) -> all.get(module).addAll(targets));
    return all;
  }

  /** The imports of each module that a pattern finds, by paths from the modules' directory. */
  private static Map<String, Set<String>> imports(Map<String, String> modules, Pattern pattern) {
    Map<String, Set<String>> imports = new TreeMap<>();
    modules.forEach(
        (module, text) ->
            imports.put(
                module,
                pattern
                    .matcher(text)
                    .results()
                    .map(found -> resolved(module, found.group(1)))
                    .collect(Collectors.toCollection(TreeSet::new))));
    return imports;
  }

  private static String resolved(String module, String specifier) {
    Path target = Path.of(module).resolveSibling(specifier).normalize();
    return target.toString().replace('\\', '/');
  }

  private static Set<String> upwards(Map<String, Set<String>> imports) {
    Set<String> upwards = new TreeSet<>();
    imports.forEach(
        (module, targets) ->
            targets.stream()
                .filter(target -> layer(target) > layer(module))
                .forEach(target -> upwards.add(module + " -> " + target)));
    return upwards;
  }

  private static int layer(String module) {
    int layer = LAYERS.indexOf(module.split("/")[0]);
    assertThat(layer).as("The layer of %s", module).isNotNegative();
    return layer;
  }

  /** The modules of one circle; none if there is no circle. */
  private static List<String> circle(Map<String, Set<String>> imports) {
    Set<String> done = new TreeSet<>();
    for (String module : imports.keySet()) {
      List<String> found = circleFrom(module, imports, new LinkedHashSet<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<String> circleFrom(
      String module, Map<String, Set<String>> imports, Set<String> way, Set<String> done) {
    if (way.contains(module)) {
      List<String> all = new ArrayList<>(way);
      return all.subList(all.indexOf(module), all.size());
    }
    if (done.contains(module)) {
      return List.of();
    }
    way.add(module);
    for (String target : imports.getOrDefault(module, Set.of())) {
      List<String> found = circleFrom(target, imports, way, done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    way.remove(module);
    done.add(module);
    return List.of();
  }

  private static Map<String, String> modules() throws IOException {
    Map<String, String> modules = new TreeMap<>();
    try (Stream<Path> files = Files.walk(APP)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
        modules.put(APP.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return modules;
  }
}
