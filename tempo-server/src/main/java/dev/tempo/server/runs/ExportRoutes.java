package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the runs of a list into a file, page by page, so that its size costs no memory. The query
 * says which, as in the list itself.
 */
public final class ExportRoutes implements Feature {
  private static final int PAGE = 20;

  /** A page of runs with 64 kB of parameters each, and one of them as text. */
  private static final long PAGE_BYTES = 2 << 20;

  private static final int BUFFER_BYTES = 16_384;
  private static final int DEFAULT_RUNS = 10_000;
  private static final int MAX_RUNS = 100_000;
  private static final int MAX_IDS = 1_000;

  private final RunRouteSupport parts;
  private final RunLists lists;

  /** Over runs. */
  public ExportRoutes(RunRouteSupport parts) {
    this.parts = parts;
    this.lists = new RunLists(parts.tempo().store().runs(), parts.access());
  }

  private enum Format {
    CSV,
    JSON
  }

  /** Takes the pages of an export. */
  @FunctionalInterface
  private interface Pages {
    void write(List<Run> page) throws IOException;
  }

  @Override
  public void register(Routes routes) {
    routes.post("/api/runs/export", this::export);
  }

  private RouteResponse export(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    Format format = body.choice("format", Format.class).or(Format.CSV);
    int limit = body.whole("limit", 1, MAX_RUNS).or(DEFAULT_RUNS);
    var given = body.texts("ids", MAX_IDS, 36);
    List<UUID> ids = given.present() ? RunRouteSupport.ids(body, "ids", MAX_IDS) : List.<UUID>of();
    body.end();
    Optional<List<UUID>> chosen = chosen(given.present(), ids, parts.marked(call));
    RunFilter filter = parts.search().filter(call);
    parts.access().keepUnlessOwn(call, parts.search().starter(call));
    boolean nothing = RunFilterReader.asksForNothing(call.query());
    Caller caller = call.caller();
    Source source =
        nothing
            ? (paging) -> RunLists.Page.NONE
            : chosen.isPresent()
                ? paging -> lists.only(chosen.get(), filter, paging, caller)
                : paging -> lists.page(filter, paging, caller);
    call.expect(PAGE_BYTES);
    Translation language = call.language();
    return format == Format.CSV
        ? RouteResponse.download(
            "text/csv; charset=utf-8",
            "runs.csv",
            out -> csv(buffered(out), source, limit, language))
        : RouteResponse.download(
            "application/json", "runs.json", out -> json(buffered(out), source, limit, language));
  }

  private static OutputStream buffered(OutputStream out) {
    return new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /** Those that are named and marked, where either is asked for. */
  private static Optional<List<UUID>> chosen(
      boolean named, List<UUID> ids, Optional<List<UUID>> marked) {
    return named
        ? Optional.of(
            ids.stream().filter(id -> marked.isEmpty() || marked.get().contains(id)).toList())
        : marked;
  }

  /** Gives the pages of a list. */
  @FunctionalInterface
  private interface Source {
    RunLists.Page page(Paging paging);
  }

  private void csv(OutputStream out, Source source, int limit, Translation language)
      throws IOException {
    write(out, RunCsv.HEADER);
    each(
        source,
        limit,
        page -> {
          for (RunResponse run : parts.json().write(page, language)) {
            write(out, RunCsv.row(Json.node(run)));
          }
        });
    out.flush();
  }

  private void json(OutputStream out, Source source, int limit, Translation language)
      throws IOException {
    write(out, "[");
    List<String> separator = new ArrayList<>(List.of("\n"));
    each(
        source,
        limit,
        page -> {
          for (RunResponse run : parts.json().write(page, language)) {
            write(out, separator.set(0, ",\n"));
            write(out, Json.text(Json.node(run)));
          }
        });
    write(out, "\n]\n");
    out.flush();
  }

  private static void each(Source source, int limit, Pages pages) throws IOException {
    Optional<Object> next = Optional.empty();
    int left = limit;
    do {
      Paging paging = new Paging(Math.min(left, PAGE), next.map(Object::toString));
      RunLists.Page page = source.page(paging);
      pages.write(page.runs());
      left -= page.runs().size();
      next = page.next();
    } while (next.isPresent() && left > 0);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
