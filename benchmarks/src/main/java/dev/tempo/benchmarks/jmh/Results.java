package dev.tempo.benchmarks.jmh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.benchmarks.report.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What JMH has written as JSON, of one or several runs of the same benchmarks. */
public final class Results {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<List<Object>, Measured> all = new LinkedHashMap<>();

  private Results() {}

  /**
   * Reads files that JMH has written.
   *
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if one is something else
   */
  public static Results read(List<Path> files) throws IOException {
    Results results = new Results();
    for (Path file : files) {
      for (JsonNode node : JSON.readTree(file.toFile())) {
        results.add(node, file);
      }
    }
    return results;
  }

  /** All of them, in the order in which they were measured first. */
  public List<Measured> all() {
    return List.copyOf(all.values());
  }

  /** What a method measured, with each of its parameters. */
  public List<Measured> of(String benchmark) {
    return all.values().stream().filter(one -> one.benchmark().equals(benchmark)).toList();
  }

  /**
   * What a method measured; empty if it failed or was left out.
   *
   * @param parameters names and values by turns, those that choose among several
   */
  public Optional<Measured> find(String benchmark, String... parameters) {
    return of(benchmark).stream().filter(one -> has(one, parameters)).findFirst();
  }

  /**
   * What a method measured.
   *
   * @param parameters names and values by turns, those that choose among several
   * @throws IllegalStateException if it failed
   */
  public Measured get(String benchmark, String... parameters) {
    return find(benchmark, parameters)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    benchmark + " " + List.of(parameters) + " has no result; JMH said why"));
  }

  private static boolean has(Measured measured, String... parameters) {
    for (int i = 0; i < parameters.length; i += 2) {
      if (!parameters[i + 1].equals(measured.parameters().get(parameters[i]))) {
        return false;
      }
    }
    return true;
  }

  private void add(JsonNode node, Path file) {
    String name = node.path("benchmark").asText();
    JsonNode primary = node.path("primaryMetric");
    if (name.isEmpty() || !primary.has("rawData")) {
      throw new IllegalArgumentException(file + " holds something that is no result of JMH");
    }
    int method = name.lastIndexOf('.');
    String benchmark = name.substring(name.lastIndexOf('.', method - 1) + 1);
    Map<String, String> parameters = new LinkedHashMap<>();
    node.path("params")
        .properties()
        .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
    Measured measured =
        all.computeIfAbsent(
            List.of(benchmark, parameters),
            key ->
                new Measured(
                    benchmark,
                    parameters,
                    primary.path("scoreUnit").asText(),
                    new Samples(),
                    new LinkedHashMap<>()));
    addAll(primary, measured.scores());
    for (Map.Entry<String, JsonNode> other : node.path("secondaryMetrics").properties()) {
      Samples scores = measured.secondary().computeIfAbsent(other.getKey(), any -> new Samples());
      addAll(other.getValue(), scores);
    }
  }

  /** The scores of each iteration in each JVM; "NaN" where nothing was seen. */
  private static void addAll(JsonNode metric, Samples scores) {
    for (JsonNode jvm : metric.path("rawData")) {
      for (JsonNode score : jvm) {
        if (score.isNumber()) {
          scores.add(score.asDouble());
        }
      }
    }
  }
}
