package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;

/** What is said of projects in more than one place. */
final class ProjectMessages {
  private ProjectMessages() {}

  static Message nameNeeded() {
    return message("api.project.name");
  }
}
