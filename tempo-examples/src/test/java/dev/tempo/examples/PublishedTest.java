package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What a repository, and whoever depends on a library, asks of what is published. */
class PublishedTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Modules that stay here. */
  private static final Set<String> NOT_PUBLISHED =
      Set.of(
          "benchmarks",
          "coverage",
          "faults",
          "tempo-bom",
          "tempo-examples",
          "tempo-spring-boot-4-tests");

  @Test
  void bom_hasEachLibrary_inTheVersionOfAll() throws Exception {
    Document parent = pom(ROOT);
    Document bom = pom(ROOT.resolve("tempo-bom"));

    assertThat(child(bom.getDocumentElement(), "version"))
        .isEqualTo(child(parent.getDocumentElement(), "version"));
    assertThat(text(bom.getElementsByTagName("tempo.home")))
        .isEqualTo(text(parent.getElementsByTagName("tempo.home")));
    NodeList managed = bom.getElementsByTagName("dependency");
    assertThat(elements(managed).map(each -> child(each, "artifactId")).toList())
        .containsExactlyInAnyOrderElementsOf(libraries());
    assertThat(elements(managed).map(each -> child(each, "version")))
        .containsOnly("${project.version}");
  }

  @Test
  void poms_sayAllThatARepositoryAsks() throws Exception {
    for (Document top : List.of(pom(ROOT), pom(ROOT.resolve("tempo-bom")))) {
      for (String element :
          List.of("name", "description", "url", "licenses", "developers", "scm")) {
        assertThat(children(top.getDocumentElement(), element)).as(element).hasSize(1);
      }
    }
    for (String module : modules()) {
      Element project = pom(ROOT.resolve(module)).getDocumentElement();
      assertThat(child(project, "name")).as(module).startsWith("Tempo");
      assertThat(child(project, "description")).as(module).isNotBlank();
    }
  }

  @Test
  void librariesThatStayHere_areNeitherInstalledNorComparedNorDeployed() throws Exception {
    for (String module :
        List.of(
            "benchmarks", "coverage", "faults", "tempo-examples", "tempo-spring-boot-4-tests")) {
      if (modules().contains(module)) {
        Document pom = pom(ROOT.resolve(module));
        assertThat(text(pom.getElementsByTagName("maven.deploy.skip")))
            .as(module)
            .isEqualTo("true");
        assertThat(text(pom.getElementsByTagName("tempo.compare.skip")))
            .as(module)
            .isEqualTo("true");
      }
    }
  }

  @Test
  void libraries_carryTheLicence() throws Exception {
    String licence = Files.readString(ROOT.resolve("LICENSE"));
    for (String library : libraries()) {
      assertThat(ROOT.resolve(library).resolve("target/classes/META-INF/LICENSE"))
          .as(library)
          .content()
          .isEqualTo(licence);
    }
  }

  /** Where they were packed before these tests, as in each build of all, and not long ago. */
  @Test
  void jars_sayWhatTheyAre() throws Exception {
    String version = child(pom(ROOT).getDocumentElement(), "version");
    for (String library : libraries()) {
      Path file = ROOT.resolve(library).resolve("target/" + library + "-" + version + ".jar");
      if (Files.exists(file) && isNewer(file, ROOT.resolve("pom.xml"))) {
        try (JarFile jar = new JarFile(file.toFile())) {
          Attributes manifest = jar.getManifest().getMainAttributes();
          assertThat(manifest.getValue("Implementation-Version")).as(library).isEqualTo(version);
          assertThat(manifest.getValue("Implementation-Title")).as(library).startsWith("Tempo");
          assertThat(manifest.getValue("Bundle-License")).as(library).isEqualTo("Apache-2.0");
          boolean named =
              jar.getEntry("module-info.class") != null
                  || manifest.getValue("Automatic-Module-Name") != null;
          assertThat(named).as(library + " has the name of a module").isTrue();
        }
      }
    }
  }

  private static boolean isNewer(Path one, Path other) throws IOException {
    return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
  }

  private static Set<String> libraries() throws Exception {
    Set<String> found = new TreeSet<>(modules());
    found.removeAll(NOT_PUBLISHED);
    return found;
  }

  private static List<String> modules() throws Exception {
    return elements(pom(ROOT).getElementsByTagName("module")).map(Node::getTextContent).toList();
  }

  private static Document pom(Path module) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(module.resolve("pom.xml").toFile());
  }

  private static String text(NodeList nodes) {
    return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
  }

  private static String child(Element element, String name) {
    return children(element, name).stream().findFirst().map(Node::getTextContent).orElse("");
  }

  private static List<Element> children(Element element, String name) {
    return elements(element.getChildNodes())
        .filter(each -> each.getTagName().equals(name))
        .toList();
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }
}
