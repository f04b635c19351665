package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A parameter is called what it is, and so is a part of a record: its name is shown by editors, and
 * published with the classes. So none is called by a word that says only how it is used, such as
 * {@code wanted} or {@code most}, in the sources of every module.
 */
class ParameterNamesTest {
  private static final Set<String> VAGUE =
      Set.of(
          "around",
          "asked",
          "box",
          "byDefault",
          "given",
          "longest",
          "more",
          "most",
          "own",
          "shown",
          "soFar",
          "some",
          "unpaid",
          "wanted");

  /** These are right where there is something of the same type to be compared with. */
  private static final Set<String> RELATIVE = Set.of("changed", "other");

  @Test
  void everyParameter_isCalledWhatItIs() throws IOException {
    List<Path> sources = SourceFiles.all();
    assertThat(sources).hasSizeGreaterThan(500);
    assertThat(vague(sources)).isEmpty();
  }

  @Test
  void aVagueName_isFound(@TempDir Path directory) throws IOException {
    Path source = directory.resolve("Limit.java");
    Files.writeString(
        source,
        """
        record Limit(int most) {
          Limit(String given) { this(given.length()); }
          Limit withMost(int other) { return new Limit(other); }
          static int some;
          boolean isBelow(Limit other) { return most < other.most; }
          void move(Object old, Object changed) {}
        }
        """);
    assertThat(vague(List.of(source)))
        .containsExactlyInAnyOrder(
            "Limit int most", "Limit#<init> String given", "Limit#withMost int other");
  }

  private static List<String> vague(List<Path> sources) throws IOException {
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : SourceFiles.parse(sources).units()) {
      new Parameters(found).scan(unit, null);
    }
    return found;
  }

  private static final class Parameters extends TreePathScanner<Void, Void> {
    private final List<String> found;

    Parameters(List<String> found) {
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
      if (type.getKind() == Tree.Kind.RECORD) {
        for (Tree member : type.getMembers()) {
          if (member instanceof VariableTree part && isVaguePart(part)) {
            found.add(type.getSimpleName() + " " + part.getType() + " " + part.getName());
          }
        }
      }
      return super.visitClass(type, none);
    }

    private static boolean isVaguePart(VariableTree part) {
      return VAGUE.contains(part.getName().toString())
          && !part.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      String type = declaring(getCurrentPath());
      for (VariableTree parameter : method.getParameters()) {
        String name = parameter.getName().toString();
        boolean alone =
            !String.valueOf(parameter.getType()).equals(type) && !isOneOfTwo(parameter, method);
        boolean ofObject = method.getName().contentEquals("equals");
        if (VAGUE.contains(name) || RELATIVE.contains(name) && alone && !ofObject) {
          found.add(type + "#" + method.getName() + " " + parameter.getType() + " " + name);
        }
      }
      return super.visitMethod(method, none);
    }

    private static boolean isOneOfTwo(VariableTree parameter, MethodTree method) {
      String type = String.valueOf(parameter.getType());
      return method.getParameters().stream()
          .anyMatch(next -> next != parameter && String.valueOf(next.getType()).equals(type));
    }

    private static String declaring(TreePath path) {
      return path.getParentPath().getLeaf() instanceof ClassTree type
          ? type.getSimpleName().toString()
          : "";
    }
  }
}
