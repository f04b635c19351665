package dev.tempo.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was promised, and what of it is not there yet, from two files beside the tests. */
public record PromisedRoutes(List<Promise> all, List<String> open) {

  /**
   * A route.
   *
   * @param route method and path
   * @param role the least one, or {@code anyone}, {@code public}, {@code key}
   * @param earlier paths that came before, with their methods
   */
  public record Promise(String route, String role, List<String> earlier) {}

  /** Reads both files. */
  public static PromisedRoutes read() {
    List<Promise> all = new ArrayList<>();
    for (String[] cells : rows("promised-paths.txt")) {
      if (cells[0].equals("=")) {
        all.getLast().earlier().add(cells[1] + " " + cells[2]);
      } else {
        all.add(new Promise(cells[0] + " " + cells[1], cells[2], new ArrayList<>()));
      }
    }
    List<String> open =
        rows("open-paths.txt").stream().map(cells -> cells[0] + " " + cells[1]).toList();
    return new PromisedRoutes(all, open);
  }

  /** All routes that the contract has. */
  public Set<String> ofTheContract() {
    return OpenApiDocument.operations(OpenApiDocument.read()).stream()
        .map(OpenApiDocument.Written::route)
        .collect(Collectors.toSet());
  }

  private static List<String[]> rows(String file) {
    try (InputStream in = PromisedRoutes.class.getResourceAsStream("/dev/tempo/server/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.trim().split("\\s+"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
