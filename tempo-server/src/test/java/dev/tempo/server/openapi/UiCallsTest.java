package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.openapi.Contract.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages ask for, as it stands in their modules, against the contract. */
final class UiCallsTest {
  private static final Path MODULES = Path.of("src/main/resources/META-INF/ui/app");
  private static final Pattern CALL =
      Pattern.compile("(?:\\b(\\w+)\\()?(?:withQuery\\()?[`'\"](/(?:api|metrics)\\b[^`'\"]*)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*(}|$)");
  private static final Map<String, String> METHODS =
      Map.of(
          "get", "GET",
          "post", "POST",
          "put", "PUT",
          "patch", "PATCH",
          "del", "DELETE",
          "openSocket", "WS");

  private final Contract contract = new Contract();
  private final List<Operation> operations =
      Stream.concat(contract.operations().stream(), contract.sockets().stream()).toList();

  @Test
  void everyCallOfThePages_isAnOperation_withParametersThatItHas() throws IOException {
    Set<String> unknown = new TreeSet<>();
    Set<Operation> used = new java.util.HashSet<>();
    for (Path module : modules()) {
      for (MatchResult call : CALL.matcher(Files.readString(module)).results().toList()) {
        List<Operation> meant = meant(call);
        used.addAll(meant);
        if (meant.isEmpty()) {
          unknown.add(module.getFileName() + ": " + call.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(used).hasSizeGreaterThan(60);
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> files = Files.walk(MODULES)) {
      return files.filter(file -> file.toString().endsWith(".js")).toList();
    }
  }

  private List<Operation> meant(MatchResult call) {
    String[] parts = PLACEHOLDER.matcher(call.group(2)).replaceAll("{}").split("\\?", 2);
    List<String> query = parts.length < 2 ? List.of() : names(parts[1]);
    if (parts[0].equals("/api/")) {
      return operations; // what all begin with
    }
    return operations.stream()
        .filter(operation -> fits(operation.path(), parts[0]))
        .filter(
            operation ->
                operation.method().equals(METHODS.getOrDefault(method(call), operation.method())))
        .filter(operation -> parameters(operation).containsAll(query))
        .toList();
  }

  private static String method(MatchResult call) {
    return call.group(1) == null ? "" : call.group(1);
  }

  private static List<String> names(String query) {
    Matcher names = Pattern.compile("(\\w+)=").matcher(query);
    return names.results().map(name -> name.group(1)).toList();
  }

  private static Set<String> parameters(Operation operation) {
    Set<String> names = new TreeSet<>();
    operation.queryParameters().forEach(parameter -> names.add(parameter.path("name").textValue()));
    return names;
  }

  private static boolean fits(String route, String path) {
    String[] wanted = route.split("/");
    List<String> given = new ArrayList<>(List.of(path.split("/")));
    if (wanted.length != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      boolean free = wanted[i].startsWith("{") || given.get(i).contains("{}");
      if (!free && !wanted[i].equals(given.get(i))) {
        return false;
      }
    }
    return true;
  }
}
