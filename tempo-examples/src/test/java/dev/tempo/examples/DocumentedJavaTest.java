package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles every block of Java in the README and the documents. A block with imports is a file as
 * it stands; any other is the body of a method, which finds imported what the library has, and
 * whose parameters a comment before the block may name: {@code <!-- given: Tempo tempo; UUID jobId
 * -->}.
 */
class DocumentedJavaTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- given: ([^\\n]*) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("(?m)^(?!import|\\s)(.*?)\\s*// → .*$");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:@?public |final |abstract )*(?:class|interface|record|enum) (\\w+)");
  private static final List<String> IMPORTS =
      List.of(
          "dev.tempo.*",
          "dev.tempo.event.*",
          "dev.tempo.log.*",
          "dev.tempo.micrometer.*",
          "dev.tempo.opentelemetry.*",
          "dev.tempo.process.*",
          "dev.tempo.python.*",
          "dev.tempo.python.environment.*",
          "dev.tempo.python.requirement.*",
          "dev.tempo.schedule.*",
          "dev.tempo.store.*",
          "dev.tempo.store.memory.*",
          "dev.tempo.store.postgres.*",
          "dev.tempo.store.sqlite.*",
          "dev.tempo.task.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*");

  @TempDir private Path directory;

  /**
   * A block of a document.
   *
   * @param place for messages
   * @param given what it may use, divided by semicolons
   * @param text as it stands
   */
  private record Block(String place, String given, String text) {}

  /** What is compiled. */
  private static final class Source extends SimpleJavaFileObject {
    private final Block block;
    private final String text;

    Source(Block block, String type, String text) {
      super(URI.create("string:///" + block.place() + "/" + type + ".java"), Kind.SOURCE);
      this.block = block;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignored) {
      return text;
    }
  }

  @Test
  void blocks_compile() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path document : documents()) {
      blocks.addAll(blocksOf(document));
    }
    assertThat(blocks).hasSizeGreaterThan(15);

    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      sources.add(source(blocks.get(i), i));
    }
    assertThat(compile(sources, directory.resolve("all"))).isEmpty();
  }

  @Test
  void readme_runsAsPasted_andPrintsWhatItSays() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Block block = blocksOf(ROOT.resolve("README.md")).getFirst();
    Block here =
        new Block(
            block.place(),
            "",
            block.text().replace("Path.of(\"data\")", "Path.of(\"" + directory + "/data\")"));
    Path classes = directory.resolve("readme");
    assertThat(compile(List.of(source(here, 0)), classes)).isEmpty();

    String expected = readme.substring(readme.indexOf("It prints"));
    expected = expected.substring(expected.indexOf("```text\n") + 8);
    expected = expected.substring(0, expected.indexOf("```"));
    assertThat(output(classes)).isEqualTo(expected);
  }

  private static String output(Path classes) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, DocumentedJavaTest.class.getClassLoader())) {
      loader
          .loadClass("Hello")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(console);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(
                  ROOT.resolve("README.md"),
                  ROOT.resolve("CONTRIBUTING.md"),
                  ROOT.resolve("RELEASING.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static List<Block> blocksOf(Path document) throws IOException {
    String text = Files.readString(document);
    String name = document.getFileName().toString();
    return BLOCK
        .matcher(text)
        .results()
        .map(
            found ->
                new Block(
                    name + ":" + line(text, found),
                    found.group(1) == null ? "" : found.group(1),
                    found.group(2)))
        .toList();
  }

  private static long line(String text, MatchResult at) {
    return text.substring(0, at.start(2)).lines().count() + 1;
  }

  private static Source source(Block block, int number) {
    if (block.text().startsWith("import ") || block.text().startsWith("package ")) {
      Matcher type = TYPE.matcher(block.text());
      assertThat(type.find()).as(block.place()).isTrue();
      return new Source(block, type.group(1), block.text());
    }
    String type = "Block" + number;
    String imports =
        IMPORTS.stream().map(each -> "import " + each + ";").collect(Collectors.joining(" "));
    String parameters =
        Stream.of(block.given().split(";"))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining(", "));
    int[] values = {0};
    String body = VALUE.matcher(block.text()).replaceAll(found -> value(found, values));
    return new Source(
        block,
        type,
        imports
            + " class "
            + type
            + " { Object block("
            + parameters
            + ") throws Exception { if (true) {\n"
            + body
            + "\n} return null; } }");
  }

  /** An expression whose value a comment tells. */
  private static String value(MatchResult found, int[] count) {
    String code = found.group(1);
    return Matcher.quoteReplacement(
        code.endsWith(";") ? code : "Object value" + count[0]++ + " = " + code + ";");
  }

  private static List<String> compile(List<Source> sources, Path into) throws IOException {
    Files.createDirectories(into);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    compiler
        .getTask(
            null,
            null,
            found,
            List.of(
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                into.toString()),
            null,
            sources)
        .call();
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(
            each ->
                ((Source) each.getSource()).block.place()
                    + " line "
                    + (each.getLineNumber() - 1)
                    + ": "
                    + each.getMessage(Locale.ROOT))
        .toList();
  }
}
