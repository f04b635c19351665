package dev.tempo.server.i18n;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.ClassPathFolder;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.message.Translator;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of the pages in all languages: those that come with Tempo, and over them the files
 * {@code <language>.json} of a directory of the installation, which correct texts or add a
 * language. These are read anew when they have changed; one that cannot be read is told in the log
 * and left out. Thread-safe.
 */
public final class MessageCatalogs implements Translator {
  /** The languages that come with Tempo. */
  static final List<String> BUILT_IN = List.of(MessageCatalog.ENGLISH, "es", "fr", "it");

  private static final Logger LOG = LoggerFactory.getLogger(MessageCatalogs.class);
  private static final String LOCATION = "META-INF/ui/i18n";

  /** Files of their own, for pages that ask for them: what the keys of their texts begin with. */
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "groups",
          List.of("groups.", "metadata.", "permissions."),
          "admin",
          List.of("audit.", "backups.", "server.", "setting.", "smtp.", "trash.", "users."),
          "run",
          List.of("runPanel."),
          "forecast",
          List.of("forecast."));

  private static final String SUFFIX = ".json";
  private static final Pattern FILE =
      Pattern.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?" + Pattern.quote(SUFFIX));
  private static final long MAX_BYTES = 1 << 20;
  private static final int MOST_FILES = 50;

  private final Path directory;
  private final Set<Stamp> warned = new HashSet<>();

  /** Needed rarely, so let go when memory is short. */
  private SoftReference<Snapshot> latest = new SoftReference<>(null);

  /**
   * With the installation's own.
   *
   * @param directory where they lie; it need not be there
   */
  public MessageCatalogs(Path directory) {
    this.directory = directory;
  }

  /**
   * A file of the installation's as it was.
   *
   * @param modified when it was changed, in milliseconds since 1970
   */
  private record Stamp(String name, long size, long modified) {}

  /**
   * What files say.
   *
   * @param files as they were
   * @param own texts by language
   * @param catalogs by language, as far as they have been asked for
   */
  private record Snapshot(
      List<Stamp> files,
      SortedMap<String, Map<String, String>> own,
      Map<String, MessageCatalog> catalogs) {}

  /** The codes of all languages, by name. */
  @Override
  public List<String> languages() {
    TreeMap<String, Object> all = new TreeMap<>(own());
    BUILT_IN.forEach(language -> all.putIfAbsent(language, language));
    return List.copyOf(all.keySet());
  }

  /**
   * As the files were when somebody last asked which languages there are, as each request does; so
   * the directory is not listed again for each text. English as it comes with Tempo needs no
   * catalogue.
   */
  @Override
  public Translation in(String language) {
    Snapshot known = known();
    boolean plain =
        language.equals(MessageCatalog.ENGLISH) && !known.own().containsKey(MessageCatalog.ENGLISH);
    Optional<MessageCatalog> catalog = plain ? Optional.empty() : find(language, known);
    return catalog.<Translation>map(CatalogTranslation::new).orElse(Translation.ENGLISH);
  }

  /**
   * A catalogue as all pages need it: without what only the server says, and without the parts that
   * few pages need.
   *
   * @param catalogue a JSON object of texts by key
   */
  public static byte[] ofPages(byte[] catalogue) {
    return only(
        catalogue,
        key ->
            !Messages.isOfServer(key)
                && PARTS.keySet().stream().noneMatch(part -> isOfPart(part, key)));
  }

  /**
   * What of a catalogue few pages need; empty if there is no such part.
   *
   * @param catalogue a JSON object of texts by key
   */
  public static Optional<byte[]> partOf(byte[] catalogue, String part) {
    return PARTS.containsKey(part)
        ? Optional.of(only(catalogue, key -> isOfPart(part, key)))
        : Optional.empty();
  }

  private static boolean isOfPart(String part, String key) {
    return PARTS.get(part).stream().anyMatch(key::startsWith);
  }

  private static byte[] only(byte[] catalogue, Predicate<String> filter) {
    ObjectNode texts = (ObjectNode) Json.parse(catalogue);
    List<String> keys = new ArrayList<>();
    texts.fieldNames().forEachRemaining(keys::add);
    keys.stream().filter(filter.negate()).forEach(texts::remove);
    return Json.bytes(texts);
  }

  /** What is another when the installation's own texts are; empty while it has none. */
  public Optional<String> version() {
    Snapshot now = snapshot();
    return now.own().isEmpty()
        ? Optional.empty()
        : Optional.of(Integer.toHexString(now.files().hashCode()));
  }

  /** The texts in a language, if there are any. */
  Optional<MessageCatalog> find(String language) {
    return find(language, snapshot());
  }

  private static Optional<MessageCatalog> find(String language, Snapshot now) {
    if (!BUILT_IN.contains(language) && !now.own().containsKey(language)) {
      return Optional.empty();
    }
    synchronized (now.catalogs()) {
      return Optional.of(now.catalogs().computeIfAbsent(language, any -> read(any, now)));
    }
  }

  private SortedMap<String, Map<String, String>> own() {
    return snapshot().own();
  }

  private synchronized Snapshot known() {
    Snapshot known = latest.get();
    return known == null ? snapshot() : known;
  }

  private synchronized Snapshot snapshot() {
    List<Stamp> files = files();
    Snapshot known = latest.get();
    if (known == null || !known.files().equals(files)) {
      SortedMap<String, Map<String, String>> own = new TreeMap<>();
      files.forEach(file -> readOwn(file).ifPresent(texts -> own.put(language(file), texts)));
      files.stream().filter(warned::add).forEach(file -> warn(file, own));
      warned.retainAll(files);
      known = new Snapshot(files, own, new TreeMap<>());
      latest = new SoftReference<>(known);
    }
    return known;
  }

  /** Tells once of values that texts lack, or that they name though nobody gives them. */
  private void warn(Stamp file, Map<String, Map<String, String>> translations) {
    Map<String, String> texts = translations.getOrDefault(language(file), Map.of());
    Map<String, String> english = texts.isEmpty() ? Map.of() : builtIn(MessageCatalog.ENGLISH);
    Placeholders.problems(texts, english)
        .forEach(
            problem ->
                LOG.warn("In the translation {} {}", directory.resolve(file.name()), problem));
  }

  private static MessageCatalog read(String language, Snapshot now) {
    Map<String, String> english = together(MessageCatalog.ENGLISH, now);
    Map<String, String> own =
        language.equals(MessageCatalog.ENGLISH) ? english : together(language, now);
    return MessageCatalog.of(language, own, english);
  }

  /** What comes with Tempo, with the installation's own over it. */
  private static Map<String, String> together(String language, Snapshot now) {
    Map<String, String> texts = builtIn(language);
    texts.putAll(now.own().getOrDefault(language, Map.of()));
    return texts;
  }

  private static Map<String, String> builtIn(String language) {
    Map<String, String> texts = new TreeMap<>();
    ClassPathFolder.read(LOCATION, "/" + language + SUFFIX)
        .ifPresent(file -> texts.putAll(texts(Json.parse(file), "its catalogue " + language)));
    return texts;
  }

  private List<Stamp> files() {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Stamp> files = new ArrayList<>();
      for (Path file : entries.sorted().limit(MOST_FILES).toList()) {
        String name = file.getFileName().toString();
        if (FILE.matcher(name).matches() && Files.isRegularFile(file)) {
          BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
          files.add(new Stamp(name, now.size(), now.lastModifiedTime().toMillis()));
        }
      }
      return files;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of(); // most installations have none
    } catch (IOException e) {
      LOG.warn("The translations in {} cannot be listed", directory, e);
      return List.of();
    }
  }

  private Optional<Map<String, String>> readOwn(Stamp file) {
    Path path = directory.resolve(file.name());
    try {
      if (file.size() > MAX_BYTES) {
        LOG.warn("The translation {} is larger than 1 MiB, and left out", path);
        return Optional.empty();
      }
      return Optional.of(texts(Json.parse(Files.readAllBytes(path)), path.toString()));
    } catch (IOException | ApiException e) {
      LOG.warn("The translation {} cannot be read, and is left out: {}", path, e.getMessage());
      return Optional.empty();
    }
  }

  private static Map<String, String> texts(JsonNode document, String place) {
    Map<String, String> texts = new TreeMap<>();
    document
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
              } else {
                LOG.warn("In {} the text {} is no text, and left out", place, entry.getKey());
              }
            });
    return texts;
  }

  private static String language(Stamp file) {
    return file.name().substring(0, file.name().length() - SUFFIX.length());
  }
}
