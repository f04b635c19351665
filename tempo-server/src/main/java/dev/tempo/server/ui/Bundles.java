package dev.tempo.server.ui;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The files into which the build has linked the modules of the pages. A module that is loaded when
 * it is wanted has a file of its own; what several need is in files that they share. Immutable.
 *
 * <p>Modules and files are named by their addresses without base path and hash, as {@code
 * /ui/app/core/api.js} and {@code /ui/bundle/app/main.js}.
 */
final class Bundles {
  private static final String MANIFEST = "/bundle/bundles.json";
  private static final String UI = "/ui";

  private final Map<String, List<String>> files;

  private Bundles(Map<String, List<String>> files) {
    this.files = Map.copyOf(files);
  }

  /**
   * Those of these files; none if the build made none, or if somebody works on the modules.
   *
   * @throws UncheckedIOException if the build's list of them cannot be read
   */
  static Bundles of(UiFiles ui) {
    if (ui.mayChange()) {
      return new Bundles(Map.of());
    }
    return new Bundles(ui.read(MANIFEST).map(Bundles::read).orElse(Map.of()));
  }

  private static Map<String, List<String>> read(byte[] manifest) {
    try {
      return new ObjectMapper().readValue(manifest, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("The list of bundles is damaged: " + MANIFEST, e);
    }
  }

  /** True if modules are served one by one. */
  boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * The files that a module needs to be run, its own first.
   *
   * @throws IllegalArgumentException if it has none of its own
   */
  List<String> of(String module) {
    List<String> needed = files.get(module.substring(UI.length()));
    if (needed == null) {
      throw new IllegalArgumentException("No file is bundled for " + module);
    }
    return needed.stream().map(file -> UI + file).toList();
  }
}
