import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bundles the modules of the pages, so that a browser on a long line asks for few files: {@code java
 * -cp CLASSPATH UiBundles.java ESBUILD CLASSES WORK}.
 *
 * <p>esbuild links them. It splits by who needs a module: each set of entries (the main module and
 * all that are loaded when they are wanted) has a file of its own, of which there would be some
 * dozens. So a module of imports is made, the frame: all that the main module begins with, and what
 * several entries need, unless that is large; and every entry imports it first. Then whoever needs
 * any of it needs all, and it is one file. What remains is a file for each entry, and one for what is
 * large and of several, as a log.
 *
 * <p>Beside the bundles lies {@code bundles.json}: for each entry all files that it needs. Nothing
 * in them depends on where or when they are made. Maps lead to the modules themselves, which are
 * served, too.
 */
final class UiBundles {
  private static final String BUNDLES = "bundle";
  private static final String FRAME = "app/bundled-frame.js";

  /** Below the work directory files lie as they do below the server's address. */
  private static final String UI = "ui/hash";

  /** Of what several entries need: from this many bytes on it stays out of the frame. */
  private static final long LARGE_BYTES = 32 * 1024;

  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern MAIN =
      Pattern.compile("<script type=\"module\" src=\"/ui/([^\"]+)\">");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path esbuild;
  private final Path work;
  private final String document;

  private UiBundles(Path esbuild, Path work, String document) {
    this.esbuild = esbuild;
    this.work = work;
    this.document = document;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path classes = Path.of(arguments[1], "META-INF");
    Path work = Path.of(arguments[2]);
    Path esbuild = Path.of(arguments[0]);
    if (!esbuild.toFile().canExecute() && !esbuild.toFile().setExecutable(true)) {
      throw new IllegalStateException("esbuild is not there, or cannot be run: " + esbuild);
    }
    Path made = classes.resolve("ui").resolve(BUNDLES);
    delete(work);
    delete(made);
    copy(classes.resolve("ui/app"), work.resolve(UI).resolve("app"));
    for (String libraries : List.of("webjars", "_static")) {
      Files.createSymbolicLink(
          work.resolve(libraries), classes.resolve("resources").resolve(libraries).toAbsolutePath());
    }
    String document = Files.readString(classes.resolve("ui/index.html"));
    new UiBundles(esbuild, work, document).make();
    copy(work.resolve(UI).resolve(BUNDLES), made);
  }

  private void make() throws IOException, InterruptedException {
    Files.writeString(work.resolve("tsconfig.json"), resolution());
    String main = UI + "/" + found(MAIN);
    JsonNode modules = esbuild(List.of(main), "graph").path("inputs");
    Set<String> entries = entries(modules, main);
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    entries.forEach(entry -> needs.put(entry, needs(modules, entry)));
    begin(entries, main, frame(modules, main, needs));
    JsonNode outputs = esbuild(List.copyOf(entries), UI + "/" + BUNDLES).path("outputs");
    Path bundles = work.resolve(UI).resolve(BUNDLES);
    Files.writeString(bundles.resolve("bundles.json"), manifest(outputs));
  }

