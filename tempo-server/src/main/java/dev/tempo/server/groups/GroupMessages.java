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

  static Message exampleTooLarge(int kibibytes) {
    return message("api.groups.exampleTooLarge", "limit", kibibytes);
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

  static Message sharedPages(String script) {
    return message("api.groups.sharedPages", "file", script);
  }

  static Message cannotImport(Message reason) {
    return message("api.groups.cannotImport", "reason", reason);
  }

  static Message noArchive(String problem) {
    return message("api.groups.noArchive", "problem", problem);
  }

  static Message archiveName(String name) {
    return message("api.groups.archiveName", "name", name);
  }

  static Message archiveTwice(String name) {
    return message("api.groups.archiveTwice", "name", name);
  }

  static Message archiveLinks() {
    return message("api.groups.archiveLinks");
  }

  static Message archiveEmpty() {
    return message("api.groups.archiveEmpty");
  }

  static Message importBusy() {
    return message("api.groups.importBusy");
  }

  static Message importUnnamed() {
    return message("api.groups.importUnnamed");
  }

  static Message noGroupName(String name) {
    return message("api.groups.noGroupName", "name", name);
  }

  static Message importTaken(String id) {
    return message("api.groups.importTaken", "group", id);
  }

  static Message importIntoLink(String id) {
    return message("api.groups.importIntoLink", "group", id);
  }

  static Message seesNotAll(String id) {
    return message("api.groups.seesNotAll", "group", id);
  }

  static Message exportTooLarge(int files, long mebibytes) {
    return message("api.groups.exportTooLarge", "files", files, "limit", mebibytes);
  }

  static Message exportGone(String id) {
    return message("api.groups.exportGone", "group", id);
  }

  static Message levelNeeded() {
    return message("api.groups.levelNeeded");
  }

  static Message levelOfCaller(String level) {
    return message("api.groups.levelOfCaller", "level", level);
  }

  static Message goesWithItsFile() {
    return message("api.groups.goesWithItsFile");
  }
}
