package dev.tempo.server.ui;

import dev.tempo.server.http.ClassPathFolder;
import dev.tempo.server.http.StaticFolder;
import dev.tempo.server.i18n.MessageCatalogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules, styles and texts of the pages. Their addresses begin with a hash of all of them, so
 * that browsers keep them for good and ask for none of them again; without the hash they can be
 * had, too, but are not kept. An address with another hash, as of a version that ran before, leads
 * nowhere. Thread-safe.
 *
 * <p>Who works on them sets the system property {@value UiRoutes#DIRECTORY} to where they lie: then
 * they are read anew each time, and their addresses have no hash.
 */
final class UiFiles implements StaticFolder {
  private static final String LOCATION = "META-INF/ui";
  private static final String DOCUMENT = "/index.html";

  /** The sheets that all pages need, in one. */
  private static final String FRAME = "/css/frame.css";

  /** The first of them names the order of the layers. */
  private static final List<String> SHEETS =
      List.of(
          "/css/tokens.css",
          "/css/base.css",
          "/css/components/layout.css",
          "/css/components/placeholders.css",
          "/css/components/tables.css",
          "/css/components/menus.css",
          "/css/components/labels.css",
          "/css/components/notices.css",
          "/css/components/run-indicators.css",
          "/css/components/fields.css",
          "/css/components/filters.css",
          "/css/components/selection.css",
          "/css/components/read-only.css",
          "/css/components/utilities.css",
          "/css/shell.css",
          "/css/login.css",
          "/css/forced.css");

  private static final int HASH_BYTES = 8;
  private static final Pattern CATALOGUE = Pattern.compile("/i18n/[a-z]+\\.json");
  private static final Pattern PART = Pattern.compile("(/i18n/[a-z]+)\\.([a-z]+)(\\.json)");
  private static final Pattern NOTES = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s+");
  private static final Pattern HASHED = Pattern.compile("/([0-9a-f]{16})(/.+)");

  private final Optional<Path> directory;

  /** Of the files of this program, which are the same for as long as it runs. */
  private static final class Program {
    static final String HASH = hash(names());
  }

  private UiFiles(Optional<Path> directory) {
    this.directory = directory;
  }

  /** Those of this program, or of the directory that the system property names. */
  static UiFiles ofThisProcess() {
    return new UiFiles(Optional.ofNullable(System.getProperty(UiRoutes.DIRECTORY)).map(Path::of));
  }

  /** True if they may change while the server runs. */
  boolean mayChange() {
    return directory.isPresent();
  }

  /** The hash of all of them; empty if they may change, or cannot be told one by one. */
  String build() {
    return directory.isPresent() ? "" : Program.HASH;
  }

  /** The address below {@code /ui} of a file, with a slash before it and none behind. */
  String prefix() {
    return build().isEmpty() ? "/ui" : "/ui/" + build();
  }

  @Override
  public Optional<Found> find(String address) {
    if (directory.isPresent()) {
      return Optional.of(new Found(address, Keeping.NOT));
    }
    Matcher hashed = HASHED.matcher(address);
    if (!hashed.matches()) {
      return Optional.of(new Found(address, Keeping.CHECKED));
    }
    return hashed.group(1).equals(build())
        ? Optional.of(new Found(hashed.group(2), Keeping.FOR_EVER))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> read(String name) {
    if (name.equals(FRAME)) {
      String together = SHEETS.stream().map(this::text).collect(Collectors.joining("\n"));
      return Optional.of(together.getBytes(StandardCharsets.UTF_8));
    }
    if (name.endsWith(".css") && directory.isEmpty()) {
      return content(name).map(UiFiles::withoutNotes);
    }
    Matcher part = PART.matcher(name);
    if (part.matches()) {
      return content(part.group(1) + part.group(3))
          .flatMap(catalogue -> MessageCatalogs.partOf(catalogue, part.group(2)));
    }
    Optional<byte[]> content = content(name);
    return CATALOGUE.matcher(name).matches() ? content.map(MessageCatalogs::ofPages) : content;
  }

  private Optional<byte[]> content(String name) {
    if (directory.isEmpty()) {
      return ClassPathFolder.read(LOCATION, name);
    }
    Path file = directory.get().resolve(name.substring(1));
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the pages cannot be read: " + file, e);
    }
  }

  /** A style sheet without comments and indentation, which are for those who write it. */
  private static byte[] withoutNotes(byte[] sheet) {
    String text = new String(sheet, StandardCharsets.UTF_8);
    return NOTES.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a file that must be there. */
  String text(String name) {
    byte[] content =
        read(name).orElseThrow(() -> new IllegalStateException("The pages lack " + name));
    return new String(content, StandardCharsets.UTF_8);
  }

  private static String hash(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    MessageDigest digest = sha256();
    for (String name : names) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      ClassPathFolder.read(LOCATION, name).ifPresent(digest::update);
    }
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), HASH_BYTES));
  }

  /** All files by name; none if they lie where they cannot be listed. */
  private static List<String> names() {
    URL document = UiFiles.class.getClassLoader().getResource(LOCATION + DOCUMENT);
    try {
      if (document.getProtocol().equals("file")) {
        return below(Path.of(URI.create(document.toString())).getParent());
      }
      return document.openConnection() instanceof JarURLConnection jar ? in(jar) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("The pages cannot be listed: " + document, e);
    }
  }

  private static List<String> below(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static List<String> in(JarURLConnection connection) throws IOException {
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(LOCATION + "/"))
          .map(entry -> entry.getName().substring(LOCATION.length()))
          .sorted()
          .toList();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
