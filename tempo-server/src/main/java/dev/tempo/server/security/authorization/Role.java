package dev.tempo.server.security.authorization;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import java.util.Locale;
import java.util.Optional;

/** What an account may do; each role may do all that those before it may. */
public enum Role {
  /** Sees jobs at its level, and its own runs. */
  VIEWER,
  /** Runs jobs, and edits those that it owns. */
  OPERATOR,
  /** Creates jobs. */
  DEVELOPER,
  /** May do everything. */
  ADMIN;

  /** The role of this name, in any case; also knows {@code user}, which is an operator. */
  public static Optional<Role> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "viewer" -> Optional.of(VIEWER);
      case "operator", "user" -> Optional.of(OPERATOR);
      case "developer" -> Optional.of(DEVELOPER);
      case "admin" -> Optional.of(ADMIN);
      default -> Optional.empty();
    };
  }

  /** True if this role may do what the other may. */
  public boolean atLeast(Role other) {
    return compareTo(other) >= 0;
  }

  /** The lesser of two. */
  public static Role lesser(Role one, Role other) {
    return one.atLeast(other) ? other : one;
  }

  /** What people call it. */
  public Message title() {
    return message("api.role." + label());
  }

  /** The name by which the API knows it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
