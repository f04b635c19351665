package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.RunExportFile.Content;
import dev.tempo.server.runs.RunExportFile.Format;
import dev.tempo.server.security.authorization.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the runs of a list, or their logs, into a file, page by page, so that its size costs no
 * memory. The query says which, as in the list itself.
 */
public final class ExportRoutes implements Feature {
  private static final int PAGE = 20;

  /** A page of runs with 64 kB of parameters each, and one of them as text. */
  private static final long PAGE_BYTES = 2 << 20;

  private static final int DEFAULT_RUNS = 10_000;
  private static final int MAX_RUNS = 100_000;
  private static final int MAX_IDS = 1_000;

  private final RunRouteSupport parts;
  private final RunLists lists;
  private final WholeLogReader logs;

  /** Over runs. */
  public ExportRoutes(RunRouteSupport parts) {
    this.parts = parts;
    this.lists = new RunLists(parts.tempo().store().runs(), parts.access());
    this.logs = new WholeLogReader(parts.tempo().store().logs());
  }

  /** Takes the pages of an export. */
  @FunctionalInterface
  private interface Pages {
    void write(List<Run> page) throws IOException;
  }

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/runs/export", call -> export(call, Content.RUNS))
        .post("/api/admin/logs/export", call -> export(call, Content.LOGS));
  }

  private RouteResponse export(ApiRequest call, Content usual) {
    JsonInput body = call.bodyOrEmpty();
    Format format = body.choice("format", Format.class).or(Format.CSV);
    Content content = body.choice("content", Content.class).or(usual);
    int limit = body.whole("limit", 1, MAX_RUNS).or(DEFAULT_RUNS);
    var given = body.texts("ids", MAX_IDS, 36);
    List<UUID> ids = given.present() ? RunRouteSupport.ids(body, "ids", MAX_IDS) : List.<UUID>of();
    body.end();
    Optional<List<UUID>> chosen = chosen(given.present(), ids, parts.marked(call));
    RunFilter filter = parts.search().filter(call);
    parts.access().keepUnlessOwn(call, parts.search().starter(call));
    Caller caller = call.caller();
    Source source =
        chosen.isPresent()
            ? paging -> lists.only(chosen.get(), filter, paging, caller)
            : paging -> lists.page(filter, paging, caller);
    call.expect(PAGE_BYTES);
    Translation language = call.language();
    return RouteResponse.download(
        format.mediaType(),
        (content.name() + "." + format.name()).toLowerCase(Locale.ROOT),
        out ->
            write(
                new RunExportFile(out, format, content, logs, language), source, limit, language));
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

  private void write(RunExportFile file, Source source, int limit, Translation language)
      throws IOException {
    file.begin();
    each(
        source,
        limit,
        page -> {
          for (RunResponse run : parts.json().write(page, language)) {
            file.add(run);
          }
        });
    file.end();
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
}
