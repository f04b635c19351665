import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/**
 * Packs the server and all of its class path into one flat jar, which {@code java -jar} starts: {@code
 * java -cp CLASSPATH StandaloneJar.java JAR VERSION LICENCES...}.
 *
 * <p>Files that the service loaders of the JDK and of Helidon read are merged, since each library
 * has its own; module descriptors and signatures are left out, since one jar is neither; licences
 * get a directory for each library. Any other file that two libraries have with different contents
 * ends the build. Entries are sorted and have one fixed time: the same class path gives the same bytes.
 */
final class StandaloneJar {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
  private static final Pattern MERGED = Pattern.compile("META-INF/(services/.+|helidon/manifest)");
  private static final Pattern LICENCE =
      Pattern.compile("META-INF/(LICENSE|NOTICE|AL2\\.0|LGPL2\\.1)[^/]*");

  /** Of modules, of who signed, of how a library was built, and of how its settings are documented. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(.*/)?module-info\\.class|META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA)|INDEX\\.LIST"
              + "|maven/.+/pom\\.(xml|properties)|helidon/config-metadata\\.json)");

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Map<String, Set<String>> merged = new TreeMap<>();

  private StandaloneJar() {}

  public static void main(String[] arguments) throws IOException {
    StandaloneJar jar = new StandaloneJar();
    for (String part : System.getProperty("java.class.path").split(":")) {
      jar.take(Path.of(part));
    }
    for (String licence : Arrays.asList(arguments).subList(2, arguments.length)) {
      Path file = Path.of(licence);
      String place = file.endsWith("LICENSE") ? "META-INF/" : "META-INF/licenses/";
      jar.add(place + file.getFileName(), Files.readAllBytes(file), licence);
    }
    jar.addMain(Path.of(System.getProperty("tempo.standalone.main")));
    jar.write(Path.of(arguments[0]), arguments[1]);
  }

  /** Adds the class that older releases of Java can load. */
  private void addMain(Path source) throws IOException {
    Path classes = Files.createTempDirectory("standalone");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "--release", "8", "-Xlint:none", "-d", classes.toString(),
                source.toString());
    if (result != 0) {
      throw new IllegalStateException(source + " cannot be compiled");
    }
    take(classes);
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void take(Path part) throws IOException {
    if (Files.isDirectory(part)) {
      try (Stream<Path> files = Files.walk(part)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          add(part.relativize(file).toString(), Files.readAllBytes(file), part.toString());
        }
      }
      return;
    }
    String library = part.getFileName().toString().replaceFirst("\\.jar$", "");
    try (ZipFile zip = new ZipFile(part.toFile())) {
      for (ZipEntry entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
        String name = entry.getName();
        String place =
            LICENCE.matcher(name).matches()
                ? "META-INF/licenses/" + library + name.substring("META-INF".length())
                : name;
        try (InputStream in = zip.getInputStream(entry)) {
          add(place, in.readAllBytes(), library);
        }
      }
    }
  }

  private void add(String name, byte[] content, String from) {
    if (LEFT_OUT.matcher(name).matches()) {
      return;
    }
    if (MERGED.matcher(name).matches()) {
      new String(content, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(merged.computeIfAbsent(name, any -> new LinkedHashSet<>())::add);
      return;
    }
    byte[] before = entries.putIfAbsent(name, content);
    if (before != null && !Arrays.equals(before, content)) {
      throw new IllegalStateException(
          name + " of " + from + " is not that of an earlier library; say in StandaloneJar.java how"
              + " the two become one");
    }
  }

  private void write(Path jar, String version) throws IOException {
    merged.forEach(
        (name, lines) ->
            entries.put(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    String manifest =
        String.join(
            "\r\n",
            "Manifest-Version: 1.0",
            "Main-Class: dev.tempo.standalone.StandaloneMain",
            "Implementation-Title: Tempo",
            "Implementation-Version: " + version,
            "Multi-Release: true",
            "Enable-Native-Access: ALL-UNNAMED",
            "",
            "");
    Files.createDirectories(jar.getParent());
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      put(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
      for (String name : new ArrayList<>(entries.keySet())) {
        put(zip, name, entries.get(name));
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
