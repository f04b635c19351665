package dev.tempo.server.groups.metadata;

import dev.tempo.message.Message;

/** What is said of metadata that is wrong. */
final class MetadataMessages {
  private MetadataMessages() {}

  static Message unknownField() {
    return Message.of("api.metadata.unknownField", "is not a known field, and passed over");
  }

  static Message twice() {
    return Message.of("api.metadata.twice", "stands here twice; the last one counts");
  }

  static Message notJson(String problem) {
    return Message.of("api.metadata.notJson", "is not valid JSON: {problem}", "problem", problem);
  }

  static Message empty() {
    return Message.of("api.metadata.empty", "is empty, which is no JSON");
  }

  static Message moreFollows() {
    return Message.of("api.metadata.moreFollows", "is not valid JSON: more follows its end");
  }

  static Message notObject() {
    return Message.of("api.metadata.notObject", "must be a JSON object");
  }

  static Message notText() {
    return Message.of("api.metadata.notText", "must be a text");
  }

  static Message notLocalized() {
    return Message.of(
        "api.metadata.notLocalized", "must be a text, or an object with a text for each language");
  }

  static Message notLanguage(String language) {
    return Message.of(
        "api.metadata.notLanguage",
        "'{language}' is not the code of a language, such as en or pt-BR",
        "language",
        language);
  }

  static Message cut(int limit) {
    return Message.of(
        "api.metadata.cut", "has more than {limit} characters, and is cut", "limit", limit);
  }

  static Message notLevel(String value) {
    return Message.of(
        "api.metadata.notLevel",
        "'{value}' is no level; there are viewer, operator, developer and admin",
        "value",
        value);
  }

  static Message notTag(String tag) {
    return Message.of(
        "api.metadata.notTag",
        "'{tag}' is no tag, which has 1 to 30 letters, digits, _ or -",
        "tag",
        tag);
  }

  static Message tooMany(int limit) {
    return Message.of(
        "api.metadata.tooMany",
        "has more than {limit} entries; the rest does not count",
        "limit",
        limit);
  }

  static Message notWhole(int min, int max) {
    return Message.of(
        "api.metadata.notWhole",
        "must be a whole number from {min} to {max}",
        "min",
        min,
        "max",
        max);
  }

  static Message notFlag() {
    return Message.of("api.metadata.notFlag", "must be true or false");
  }

  static Message notList() {
    return Message.of("api.metadata.notList", "must be a list");
  }

  static Message notPath(String path) {
    return Message.of(
        "api.metadata.notPath",
        "'{path}' must be the path of a file below the group's directory",
        "path",
        path);
  }

  static Message badParameter(String parameter, String problem) {
    return Message.of(
        "api.metadata.badParameter",
        "the parameter {parameter} is left out: {problem}",
        "parameter",
        parameter,
        "problem",
        problem);
  }

  static Message sameParameter(String parameter) {
    return Message.of(
        "api.metadata.sameParameter",
        "there are two parameters {parameter}; the first one counts",
        "parameter",
        parameter);
  }

  static Message unknownIcon(String icon) {
    return Message.of(
        "api.metadata.unknownIcon", "there is no icon '{icon}'; folder is shown", "icon", icon);
  }

  static Message badRequirement(String problem) {
    return Message.of("api.metadata.badRequirement", "is left out: {problem}", "problem", problem);
  }

  static Message unclosedJson() {
    return Message.of(
        "api.metadata.unclosedJson", "begins a list or an object that is never closed");
  }

  static Message unclosedBlock() {
    return Message.of(
        "api.metadata.unclosedBlock", "The text with the metadata is never closed by its quotes");
  }

  static Message cutOff() {
    return Message.of(
        "api.metadata.cutOff", "The metadata goes on beyond 64 KiB, of which the rest is not read");
  }

  static Message notEncoded(String encoding) {
    return Message.of(
        "api.metadata.notEncoded",
        "The file is not in {encoding}; it is read as Latin-1",
        "encoding",
        encoding);
  }

  static Message unknownEncoding(String encoding) {
    return Message.of(
        "api.metadata.unknownEncoding", "There is no encoding '{encoding}'", "encoding", encoding);
  }

  static Message tooLarge(String limit) {
    return Message.of(
        "api.metadata.tooLarge", "The file is larger than {limit}, and not read", "limit", limit);
  }
}
