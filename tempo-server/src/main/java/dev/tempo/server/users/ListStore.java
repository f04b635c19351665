package dev.tempo.server.users;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How accounts like the lists of the pages: with which columns, how dense. A document for each
 * account. Thread-safe.
 */
public final class ListStore {
  private static final int MAX_LISTS = 20;
  private static final int MAX_COLUMNS = 30;
  private static final int MAX_NAME = 50;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9/-]{0,49}");
  private static final Migrations MIGRATIONS = new Migrations(ListStore.class, "lists", 1);

  private final Database database;

  /** Into a database. */
  public ListStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  private enum Density {
    COMFORTABLE,
    COMPACT
  }

  /** What somebody has chosen; nothing of what is as it always is. */
  public JsonNode of(UUID userId) {
    return database
        .read(
            c ->
                Sql.of(c, "SELECT document FROM user_lists WHERE user_id = ?", userId)
                    .first(row -> row.text("document")))
        .<JsonNode>map(document -> Json.parseOwn(document).path("lists"))
        .orElseGet(() -> Json.node(List.of()));
  }

  /** Reads what somebody has chosen, if it is given. */
  public static OptionalField<List<Json.Object>> read(JsonInput body) {
    OptionalField<List<Json.Object>> lists = body.objects("lists", MAX_LISTS, ListStore::list);
    Set<String> pages = new HashSet<>();
    if (!lists.or(List.of()).stream()
        .allMatch(list -> pages.add(list.node().path("page").asText()))) {
      body.violation("lists", message("api.list.twice"));
    }
    return lists;
  }

  /** Saves all that somebody has chosen; without effect if the account is gone. */
  public void save(UUID userId, List<Json.Object> lists) {
    String document = Json.text(Json.object().put("lists", lists).node());
    database.write(
        c ->
            Sql.of(
                    c,
                    """
                    INSERT INTO user_lists (user_id, document)
                    SELECT id, ? FROM users WHERE id = ?
                    ON CONFLICT (user_id) DO UPDATE SET document = excluded.document
                    """,
                    document,
                    userId)
                .execute());
  }

  private static Json.Object list(JsonInput list) {
    String page = list.required("page", list.text("page", MAX_NAME)).orElse("-");
    List<String> columns = list.texts("columns", MAX_COLUMNS, MAX_NAME).or(List.of());
    Density density = list.choice("density", Density.class).or(Density.COMFORTABLE);
    if (!list.hasViolations() && !NAME.matcher(page).matches()) {
      list.violation("page", JsonValues.mustBe(message("api.allowed.page")));
    }
    if (!columns.stream().allMatch(column -> NAME.matcher(column).matches())
        || new HashSet<>(columns).size() < columns.size()) {
      list.violation("columns", message("api.list.columns"));
    }
    return Json.object()
        .put("page", page)
        .put("columns", columns)
        .put("density", density.name().toLowerCase(Locale.ROOT));
  }
}
