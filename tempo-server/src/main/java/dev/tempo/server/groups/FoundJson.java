package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.server.groups.discovery.FileStamp;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import dev.tempo.server.http.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a file said, as the database keeps it. */
final class FoundJson {
  private FoundJson() {}

  static String write(ScriptRow.Found found) {
    return Json.text(
        Json.object()
            .put("size", found.stamp().size())
            .put("modified", found.stamp().modifiedMicros())
            .put("key", found.stamp().key())
            .put("header", SecretDefaults.sealed(found.header().layer()).toJson())
            .put("inline", found.inline())
            .put("warnings", Json.array(found.header().warnings(), FoundJson::warning))
            .node());
  }

  static ScriptRow.Found read(String document) {
    ObjectNode json = Json.parseOwn(document);
    FileStamp stamp =
        new FileStamp(
            json.path("size").longValue(),
            json.path("modified").longValue(),
            json.path("key").textValue());
    List<MetadataWarning> warnings = new ArrayList<>();
    json.path("warnings").forEach(warning -> warnings.add(warning(warning)));
    return new ScriptRow.Found(
        stamp,
        new ScriptHeader(MetadataLayer.ofJson(json.path("header")), warnings),
        json.path("inline").isArray() ? Optional.of(texts(json.path("inline"))) : Optional.empty());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  static Json.Object warning(MetadataWarning warning) {
    return Json.object()
        .put("file", warning.file())
        .put("line", warning.line())
        .put("field", warning.field())
        .put("code", warning.message().code())
        .put("english", warning.message().english())
        .put("arguments", arguments(warning.message()));
  }

  private static Map<String, Object> arguments(Message message) {
    Map<String, Object> arguments = new LinkedHashMap<>(message.arguments());
    arguments.replaceAll((name, value) -> value instanceof Message inner ? inner.text() : value);
    return arguments;
  }

  static MetadataWarning warning(JsonNode json) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    json.path("arguments")
        .properties()
        .forEach(entry -> arguments.put(entry.getKey(), value(entry.getValue())));
    JsonNode line = json.path("line");
    return new MetadataWarning(
        json.path("file").textValue(),
        line.isNull() ? OptionalInt.empty() : OptionalInt.of(line.intValue()),
        Optional.ofNullable(json.path("field").textValue()),
        new Message(json.path("code").textValue(), json.path("english").textValue(), arguments));
  }

  private static Object value(JsonNode argument) {
    return argument.isIntegralNumber() ? (Object) argument.longValue() : argument.asText();
  }
}
