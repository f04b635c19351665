package dev.tempo.server.i18n;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.ClassPathFolder;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.message.Translator;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The texts of the pages in all languages: those that come with Tempo, and over them the files
 * {@code <language>.json} of a directory of the installation, which correct texts or add a
 * language. These are read anew when they have changed; one that cannot be read is left out, and
 * that is told. Thread-safe.
 */
public final class MessageCatalogs implements Translator {
  /** The languages that come with Tempo. */
  static final List<String> BUILT_IN = List.of(MessageCatalog.ENGLISH, "es", "fr", "it");

  private static final String LOCATION = "META-INF/ui/i18n";

  /** Files of their own, for pages that ask for them: what the keys of their texts begin with. */
  private static final Map<String, List<String>> PARTS =
      Map.ofEntries(
          Map.entry("groups", List.of("groups.", "metadata.", "permissions.")),
          Map.entry(
              "admin",
              List.of(
                  "audit.",
                  "backups.",
                  "changes.",
                  "discovery.",
                  "documentation.",
                  "keys.",
                  "nodes.",
                  "queueRate.",
                  "server.",
                  "setting.",
                  "smtp.",
                  "trash.",
                  "userData.",
                  "users.")),
          Map.entry("projects", List.of("projects.", "files.", "projectBackups.")),
          Map.entry("docs", List.of("docs.", "diagram.")),
          Map.entry("missing", List.of("missing.")),
          Map.entry("deletion", List.of("deletion.")),
          Map.entry("dead", List.of("deadLetters.")),
          Map.entry("retention", List.of("retention.")),
          Map.entry(
              "settings",
              List.of(
                  "settings.access",
                  "settings.addArgument",
                  "settings.argument",
                  "settings.autoSave",
                  "settings.category",
                  "settings.copied",
                  "settings.copy",
                  "settings.description",
                  "settings.displayName",
                  "settings.emails",
                  "settings.expect",
                  "settings.general",
                  "settings.giv",
                  "settings.handler",
                  "settings.kind",
                  "settings.limits",
                  "settings.lineEnds",
                  "settings.newOwner",
                  "settings.newQueue",
                  "settings.nobody",
                  "settings.owner",
                  "settings.program",
                  "settings.removeArgument",
                  "settings.requiredLevel",
                  "settings.running",
                  "settings.startWithin",
                  "settings.successWithin",
                  "settings.task",
                  "settings.timezone",
                  "settings.told.",
                  "settings.url",
                  "settings.userTags",
                  "settings.webhookUrl")),
          Map.entry(
              "environment",
              List.of(
                  "environment.anyPython",
                  "environment.build",
                  "environment.confirmDelete",
                  "environment.delete",
                  "environment.install",
                  "environment.needs",
                  "environment.packages",
                  "environment.phase",
                  "environment.progress",
                  "environment.rebuild",
                  "environment.requirements",
                  "environment.size",
                  "environment.state")),
          Map.entry("import", List.of("import.")),
          Map.entry(
              "run",
              List.of(
                  "runPanel.",
                  "compare.any",
                  "compare.chang",
                  "compare.close",
                  "compare.compare",
                  "compare.figures",
                  "compare.kind.",
                  "compare.noRun",
                  "compare.notKept",
                  "compare.part.",
                  "compare.same",
                  "compare.script",
                  "compare.step",
                  "compare.this",
                  "compare.title",
                  "compare.tried",
                  "compare.truncated",
                  "compare.unknown",
                  "compare.version",
                  "compare.yes")),
          Map.entry(
              "account",
              List.of(
                  "account.browser",
                  "account.byBrowser",
                  "account.change",
                  "account.current",
                  "account.digest",
                  "account.new",
                  "account.password",
                  "account.preferences",
                  "account.saved",
                  "account.timezone",
                  "keys.",
                  "logUse.")),
          Map.entry("search", List.of("search.", "tail.", "histogram.")),
          Map.entry("trigger", List.of("trigger.", "cron.")),
          Map.entry("interfaces", List.of("interfaces.")),
          Map.entry("forecast", List.of("forecast.")));

  private static final String SUFFIX = ".json";
  private static final int MOST_PROBLEMS = 20;

  private final TranslationFiles files;

  /** Needed rarely, so let go when memory is short. */
  private SoftReference<Snapshot> latest = new SoftReference<>(null);

  /**
   * With the installation's own.
   *
   * @param directory where they lie; it need not be there
   */
  public MessageCatalogs(Path directory) {
    this.files = new TranslationFiles(directory, () -> builtIn(MessageCatalog.ENGLISH));
  }

  /**
   * What files say.
   *
   * @param files as they were
   * @param content what they said
   * @param catalogs by language, as far as they have been asked for
   */
  private record Snapshot(
      List<TranslationFiles.Stamp> files,
      TranslationFiles.Content content,
      Map<String, MessageCatalog> catalogs) {
    SortedMap<String, Map<String, String>> own() {
      return content.texts();
    }
  }

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

  /** What is wrong with the installation's own texts, the first of it. */
  public List<Message> problems() {
    List<Message> all = snapshot().content().problems();
    if (all.size() <= MOST_PROBLEMS) {
      return all;
    }
    List<Message> first = new ArrayList<>(all.subList(0, MOST_PROBLEMS - 1));
    first.add(Messages.counted("api.translation.more", all.size() - first.size()));
    return List.copyOf(first);
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
    List<TranslationFiles.Stamp> now = files.list();
    Snapshot known = latest.get();
    if (known == null || !known.files().equals(now)) {
      known = new Snapshot(now, files.read(now), new TreeMap<>());
      latest = new SoftReference<>(known);
    }
    return known;
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
        .ifPresent(
            file ->
                Json.parse(file)
                    .properties()
                    .forEach(text -> texts.put(text.getKey(), text.getValue().textValue())));
    return texts;
  }
}
