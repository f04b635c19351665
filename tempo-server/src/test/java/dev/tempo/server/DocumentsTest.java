package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks that the documents name classes, tests, modules and places that exist. */
final class DocumentsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Not part of the project's tree. */
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");

  /** A class by the last part of its package, as {@code engine.Turn}, maybe with a member. */
  private static final Pattern CLASS =
      Pattern.compile("(?:dev\\.tempo\\.)?(?:[a-z]+\\.)*([a-z]+)\\.([A-Z][a-z]\\w*)(?:[.#].*)?");

  private static final Pattern TEST = Pattern.compile("[A-Z]\\w+Test");
  private static final Pattern FILE =
      Pattern.compile("[\\w.-]+(?:/[\\w.-]+)+\\.(?:java|js|json|css|yaml|md|txt)");

  private static List<String> files;

  @BeforeAll
  static void listFiles() throws IOException {
    files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return SKIPPED.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add("/" + ROOT.relativize(file).toString().replace('\\', '/'));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void links_leadToFilesAndHeadingsThatExist() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(prose(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !target.startsWith("mailto:") && !leads(document, target)) {
          dead.add(ROOT.relativize(document) + ": " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void names_areOfClassesTestsAndFilesThatExist() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (Path document : documents()) {
      Matcher code = CODE.matcher(prose(document));
      while (code.find()) {
        if (!isKnown(code.group(1))) {
          unknown.add(ROOT.relativize(document) + ": " + code.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  /** All but the change log, which tells of names that are gone. */
  private static List<Path> documents() {
    return files.stream()
        .filter(file -> file.endsWith(".md") && !file.equals("/CHANGELOG.md"))
        .map(file -> ROOT.resolve(file.substring(1)))
        .toList();
  }

  private static String prose(Path document) throws IOException {
    return FENCE.matcher(Files.readString(document)).replaceAll("");
  }

  private static boolean isKnown(String name) {
    Matcher type = CLASS.matcher(name);
    if (type.matches()) {
      return isNoPackageOfOurs(type.group(1))
          || ends("/" + type.group(1) + "/" + type.group(2) + ".java");
    }
    if (TEST.matcher(name).matches()) {
      return ends("/" + name + ".java");
    }
    return !FILE.matcher(name).matches() || isOutside(name) || ends("/" + name);
  }

  /** In a directory that the tree does not have, as that of somebody's data. */
  private static boolean isOutside(String file) {
    String directory = "/" + file.substring(0, file.indexOf('/') + 1);
    return files.stream().noneMatch(each -> each.contains(directory));
  }

  private static boolean isNoPackageOfOurs(String name) {
    return files.stream()
        .noneMatch(file -> file.endsWith(".java") && file.contains("/" + name + "/"));
  }

  private static boolean ends(String end) {
    return files.stream().anyMatch(file -> file.endsWith(end));
  }

  private static boolean leads(Path document, String target) throws IOException {
    int mark = target.indexOf('#');
    String path = mark < 0 ? target : target.substring(0, mark);
    Path file = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    return Files.exists(file)
        && (mark < 0
            || !file.toString().endsWith(".md")
            || anchors(file).contains(target.substring(mark + 1)));
  }

  /** The anchors of a document's headings, as viewers of Markdown make them. */
  private static Set<String> anchors(Path document) throws IOException {
    try (Stream<String> lines = prose(document).lines()) {
      return lines
          .filter(line -> line.startsWith("#"))
          .map(line -> line.replaceFirst("^#+\\s+", "").toLowerCase(Locale.ROOT))
          .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }
}
