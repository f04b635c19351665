package dev.tempo.server.marks;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.marks.MarkResponses.DeletedPreset;
import dev.tempo.server.marks.MarkResponses.PresetPage;
import dev.tempo.server.marks.MarkResponses.PresetResponse;
import dev.tempo.server.marks.PresetStore.Owner;
import dev.tempo.server.marks.PresetStore.Preset;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps values of a job's parameters under a name, for one account and project. */
public final class PresetRoutes implements Feature {
  private static final int MAX_PRESETS = 100;
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_VALUE = 10_000;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

  private final JobService jobs;
  private final PresetStore store;
  private final TimeSource time;

  /** Over the jobs, and a database. */
  public PresetRoutes(JobService jobs, Database database, TimeSource time) {
    this.jobs = jobs;
    this.store = new PresetStore(database);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/presets", this::list)
        .get("/api/jobs/{job}/presets/{name}", this::show)
        .put("/api/jobs/{job}/presets/{name}", this::save)
        .delete("/api/jobs/{job}/presets/{name}", this::delete);
  }

  private RouteResponse list(ApiRequest call) {
    List<PresetResponse> all = all(call, job(call));
    return RouteResponse.ok(new PresetPage(all, all.size(), true, Optional.empty()));
  }

  /** One's own, and those beside the script that have another name. */
  private List<PresetResponse> all(ApiRequest call, JobIndexEntry job) {
    List<PresetResponse> all = new ArrayList<>();
    store.list(owner(call, job)).forEach(preset -> all.add(PresetResponse.of(preset)));
    Set<String> own = all.stream().map(PresetResponse::name).collect(Collectors.toSet());
    jobs.dependencies().discovered().examples(job).stream()
        .filter(example -> !own.contains(example.name()))
        .forEach(example -> all.add(PresetResponse.of(example)));
    return all;
  }

  private RouteResponse show(ApiRequest call) {
    String name = call.path("name");
    return RouteResponse.ok(
        all(call, job(call)).stream()
            .filter(preset -> preset.name().equals(name))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("preset", name)));
  }

  private RouteResponse save(ApiRequest call) {
    JobIndexEntry job = job(call);
    Owner owner = owner(call, job);
    JsonInput body = call.body();
    Map<String, String> values =
        body.required("parameters", body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE))
            .orElse(Map.of());
    body.computed("name", "updatedAt", "readOnly");
    body.end();
    String name = name(call);
    check(job, values);
    List<Preset> others =
        store.list(owner).stream().filter(preset -> !preset.name().equals(name)).toList();
    if (others.size() >= MAX_PRESETS) {
      throw ApiException.conflict(counted("api.preset.full", MAX_PRESETS));
    }
    Preset preset = new Preset(name, Json.text(Json.node(values)), time.nowMillis());
    store.save(owner, preset);
    return RouteResponse.ok(PresetResponse.of(preset));
  }

  private RouteResponse delete(ApiRequest call) {
    String name = call.path("name");
    JobIndexEntry job = job(call);
    if (!store.delete(owner(call, job), name)) {
      if (all(call, job).stream().anyMatch(preset -> preset.name().equals(name))) {
        throw ApiException.conflict(message("api.preset.readOnly", "name", name));
      }
      throw ApiException.notFound("preset", name);
    }
    return RouteResponse.ok(new DeletedPreset(name));
  }

  /** What is given must be valid, but need not be all; secrets are not kept. */
  private static void check(JobIndexEntry job, Map<String, String> values) {
    List<ParameterDefinition> asked = job.details().behaviour().parameters();
    List<ParameterDefinition> given =
        asked.stream().filter(parameter -> values.containsKey(parameter.name())).toList();
    given.stream()
        .filter(parameter -> parameter.type() == ParameterDefinition.Type.SECRET)
        .findAny()
        .ifPresent(
            secret -> {
              throw ApiException.invalid(
                  "parameters." + secret.name(), message("api.preset.secret"));
            });
    if (!asked.isEmpty()) {
      ParameterValues.checkGiven(asked, values);
    }
  }

  private static String name(ApiRequest call) {
    String name = call.path("name");
    if (!NAME.matcher(name).matches()) {
      throw ApiException.invalid("name", message("api.preset.name"));
    }
    return name;
  }

  private static Owner owner(ApiRequest call, JobIndexEntry job) {
    String project = call.query().uuid("project").map(UUID::toString).orElse("");
    return new Owner(call.caller().userId(), job.id(), project);
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
