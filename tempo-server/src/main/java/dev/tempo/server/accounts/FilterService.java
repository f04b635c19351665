package dev.tempo.server.accounts;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.jdbc.Database;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The filters that somebody saved for the lists of the pages. Thread-safe. */
public final class FilterService {
  private static final int MAX_FILTERS = 100;
  private static final int MAX_NAME = 100;
  private static final int MAX_PAGE = 50;
  private static final int MAX_QUERY = 2_000;
  private static final Pattern PAGE = Pattern.compile("[a-z][a-z0-9/-]{0,49}");

  private final FilterStore store;

  /** Into a database. */
  public FilterService(Database database) {
    this.store = new FilterStore(database);
  }

  /**
   * One filter.
   *
   * @param name what its owner calls it; unique among those of a page
   * @param page which page's list it is for
   * @param query as it stands in the page's address
   */
  private record Filter(String name, String page, String query) {
    Json.Object json() {
      return Json.object().put("name", name).put("page", page).put("query", query);
    }
  }

  /** All that the caller saved. */
  JsonNode of(Caller caller) {
    return store
        .find(caller.userId())
        .<JsonNode>map(document -> Json.parseOwn(document).path("filters"))
        .orElseGet(() -> Json.node(List.of()));
  }

  /** Saves all that the caller has from now on. */
  JsonNode save(Caller caller, JsonInput body) {
    List<Filter> filters =
        body.required("filters", body.objects("filters", MAX_FILTERS, FilterService::read))
            .orElse(List.of());
    Set<String> names = new HashSet<>();
    if (!filters.stream().allMatch(filter -> names.add(filter.page() + " " + filter.name()))) {
      body.violation("filters", message("api.filter.twice"));
    }
    body.end();
    JsonNode saved = Json.array(filters, Filter::json);
    store.save(caller.userId(), Json.text(Json.object().put("filters", saved).node()));
    return saved;
  }

  private static Filter read(JsonInput filter) {
    String name = filter.required("name", filter.text("name", MAX_NAME)).orElse("-");
    if (name.isBlank()) {
      filter.violation("name", message("api.value.blank"));
    }
    String page = filter.required("page", filter.text("page", MAX_PAGE)).orElse("-");
    if (!filter.hasViolations() && !PAGE.matcher(page).matches()) {
      filter.violation("page", JsonValues.mustBe(message("api.allowed.page")));
    }
    return new Filter(name, page, filter.text("query", MAX_QUERY).or(""));
  }
}
