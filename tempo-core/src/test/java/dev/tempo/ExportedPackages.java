package dev.tempo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which packages this module lets others see; the tests themselves run without modules. */
public final class ExportedPackages {
  private ExportedPackages() {}

  public static Set<String> names() throws IOException {
    String classes = Tempo.class.getProtectionDomain().getCodeSource().getLocation().toString();
    try (InputStream in =
        Files.newInputStream(Path.of(URI.create(classes)).resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(exports -> !exports.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toSet());
    }
  }
}
