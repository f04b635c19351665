package dev.tempo.server.ui;

import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.settings.Branding;
import dev.tempo.server.transport.BasePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one document of all pages, as it is sent for each: with the addresses as browsers must know
 * them, all modules and styles that the page needs named in its head, so that they come at once,
 * the server's name and colour, so that they need not be asked for, and the languages that there
 * are. Thread-safe.
 */
final class Documents {
  /** Addresses of files, in attributes and in the import map. */
  private static final Pattern FILES = Pattern.compile("\"/(ui|webjars|_static)(?=/)");

  private static final Pattern INLINE =
      Pattern.compile("<script(?![^>]*\\bsrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final Pattern SHEET =
      Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">");

  /** Where the document names what the page needs. */
  private static final String NEEDS = "<!-- needs -->";

  private static final String MAIN = "/ui/app/main.js";
  private static final String NOWHERE = "/ui/app/pages/not-found.js";
  private static final String ROUTES = "/ui/app/shell/routes.js";

  private final UiFiles files;
  private final BasePath base;
  private final MessageCatalogs catalogs;
  private final ConcurrentMap<List<String>, String> made = new ConcurrentHashMap<>();
  private final Bundles bundles;
  private volatile Optional<Modules> modules = Optional.empty();

  /**
   * What a document says besides what it loads.
   *
   * @param needsSetup whether there is no account yet
   * @param diagrams whether diagrams are drawn
   */
  record Facts(Branding branding, boolean needsSetup, boolean diagrams) {}

  Documents(UiFiles files, BasePath base, MessageCatalogs catalogs) {
    this.files = files;
    this.base = base;
    this.catalogs = catalogs;
    this.bundles = Bundles.of(files);
  }

  /**
   * The paths of all pages, with names in braces, in the order of the table of routes.
   *
   * @throws IllegalStateException if the table cannot be read, so that nobody could open a page
   */
  List<String> paths() {
    List<String> paths = List.copyOf(modules().table(ROUTES).keySet());
    if (paths.isEmpty()) {
      throw new IllegalStateException("No page is found in the table of routes, " + ROUTES);
    }
    return paths;
  }

  /** The document of a path that no page is at. */
  String nowhere(Facts facts) {
    return of("", Optional.empty(), facts);
  }

  /**
   * The document of a page.
   *
   * @param path as the table of routes has it, with names in braces
   * @param part which of its parts is asked for, a tab or section; empty for the first
   */
  String of(String path, Optional<String> part, Facts facts) {
    if (files.mayChange()) {
      modules = Optional.empty();
      made.clear();
    }
    String page = made.computeIfAbsent(key(path, part), this::make);
    String more =
        attributes(facts.branding())
            + (facts.needsSetup() ? "data-setup " : "")
            + (facts.diagrams() ? "data-diagrams " : "");
    return page.replaceFirst("<html ", Matcher.quoteReplacement("<html " + more));
  }

  /**
   * The hashes of the document's inline scripts, by which a browser may know that they are ours.
   */
  List<String> scriptHashes() {
    Matcher inline = INLINE.matcher(written());
    return inline.results().map(one -> "sha256-" + hash(addressed(one.group(1)))).toList();
  }

  /** The modules that a page begins with. */
  private List<String> key(String path, Optional<String> part) {
    String page = modules().table(ROUTES).getOrDefault(path, NOWHERE);
    Map<String, String> parts = modules().table(page);
    List<String> key = new ArrayList<>(List.of(MAIN));
    key.addAll(modules().loadedBy(MAIN));
    key.add(page);
    part.map(parts::get).or(() -> parts.values().stream().findFirst()).ifPresent(key::add);
    return List.copyOf(key);
  }

  private Modules modules() {
    if (modules.isEmpty()) {
      Matcher map = IMPORT_MAP.matcher(files.text("/index.html"));
      if (!map.find()) {
        throw new IllegalStateException("The pages' index.html has no import map");
      }
      modules = Optional.of(new Modules(files, map.group(1)));
    }
    return modules.orElseThrow();
  }

  private String make(List<String> entries) {
    String written = written();
    Set<String> styles = new TreeSet<>(modules().of(entries).styles());
    SHEET.matcher(written).results().forEach(one -> styles.remove(one.group(1)));
    StringBuilder head = new StringBuilder();
    styles.forEach(
        sheet -> head.append("<link rel=\"stylesheet\" href=\"").append(sheet).append("\">\n    "));
    Set<String> scripts = bundles.isEmpty() ? modules(entries) : bundled(entries);
    String main = bundles.isEmpty() ? MAIN : bundles.of(MAIN).getFirst();
    scripts.remove(main); // the document has it as a script
    scripts.forEach(
        script ->
            head.append("<link rel=\"modulepreload\" href=\"").append(script).append("\">\n    "));
    return addressed(written.replace(NEEDS, head.toString().strip()).replace(MAIN, main));
  }

  /** All modules that the page needs; what runs first comes first. */
  private Set<String> modules(List<String> entries) {
    Set<String> inOrder = new LinkedHashSet<>(modules().of(List.of(MAIN)).modules());
    inOrder.addAll(modules().of(entries).modules());
    return inOrder;
  }

  /** All files that the page needs; what runs first comes first. */
  private Set<String> bundled(List<String> entries) {
    Set<String> inOrder = new LinkedHashSet<>();
    entries.forEach(entry -> inOrder.addAll(bundles.of(entry).reversed()));
    return inOrder;
  }

  /** The document as it is written; without the import map, if nothing is left for it to tell. */
  private String written() {
    String written = files.text("/index.html");
    return bundles.isEmpty() ? written : IMPORT_MAP.matcher(written).replaceFirst("");
  }

  private String addressed(String text) {
    return FILES
        .matcher(text)
        .replaceAll(
            found -> {
              String place = found.group(1);
              String path = place.equals("ui") ? files.prefix() : "/" + place;
              return Matcher.quoteReplacement('"' + base.at(path));
            });
  }

  private String attributes(Branding branding) {
    StringBuilder text = new StringBuilder();
    add(text, "base", base.text());
    add(text, "product", branding.productName());
    branding.accentColor().ifPresent(colour -> add(text, "accent", colour));
    branding.logoUrl().ifPresent(url -> add(text, "logo", url));
    add(text, "default-theme", branding.theme());
    add(text, "languages", String.join(" ", catalogs.languages()));
    add(text, "default-language", branding.language());
    catalogs.version().ifPresent(version -> add(text, "translations", version));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String value) {
    text.append("data-").append(name).append("=\"").append(escaped(value)).append("\" ");
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
