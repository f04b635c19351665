package dev.tempo.server.i18n;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the translations of an installation, files {@code <language>.json} of a directory. What is
 * wrong with them is told in the log, once for each version of a file, and to administrators. Not
 * thread-safe.
 */
final class TranslationFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TranslationFiles.class);
  private static final String SUFFIX = ".json";
  private static final Pattern FILE =
      Pattern.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}" + Pattern.quote(SUFFIX));
  private static final long MAX_BYTES = 1 << 20;
  private static final int MOST_FILES = 50;

  private final Path directory;
  private final Supplier<Map<String, String>> english;
  private final Set<Stamp> told = new HashSet<>();

  /**
   * Of a directory, which need not be there.
   *
   * @param english what is translated, by key; looked up when there are files
   */
  TranslationFiles(Path directory, Supplier<Map<String, String>> english) {
    this.directory = directory;
    this.english = english;
  }

  /**
   * A file as it was.
   *
   * @param modified when it was changed, in milliseconds since 1970
   */
  record Stamp(String name, long size, long modified) {}

  /**
   * What files say.
   *
   * @param texts by language, then by key
   * @param problems what is wrong with them, in the order of their names
   */
  record Content(SortedMap<String, Map<String, String>> texts, List<Message> problems) {}

  /** The files that there are, by name. */
  List<Stamp> list() {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Stamp> files = new ArrayList<>();
      for (Path file : entries.sorted().limit(MOST_FILES).toList()) {
        String name = file.getFileName().toString();
        if (name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
          BasicFileAttributes now = attributes(file);
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

  /** Of what it is, or of a link that leads to nothing. */
  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class)
        : Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Reads files. */
  Content read(List<Stamp> files) {
    SortedMap<String, Map<String, String>> texts = new TreeMap<>();
    Map<Stamp, List<Message>> problems = new LinkedHashMap<>();
    files.forEach(file -> problems.put(file, read(file, texts)));
    problems.forEach(
        (file, found) -> {
          if (told.add(file)) {
            found.forEach(problem -> LOG.warn("{}", problem.text()));
          }
        });
    told.retainAll(files);
    return new Content(texts, problems.values().stream().flatMap(List::stream).toList());
  }

  private List<Message> read(Stamp file, SortedMap<String, Map<String, String>> all) {
    String path = directory.resolve(file.name()).toString();
    if (!FILE.matcher(file.name()).matches()) {
      return List.of(message("api.translation.name", "file", path));
    }
    if (!Files.isRegularFile(Path.of(path))) {
      return List.of(message("api.translation.noFile", "file", path));
    }
    if (file.size() > MAX_BYTES) {
      return List.of(message("api.translation.tooLarge", "file", path));
    }
    try {
      JsonNode document = Json.parse(Files.readAllBytes(Path.of(path)));
      if (!document.isObject()) {
        return List.of(message("api.translation.noObject", "file", path));
      }
      List<Message> problems = new ArrayList<>();
      Map<String, String> texts = texts(document, path, problems);
      all.put(file.name().substring(0, file.name().length() - SUFFIX.length()), texts);
      problems.addAll(Placeholders.problems(path, texts, english.get()));
      return Collections.unmodifiableList(problems);
    } catch (IOException | ApiException e) {
      return List.of(message("api.translation.unreadable", "file", path, "reason", Messages.of(e)));
    }
  }

  /** An empty one is not translated yet, as many programs for translators write it. */
  private static Map<String, String> texts(JsonNode document, String path, List<Message> problems) {
    Map<String, String> texts = new TreeMap<>();
    document
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                if (!entry.getValue().textValue().isEmpty()) {
                  texts.put(entry.getKey(), entry.getValue().textValue());
                }
              } else {
                problems.add(
                    message("api.translation.noText", "file", path, "key", entry.getKey()));
              }
            });
    return texts;
  }
}
