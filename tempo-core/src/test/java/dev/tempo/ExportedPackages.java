package dev.tempo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads which packages this module lets others see; the tests themselves run without modules. */
public final class ExportedPackages {
  private ExportedPackages() {}

  /** Those that any module sees. */
  public static Set<String> names() throws IOException {
    return names(exports -> !exports.isQualified());
  }

  /** Also those that only other modules of Tempo see. */
  public static Set<String> ofAllModules() throws IOException {
    return names(exports -> !exports.source().contains(".internal."));
  }

  private static Set<String> names(Predicate<ModuleDescriptor.Exports> which) throws IOException {
    String classes = Tempo.class.getProtectionDomain().getCodeSource().getLocation().toString();
    try (InputStream in =
        Files.newInputStream(Path.of(URI.create(classes)).resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(which)
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toSet());
    }
  }
}
