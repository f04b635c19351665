package dev.tempo.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.Json;

/** Accounts as the API shows them. */
public final class UserJson {
  private UserJson() {}

  /** Everything but the password. */
  public static ObjectNode write(User user) {
    return Json.object()
        .put("id", user.id())
        .put("username", user.username())
        .put("email", user.account().email())
        .put("role", user.account().role().label())
        .put("language", user.preferences().language())
        .put("theme", user.preferences().theme())
        .put("timezone", user.preferences().timezone())
        .put("active", user.account().active())
        .put("createdAt", user.createdAt())
        .put("lastLoginAt", user.lastLoginAt())
        .node();
  }

  /** The same, with what only administrators decide. */
  public static ObjectNode writeForAdmin(User user) {
    return Json.object()
        .putAll(write(user))
        .put("retentionDays", user.account().retentionDays())
        .node();
  }

  /** What it likes to see. */
  public static ObjectNode write(User.Preferences preferences) {
    return Json.object()
        .put("language", preferences.language())
        .put("theme", preferences.theme())
        .put("timezone", preferences.timezone())
        .node();
  }
}
