package dev.tempo.server.groups.metadata;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;

/** What is said of metadata that is wrong. */
final class MetadataMessages {
  private MetadataMessages() {}

  static Message noExample() {
    return message("api.metadata.noExample");
  }

  static Message noValue() {
    return message("api.metadata.noValue");
  }

  static Message unknownField() {
    return message("api.metadata.unknownField");
  }

  static Message twice() {
    return message("api.metadata.twice");
  }

  static Message notJson(String problem) {
    return message("api.metadata.notJson", "problem", problem);
  }

  static Message empty() {
    return message("api.metadata.empty");
  }

  static Message moreFollows() {
    return message("api.metadata.moreFollows");
  }

  static Message notObject() {
    return message("api.metadata.notObject");
  }

  static Message notText() {
    return message("api.metadata.notText");
  }

  static Message notLocalized() {
    return message("api.metadata.notLocalized");
  }

  static Message notLanguage(String language) {
    return message("api.metadata.notLanguage", "language", language);
  }

  static Message cut(int limit) {
    return message("api.metadata.cut", "limit", limit);
  }

  static Message notLevel(String value) {
    return message("api.metadata.notLevel", "value", value);
  }

  static Message notTag(String tag) {
    return message("api.metadata.notTag", "tag", tag);
  }

  static Message tooMany(int limit) {
    return message("api.metadata.tooMany", "limit", limit);
  }

  static Message notWhole(int min, int max) {
    return message("api.metadata.notWhole", "min", min, "max", max);
  }

  static Message notFlag() {
    return message("api.metadata.notFlag");
  }

  static Message notList() {
    return message("api.metadata.notList");
  }

  static Message notPath(String path) {
    return message("api.metadata.notPath", "path", path);
  }

  static Message badParameter(String parameter, String problem) {
    return message("api.metadata.badParameter", "parameter", parameter, "problem", problem);
  }

  static Message sameParameter(String parameter) {
    return message("api.metadata.sameParameter", "parameter", parameter);
  }

  static Message unknownIcon(String icon) {
    return message("api.metadata.unknownIcon", "icon", icon);
  }

  static Message badRequirement(String problem) {
    return message("api.metadata.badRequirement", "problem", problem);
  }

  static Message unclosedJson() {
    return message("api.metadata.unclosedJson");
  }

  static Message unclosedBlock() {
    return message("api.metadata.unclosedBlock");
  }

  static Message cutOff() {
    return message("api.metadata.cutOff");
  }

  static Message notEncoded(String encoding) {
    return message("api.metadata.notEncoded", "encoding", encoding);
  }

  static Message unknownEncoding(String encoding) {
    return message("api.metadata.unknownEncoding", "encoding", encoding);
  }
}
