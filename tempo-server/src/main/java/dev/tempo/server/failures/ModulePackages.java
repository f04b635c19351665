package dev.tempo.server.failures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which packages hold modules of another name: {@code yaml} is in {@code PyYAML}. Immutable. */
final class ModulePackages {
  private static final String RESOURCE = "module-packages.txt";

  /** Read once; the file is small. */
  static final ModulePackages KNOWN = new ModulePackages();

  private final SortedMap<String, String> packages;

  private ModulePackages() {
    try (InputStream in = ModulePackages.class.getResourceAsStream(RESOURCE)) {
      SortedMap<String, String> read = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .forEach(parts -> read.put(parts[0], parts[1]));
      packages = Collections.unmodifiableSortedMap(read);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** The package of a module, if it is known to have another name. */
  Optional<String> find(String module) {
    return Optional.ofNullable(packages.get(module.toLowerCase(Locale.ROOT)));
  }

  /** All that is known; modules in lower case. */
  SortedMap<String, String> all() {
    return packages;
  }
}
