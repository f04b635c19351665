package dev.tempo.server.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows, lists, cancels and deletes runs. */
public final class RunRoutes implements Feature {
  private static final int MAX_IDS = 1_000;

  private final Tempo tempo;
  private final RunParts parts;
  private final JobDirectory jobs;
  private final RunLists lists;

  /** Over an engine and its jobs. */
  public RunRoutes(Tempo tempo, RunParts parts, JobDirectory jobs) {
    this.tempo = tempo;
    this.parts = parts;
    this.jobs = jobs;
    this.lists = new RunLists(tempo.store().runs(), parts.access());
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/runs", this::listOfJob)
        .get("/api/runs", call -> list(call, parts.search().filter(call)))
        .get("/api/runs/{id}", this::show)
        .delete("/api/runs/{id}", this::delete)
        .post("/api/runs/{id}/cancel", this::cancel)
        .post("/api/runs/delete", this::deleteMany);
  }

  private Reply listOfJob(Call call) {
    UUID jobId = jobs.resolve(call.path("job"), call.caller()).id();
    return list(call, parts.search().filter(call).job(jobId));
  }

  private Reply list(Call call, RunFilter filter) {
    Paging paging = call.paging();
    if (RunSearch.asksForNothing(call.query())) {
      return reply(new RunLists.Page(List.of(), Optional.empty()), new RunLists.Total(0, true));
    }
    Optional<List<UUID>> marked = parts.marked(call);
    if (marked.isPresent()) {
      RunLists.Page page = lists.only(marked.get(), filter, paging, call.caller());
      boolean whole = paging.cursor().isEmpty() && page.next().isEmpty();
      return reply(page, new RunLists.Total(page.runs().size(), whole));
    }
    RunLists.Page page = lists.page(filter, paging, call.caller());
    return reply(page, lists.total(filter, call.caller()).atLeast(page));
  }

  private Reply reply(RunLists.Page page, RunLists.Total total) {
    return Reply.ok(
        Json.object()
            .put("runs", parts.json().write(page.runs()))
            .put("total", total.count())
            .put("totalIsExact", total.exact())
            .put("nextCursor", page.next().map(Paging::encode)));
  }

  private Reply show(Call call) {
    return Reply.ok(parts.json().write(run(call)));
  }

  private Reply cancel(Call call) {
    call.bodyOrEmpty().end();
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, "cancel");
    boolean cancelled = tempo.cancel(run.id(), call.caller().username());
    return Reply.accepted(Json.object().put("runId", run.id()).put("cancelled", cancelled));
  }

  private Reply delete(Call call) {
    Run run = run(call);
    parts.access().requireOwn(call.caller(), run, "delete");
    if (parts.delete(List.of(run.id())).isEmpty()) {
      throw unfinished(run);
    }
    return Reply.ok(Json.object().put("id", run.id()));
  }

  /** Deletes what can be deleted, and says of each of the others why not. */
  private Reply deleteMany(Call call) {
    Input body = call.body();
    List<UUID> ids = RunParts.ids(body, "ids", MAX_IDS);
    body.end();
    ArrayNode refused = Json.array(List.of(), id -> id);
    List<UUID> due = new ArrayList<>();
    for (UUID id : ids) {
      try {
        Run run = parts.access().find(id, call.caller());
        parts.access().requireOwn(call.caller(), run, "delete");
        if (!run.status().isFinal()) {
          throw unfinished(run);
        }
        due.add(id);
      } catch (ApiException e) {
        refused.add(refusal(id, e));
      }
    }
    List<UUID> deleted = parts.delete(due);
    due.removeAll(deleted);
    due.forEach(id -> refused.add(refusal(id, stillWriting(id))));
    return Reply.ok(Json.object().put("deleted", deleted).put("refused", refused));
  }

  private static JsonNode refusal(UUID id, ApiException why) {
    return Json.object()
        .put("id", id)
        .put("code", why.code().name())
        .put("message", why.getMessage())
        .node();
  }

  private static ApiException unfinished(Run run) {
    return run.status().isFinal()
        ? stillWriting(run.id())
        : ApiException.conflict("Run " + run.id() + " has not ended; cancel it first");
  }

  private static ApiException stillWriting(UUID id) {
    return ApiException.conflict("The log of run " + id + " is still being stored; try again");
  }

  private Run run(Call call) {
    return parts.access().find(call.id("id", "run"), call.caller());
  }
}
