package dev.tempo.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A row's figures as a file of JSON: a list of {@code {"row", "case", "unit", "ours", "peers",
 * "floor", "target", "met"}}; what was not measured is null.
 */
public final class FigureFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FigureFile() {}

  /** Writes a row's figures. */
  public static void write(Path file, String row, List<Figure> figures) throws IOException {
    ArrayNode list = JSON.createArrayNode();
    figures.forEach(figure -> list.add(node(row, figure)));
    Files.createDirectories(file.getParent());
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), list);
  }

  /** Reads what was written. */
  public static List<Figure> read(Path file) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (JsonNode node : JSON.readTree(file.toFile())) {
      figures.add(figure(node));
    }
    return figures;
  }

  private static ObjectNode node(String row, Figure figure) {
    ObjectNode node = JSON.createObjectNode();
    node.put("row", row);
    node.put("case", figure.subject().name());
    node.put("unit", figure.subject().unit());
    put(node, "ours", figure.ours());
    ObjectNode peers = node.putObject("peers");
    figure.peers().forEach((name, value) -> peers.put(name, rounded(value)));
    put(node, "floor", figure.floor());
    node.put("target", figure.verdict().map(Figure.Verdict::target).orElse(null));
    node.put("met", figure.verdict().map(Figure.Verdict::met).orElse(null));
    return node;
  }

  private static Figure figure(JsonNode node) {
    Figure figure = Figure.of(node.get("case").asText(), node.get("unit").asText());
    if (node.hasNonNull("ours")) {
      figure = figure.ours(node.get("ours").asDouble());
    }
    for (Map.Entry<String, JsonNode> peer : node.get("peers").properties()) {
      figure = figure.peer(peer.getKey(), peer.getValue().asDouble());
    }
    if (node.hasNonNull("floor")) {
      figure = figure.floor(node.get("floor").asDouble());
    }
    return node.hasNonNull("target")
        ? figure.verdict(
            new Figure.Verdict(node.get("target").asText(), node.path("met").asBoolean()))
        : figure;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(name, rounded(value.getAsDouble()));
    } else {
      node.putNull(name);
    }
  }

  private static double rounded(double value) {
    return Math.rint(value * 1_000) / 1_000;
  }
}
