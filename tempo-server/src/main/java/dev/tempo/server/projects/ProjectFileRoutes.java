package dev.tempo.server.projects;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Negotiation;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.projects.ProjectFiles.Place;
import dev.tempo.server.projects.ProjectFiles.Written;
import dev.tempo.server.projects.ProjectResponses.FilePage;
import dev.tempo.server.projects.ProjectResponses.FileResponse;
import dev.tempo.server.projects.ProjectResponses.UsageResponse;
import dev.tempo.server.projects.ProjectResponses.WrittenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists, reads, writes and deletes files of projects, also by the paths of older programs. */
final class ProjectFileRoutes implements Feature {
  /** The directory of a group, that of jobs without one included. */
  static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]{1,60}");

  private final ProjectService projects;
  private final ProjectFiles files;

  ProjectFileRoutes(ProjectService projects, ProjectFiles files) {
    this.projects = projects;
    this.files = files;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/projects/{id}/files", this::list)
        .get("/api/projects/{id}/archive", this::archive)
        .get("/api/projects/{id}/files/{path}", this::read)
        .put("/api/projects/{id}/files/{path}", this::write)
        .delete("/api/projects/{id}/files/{path}", this::delete)
        .get("/api/data/{group}/{project}/files", call -> list(call, named(call)))
        .get("/api/data/{group}/{project}/{path}", call -> read(call, named(call)))
        .post("/api/data/{group}/{project}/{path}", call -> write(call, named(call)))
        .delete("/api/data/{group}/{project}/{path}", call -> delete(call, named(call)));
  }

  /**
   * The group of a name.
   *
   * @throws ApiException 404 if it is none
   */
  static String group(String name) {
    if (!GROUP.matcher(name).matches()) {
      throw ApiException.notFound("group", name);
    }
    return name;
  }

  private Place named(ApiRequest call) {
    String group = group(call.path("group"));
    return new Place(projects.named(call.path("project"), call.caller()), group);
  }

  private static String asked(ApiRequest call) {
    return group(call.query().text("group").orElse(ProjectTree.MANAGED));
  }

  private Place readable(ApiRequest call) {
    return new Place(ProjectRoutes.readable(projects, call), asked(call));
  }

  private Place own(ApiRequest call) {
    return new Place(projects.own(call.path("id"), call.caller()), asked(call));
  }

  private RouteResponse list(ApiRequest call) {
    return list(call, readable(call));
  }

  private RouteResponse list(ApiRequest call, Place place) {
    FilePath directory = FilePath.directory(call.query().text("path"));
    return RouteResponse.ok(
        new FilePage(
            files.list(place, directory).stream().map(FileResponse::of).toList(),
            files.groups(place.project()),
            UsageResponse.of(files.usage(place.project()))));
  }

  private RouteResponse archive(ApiRequest call) {
    Place place = readable(call);
    FilePath path = FilePath.directory(call.query().text("path"));
    if (!files.isDirectory(place, path)) {
      throw ApiException.notFound("projectFile", path.toString());
    }
    String name = path.parts().isEmpty() ? place.project().directory() : path.parts().getLast();
    return RouteResponse.download(
        "application/zip", name + ".zip", out -> files.pack(place, path, out));
  }

  private RouteResponse read(ApiRequest call) {
    return read(call, readable(call));
  }

  private RouteResponse read(ApiRequest call, Place place) {
    FilePath path = FilePath.of(call.path("path"));
    return FileDownload.of(files, place, path, call.header("Range"), call.header("If-Range"));
  }

  private RouteResponse write(ApiRequest call) {
    return write(call, own(call));
  }

  private RouteResponse write(ApiRequest call, Place place) {
    FilePath path = FilePath.of(call.path("path"));
    try (InputStream content = call.stream()) {
      Written written = files.write(place, path, content, condition(call));
      WrittenFile answer =
          new WrittenFile(
              written.path().toString(),
              written.sizeBytes(),
              written.etag(),
              UsageResponse.of(files.usage(place.project())));
      return written.isNew() ? RouteResponse.created(answer) : RouteResponse.ok(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RouteResponse delete(ApiRequest call) {
    return delete(call, own(call));
  }

  private RouteResponse delete(ApiRequest call, Place place) {
    files.delete(place, FilePath.of(call.path("path")), condition(call));
    return RouteResponse.empty();
  }

  /**
   * What the request demands of what is there: tags, {@code *}, or nothing. If-Match compares
   * strongly, If-None-Match weakly (RFC 9110, 13.1.1 and 13.1.2).
   */
  private static Predicate<Optional<String>> condition(ApiRequest call) {
    Optional<String> match = call.header("If-Match");
    Optional<String> noneMatch = call.header("If-None-Match");
    return there ->
        match.map(tags -> there.filter(tag -> isAmong(tags, tag)).isPresent()).orElse(true)
            && noneMatch
                .map(tags -> there.filter(tag -> Negotiation.has(List.of(tags), tag)).isEmpty())
                .orElse(true);
  }

  private static boolean isAmong(String tags, String tag) {
    return Stream.of(tags.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || one.equals(tag));
  }
}
