package dev.tempo.server.groups;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;

/** What is said of groups and their scripts. */
final class GroupMessages {
  private GroupMessages() {}

  static Message missing() {
    return message("api.groups.missing");
  }

  static Message notNamed() {
    return message("api.groups.notNamed");
  }

  static Message namedButNotThere() {
    return message("api.groups.namedButNotThere");
  }

  static Message binary() {
    return message("api.groups.binary");
  }

  static Message tooLarge(int mebibytes) {
    return message("api.groups.tooLarge", "limit", mebibytes);
  }

  static Message empty() {
    return message("api.groups.empty");
  }

  static Message badInline(String problem) {
    return message("api.groups.badInline", "problem", problem);
  }

  static Message badRequirements(String problem) {
    return message("api.groups.badRequirements", "problem", problem);
  }

  static Message changeTheFile(String file) {
    return message("api.groups.changeTheFile", "file", file);
  }

  static Message cannotRun(String file) {
    return message("api.groups.cannotRun", "file", file);
  }

  static Message deleteTheFile(String file) {
    return message("api.groups.deleteTheFile", "file", file);
  }

  static Message levelOfGroup(String level) {
    return message("api.groups.levelOfGroup", "level", level);
  }

  static Message noSuchCondaEnvironment(String name) {
    return message("api.groups.noSuchCondaEnvironment", "name", name);
  }

  static Message environmentNeeded() {
    return message("api.groups.environmentNeeded");
  }

  static Message sharedPages(String other) {
    return message("api.groups.sharedPages", "file", other);
  }

  static Message levelNeeded() {
    return message("api.groups.levelNeeded");
  }

  static Message levelOfCaller(String level) {
    return message("api.groups.levelOfCaller", "level", level);
  }
}
