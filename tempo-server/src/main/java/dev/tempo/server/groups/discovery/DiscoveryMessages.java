package dev.tempo.server.groups.discovery;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;

/** What is said of what lies in a group's directory and cannot be taken. */
final class DiscoveryMessages {
  private DiscoveryMessages() {}

  static Message leadsOut() {
    return message("api.groups.leadsOut");
  }

  static Message unreadable(Message reason) {
    return message("api.groups.unreadable", "reason", reason);
  }

  static Message tooMany(int limit, int left) {
    return message("api.groups.tooMany", "limit", limit, "left", left);
  }

  static Message badName(String name) {
    return message("api.groups.badName", "name", name);
  }

  static Message reserved(String name) {
    return message("api.groups.reserved", "name", name);
  }

  static Message linked(String name) {
    return message("api.groups.linked", "name", name);
  }
}
