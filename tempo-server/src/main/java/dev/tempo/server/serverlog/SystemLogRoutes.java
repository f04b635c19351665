package dev.tempo.server.serverlog;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.serverlog.LogEntry.Level;
import dev.tempo.server.serverlog.LogTail.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The server's own log, the newest entries first. */
public final class SystemLogRoutes implements Feature {
  private final Path directory;

  /** Over the files below a directory. */
  public SystemLogRoutes(Path directory) {
    this.directory = directory;
  }

  /** The logs that there are. */
  private enum Log {
    APPLICATION,
    ERROR,
    ACCESS,
    AUDIT
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/admin/logs/system", this::read);
  }

  private RouteResponse read(ApiRequest call) {
    QueryParameters query = call.query();
    Log log =
        query
            .parsed(
                "log",
                SystemLogRoutes::log,
                JsonValues.oneOf(List.of("application", "error", "access", "audit")))
            .orElse(Log.APPLICATION);
    Level level =
        query
            .parsed(
                "level",
                SystemLogRoutes::level,
                JsonValues.oneOf(List.of("error", "warn", "info", "debug", "trace")))
            .orElse(Level.TRACE);
    Paging paging = call.paging();
    Optional<Position> from = paging.cursor().map(SystemLogRoutes::position);
    LogTail.Page page = page(log, level, from, paging.limit());
    return RouteResponse.ok(
        new LogPage(
            page.entries().stream().map(EntryResponse::of).toList(),
            page.next().map(Paging::encode)));
  }

  /** The newest entries first. */
  @Schema("SystemLog")
  private record LogPage(List<EntryResponse> entries, Optional<String> nextCursor)
      implements ApiResponse {}

  private record EntryResponse(Instant timestamp, String level, String source, String message)
      implements ApiResponse {

    static EntryResponse of(LogEntry entry) {
      return new EntryResponse(
          entry.at(),
          entry.level().name().toLowerCase(Locale.ROOT),
          entry.source(),
          entry.message());
    }
  }

  private LogTail.Page page(Log log, Level level, Optional<Position> from, int limit) {
    Path file = directory.resolve(log.name().toLowerCase(Locale.ROOT) + ".log");
    try {
      return LogTail.read(file, level, from, limit);
    } catch (IOException e) {
      throw new UncheckedIOException("The log " + file + " cannot be read", e);
    }
  }

  private static Log log(String text) {
    return Log.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Level level(String text) {
    return Level.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Position position(String text) {
    try {
      return Position.parse(text);
    } catch (RuntimeException e) {
      throw ApiException.invalid("cursor", JsonValues.mustBe(message("api.allowed.cursor")));
    }
  }
}
