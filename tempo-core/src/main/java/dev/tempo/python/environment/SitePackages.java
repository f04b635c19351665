package dev.tempo.python.environment;

import dev.tempo.internal.io.Directories;
import dev.tempo.internal.text.JsonReader;
import dev.tempo.internal.text.PythonText;
import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.python.requirement.LockedPackage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is installed in an environment, read from the disk without starting a process: the {@code
 * .dist-info} directories of the specification "Recording installed projects".
 */
final class SitePackages {
  private SitePackages() {}

  /** The installed distributions, sorted; a directory without readable metadata is passed over. */
  static List<LockedPackage> lock(Path environment) throws IOException {
    SortedSet<LockedPackage> found = new TreeSet<>();
    for (Path directory : directories(environment)) {
      if (isLed(environment, directory)) {
        continue;
      }
      for (Path entry : Directories.list(directory, "*.{dist-info,egg-info}")) {
        read(entry).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private static List<Path> directories(Path environment) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Path version : Directories.list(environment.resolve("lib"), "python*")) {
      directories.add(version.resolve("site-packages"));
    }
    directories.add(environment.resolve("Lib").resolve("site-packages"));
    return directories;
  }

  /** Whether a link on the way leads elsewhere. */
  private static boolean isLed(Path environment, Path directory) {
    Path at = directory;
    while (!at.equals(environment) && !Files.isSymbolicLink(at)) {
      at = at.getParent();
    }
    return !at.equals(environment);
  }

  /** What a link leads to may be none of the environment's. */
  private static Optional<LockedPackage> read(Path entry) throws IOException {
    if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String file = entry.toString().endsWith(".dist-info") ? "METADATA" : "PKG-INFO";
    List<String> headers = headers(entry.resolve(file));
    Optional<String> name = header("name:", headers);
    Optional<String> version = header("version:", headers);
    if (name.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    String normal = PythonText.normalName(name.get());
    return Optional.of(new LockedPackage(normal, version.get(), origin(entry)));
  }

  /** The lines before the first empty one; none if there is no such file. */
  private static List<String> headers(Path metadata) throws IOException {
    if (!Files.isRegularFile(metadata, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (BufferedReader reader = Files.newBufferedReader(metadata, StandardCharsets.ISO_8859_1)) {
      return reader.lines().takeWhile(line -> !line.isEmpty()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Optional<String> header(String lowerCaseName, List<String> headers) {
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(lowerCaseName))
        .map(line -> line.substring(lowerCaseName.length()).strip())
        .findFirst();
  }

  /** By PEP 610. What cannot be read tells nothing. */
  private static Optional<String> origin(Path entry) throws IOException {
    Path file = entry.resolve("direct_url.json");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Object url = JsonReader.member(JsonReader.parse(Files.readString(file)), "url");
      return url instanceof String text && !text.isEmpty()
          ? Optional.of(UrlRedactor.mask(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