  /** How esbuild finds what the document's import map names. */
  private String resolution() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode options = root.putObject("compilerOptions").put("target", "esnext");
    ObjectNode paths = options.putObject("paths");
    JSON.readTree(found(IMPORT_MAP))
        .path("imports")
        .properties()
        .forEach(
            entry -> {
              String every = entry.getKey().endsWith("/") ? "*" : "";
              String place = "." + entry.getValue().textValue();
              paths.putArray(entry.getKey() + every).add(place + every);
            });
    return JSON.writeValueAsString(root);
  }

  /** The main module first, then all that are loaded when they are wanted. */
  private static Set<String> entries(JsonNode modules, String main) {
    Set<String> entries = new LinkedHashSet<>(List.of(main));
    Set<String> loaded = new TreeSet<>();
    modules.properties().forEach(module -> loaded.addAll(imports(module.getValue(), true)));
    entries.addAll(loaded);
    return entries;
  }

  private static List<String> imports(JsonNode module, boolean loaded) {
    List<String> paths = new ArrayList<>();
    for (JsonNode one : module.path("imports")) {
      String path = one.path("path").textValue();
      if (one.path("kind").textValue().equals("dynamic-import") == loaded) {
        paths.add(path);
      }
    }
    return paths;
  }

  /** All that a module needs to be run, itself included, in the order in which it is run. */
  private static Set<String> needs(JsonNode modules, String entry) {
    Set<String> inOrder = new LinkedHashSet<>();
    visit(modules, entry, inOrder, new TreeSet<>());
    return inOrder;
  }

  private static void visit(JsonNode modules, String module, Set<String> inOrder, Set<String> seen) {
    if (seen.add(module)) {
      imports(modules.path(module), false).forEach(one -> visit(modules, one, inOrder, seen));
      inOrder.add(module);
    }
  }

  /** What belongs to the frame, in the order in which it is to be run. */
  private static Set<String> frame(JsonNode modules, String main, Map<String, Set<String>> needs) {
    Set<String> frame = new LinkedHashSet<>();
    imports(modules.path(main), true).forEach(first -> frame.addAll(needs.get(first)));
    Map<List<String>, List<String>> byUse = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>();
    needs.values().forEach(all::addAll);
    all.removeAll(frame);
    for (String module : all) {
      List<String> users = needs.keySet().stream().filter(one -> needs.get(one).contains(module)).toList();
      byUse.computeIfAbsent(users, any -> new ArrayList<>()).add(module);
    }
    byUse.forEach(
        (users, used) -> {
          long bytes = used.stream().mapToLong(one -> modules.path(one).path("bytes").longValue()).sum();
          if (users.size() > 1 && bytes < LARGE_BYTES) {
            frame.addAll(used);
          }
        });
    frame.removeAll(needs.get(main)); // which runs before the frame may
    frame.removeAll(imports(modules.path(main), true)); // files of their own, which need all the rest
    return frame;
  }

  /** Has all entries but the main one begin with the frame; lines stay where they are. */
  private void begin(Set<String> entries, String main, Set<String> frame) throws IOException {
    String imports =
        frame.stream().map(one -> "import '/" + one + "';\n").collect(Collectors.joining());
    Files.writeString(work.resolve(UI).resolve(FRAME), relative(imports));
    for (String entry : entries) {
      if (!entry.equals(main)) {
        Path file = work.resolve(entry);
        String up = "../".repeat(Path.of(UI + "/app").relativize(Path.of(entry)).getNameCount() - 1);
        String first = "import './" + up + Path.of(FRAME).getFileName() + "'; ";
        Files.writeString(file, first + Files.readString(file));
      }
    }
  }

  /** Imports by paths below the work directory, as the frame has to write them. */
  private static String relative(String imports) {
    return imports.replace("'/" + UI + "/app/", "'./").replace("'/", "'../../../");
  }

  private JsonNode esbuild(List<String> entries, String output) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(esbuild.toAbsolutePath().toString()));
    command.addAll(entries);
    command.addAll(
        List.of(
            "--bundle",
            "--splitting",
            "--format=esm",
            "--target=esnext",
            "--charset=utf8",
            "--minify-whitespace",
            "--minify-syntax",
            "--sourcemap",
            "--sources-content=false",
            "--legal-comments=eof",
            "--preserve-symlinks",
            "--tsconfig=tsconfig.json",
            "--outbase=" + UI,
            "--outdir=" + output,
            "--chunk-names=shared-[hash]",
            "--metafile=" + output.replace('/', '-') + ".json",
            "--log-level=warning"));
    Process process =
        new ProcessBuilder(command).directory(work.toFile()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("esbuild ended with code " + process.exitValue());
    }
    return JSON.readTree(work.resolve(output.replace('/', '-') + ".json").toFile());
  }

  /** For each entry, by its path below {@code /ui}, the files that it needs: its own first. */
  private static String manifest(JsonNode outputs) throws IOException {
    Map<String, Set<String>> needed = new TreeMap<>();
    outputs
        .properties()
        .forEach(
            output -> {
              String entry = output.getValue().path("entryPoint").asText("");
              if (!entry.isEmpty()) {
                Set<String> files = needed.computeIfAbsent(below(entry), any -> new LinkedHashSet<>());
                collect(outputs, output.getKey(), files);
              }
            });
    ObjectNode root = JSON.createObjectNode();
    needed.forEach(
        (entry, files) -> {
          ArrayNode list = root.putArray(entry);
          files.forEach(list::add);
        });
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void collect(JsonNode outputs, String output, Set<String> files) {
    if (files.add(below(output))) {
      imports(outputs.path(output), false).forEach(one -> collect(outputs, one, files));
    }
  }

  private static String below(String path) {
    return "/" + Path.of(UI).relativize(Path.of(path));
  }

  private String found(Pattern pattern) {
    Matcher found = pattern.matcher(document);
    if (!found.find()) {
      throw new IllegalStateException("The pages' index.html lacks " + pattern);
    }
    return found.group(1);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
