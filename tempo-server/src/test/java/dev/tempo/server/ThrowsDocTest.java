package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever calls a public method of the library reads above it what it throws: each exception that
 * stands in its body is named in its documentation, by its own name or that of what it extends.
 */
final class ThrowsDocTest {
  private static final List<String> PACKAGES =
      List.of("files", "log", "process", "python", "secret", "store", "internal/io");

  /** What documentation may call them instead. */
  private static final Map<String, String> KNOWN_AS =
      Map.of("InvalidValueException", "IllegalArgumentException");

  @Test
  void everyExceptionInAPublicMethod_isDocumented() throws IOException {
    List<Path> sources =
        SourceFiles.all().stream()
            .filter(source -> PACKAGES.stream().anyMatch(in(source)))
            .toList();
    assertThat(sources).hasSizeGreaterThan(150);
    assertThat(undocumented(sources)).isEmpty();
  }

  private static Predicate<String> in(Path source) {
    String path = source.toString().replace('\\', '/');
    return name -> path.contains("tempo-core/src/main/java/dev/tempo/" + name + "/");
  }

  @Test
  void anExceptionThatIsNotDocumented_isFound(@TempDir Path directory) throws IOException {
    Path source = directory.resolve("Limit.java");
    Files.writeString(
        source,
        """
        public class Limit {
          /** Sets it. @throws IllegalArgumentException if it is negative */
          public void set(int value) { if (value < 0) throw new InvalidValueException("no"); }
          /** Opens it. */
          public void open() { if (true) throw new IllegalStateException("no"); }
          public Limit(int value) { throw new IllegalArgumentException("no"); }
          void close() { throw new IllegalStateException("no"); }
        }
        """);
    assertThat(undocumented(List.of(source)))
        .containsExactlyInAnyOrder(
            "Limit#open IllegalStateException", "Limit#<init> IllegalArgumentException");
  }

  private static List<String> undocumented(List<Path> sources) throws IOException {
    List<String> found = new ArrayList<>();
    SourceFiles.Parsed parsed = SourceFiles.parse(sources);
    for (CompilationUnitTree unit : parsed.units()) {
      new Methods(parsed.docs(), found).scan(unit, null);
    }
    return found;
  }

  private static final class Methods extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final List<String> found;

    Methods(DocTrees docs, List<String> found) {
      this.docs = docs;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      boolean inherited =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(one -> one.getAnnotationType().toString().equals("Override"));
      if (isPublic(getCurrentPath()) && !inherited) {
        String comment = Objects.requireNonNullElse(docs.getDocComment(getCurrentPath()), "");
        for (String thrown : thrown(method)) {
          if (!comment.contains(KNOWN_AS.getOrDefault(thrown, thrown))) {
            found.add(type.getSimpleName() + "#" + method.getName() + " " + thrown);
          }
        }
      }
      return super.visitMethod(method, none);
    }

    /** Whether it and all types around it are. */
    private static boolean isPublic(TreePath path) {
      for (TreePath at = path; at != null; at = at.getParentPath()) {
        if (at.getLeaf() instanceof MethodTree method && !isPublic(method.getModifiers().getFlags())
            || at.getLeaf() instanceof ClassTree type
                && !isPublic(type.getModifiers().getFlags())) {
          return false;
        }
      }
      return true;
    }

    private static boolean isPublic(Set<Modifier> modifiers) {
      return modifiers.contains(Modifier.PUBLIC);
    }

    private static Set<String> thrown(MethodTree method) {
      Set<String> thrown = new TreeSet<>();
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitThrow(ThrowTree statement, Void none) {
          if (statement.getExpression() instanceof NewClassTree made) {
            thrown.add(made.getIdentifier().toString());
          }
          return super.visitThrow(statement, none);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
          return null; // thrown where it is called
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
          return null;
        }
      }.scan(method.getBody(), null);
      thrown.remove("AssertionError"); // a mistake of ours
      return thrown;
    }
  }
}
