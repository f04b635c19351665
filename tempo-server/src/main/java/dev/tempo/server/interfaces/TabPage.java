package dev.tempo.server.interfaces;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.settings.LogoFile;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.tunnel.EventStream;
import dev.tempo.server.tunnel.PageReply;
import dev.tempo.server.tunnel.PageRequest;
import dev.tempo.webapp.WebAppState;
import dev.tempo.webapp.WebAppStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What is Tempo's on the address of an interface: a page that shows what the script prints while it
 * starts, and then frames the script's own page; its files; the stream by which a tab holds its
 * lease; and the logo. Thread-safe.
 */
final class TabPage {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration CALM_LOOK = Duration.ofSeconds(1);
  private static final int LOOKS_A_PING = 5;
  private static final int MOST_LINES = 1_000;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Map<String, String> FILES =
      Map.of("tab.js", "text/javascript", "tab.css", "text/css");

  private final Sources sources;

  /**
   * What it is made of.
   *
   * @param languages of the people who look
   * @param jobName what the job of an interface is called
   * @param log reads what a run prints from a line on
   */
  record Sources(
      SettingsService settings,
      LogoFile logo,
      Languages languages,
      Function<UUID, Optional<String>> jobName,
      BiFunction<UUID, Long, LogReader> log) {}

  TabPage(Sources sources) {
    this.sources = sources;
  }

  PageReply answer(OpenInterface page, PageRequest request) {
    return switch (request.path()) {
      case "" -> html(page, request);
      case "tab.js", "tab.css" -> file(request.path());
      case "lease" -> lease(page, request);
      case "leave" -> leave(page, request);
      case "logo" -> logo(request);
      default -> PageReply.Content.text(404, "text/plain", "404");
    };
  }

  private PageReply html(OpenInterface page, PageRequest request) {
    Translation language = language(page, request);
    String theme =
        PageTheme.of(page.app().openedBy())
            .map(PageTheme::toString)
            .orElseGet(() -> sources.settings().get(Settings.DEFAULT_THEME));
    String text =
        resource("tab.html")
            .replace("{language}", language.language())
            .replace("{theme}", theme)
            .replace("{title}", escaped(title(page)))
            .replace("{product}", escaped(sources.settings().get(Settings.PRODUCT_NAME)))
            .replace("{starting}", said(language, message("api.interface.tab.starting")))
            .replace("{failed}", said(language, message("api.interface.tab.failed")))
            .replace("{stopped}", said(language, message("api.interface.tab.stopped")))
            .replace("{unresponsive}", said(language, message("api.interface.tab.unresponsive")))
            .replace("{disconnected}", said(language, message("api.interface.tab.disconnected")))
            .replace("{log}", said(language, message("api.interface.tab.log")));
    return new PageReply.Content(
        200,
        "text/html; charset=utf-8",
        Map.of("Content-Security-Policy", POLICY),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private static String said(Translation language, Message text) {
    return escaped(language.text(text));
  }

  private Translation language(OpenInterface page, PageRequest request) {
    return sources
        .languages()
        .of(Optional.of(page.row().place().userId()), request.header("accept-language"));
  }

  private String title(OpenInterface page) {
    return sources.jobName().apply(page.row().place().jobId()).orElse("");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }

  private static PageReply file(String name) {
    return PageReply.Content.text(200, FILES.get(name), resource(name));
  }

  private static String resource(String name) {
    try (InputStream in =
        TabPage.class.getModule().getResourceAsStream("META-INF/interfaces/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the server is missing: " + name, e);
    }
  }

  private PageReply logo(PageRequest request) {
    boolean dark = request.parameter("theme").filter("dark"::equals).isPresent();
    Setting<String> first = dark ? Settings.LOGO_PATH_DARK : Settings.LOGO_PATH;
    return sources
        .logo()
        .read(first)
        .or(() -> sources.logo().read(Settings.LOGO_PATH))
        .<PageReply>map(
            image ->
                new PageReply.Content(
                    200, image.type(), Map.of("Cache-Control", "max-age=60"), image.bytes()))
        .orElseGet(() -> PageReply.Content.text(404, "text/plain", "404"));
  }

  private static PageReply leave(OpenInterface page, PageRequest request) {
    if (request.method().equals("POST")) {
      request.parameter("tab").ifPresent(page.leases()::leave);
    }
    return PageReply.Content.none();
  }

  private PageReply lease(OpenInterface page, PageRequest request) {
    String tab = request.parameter("tab").filter(id -> id.length() <= 64).orElse("?");
    Translation language = language(page, request);
    return new PageReply.Events(stream -> hold(page, tab, language, stream));
  }

  private void hold(OpenInterface page, String tab, Translation language, EventStream stream)
      throws IOException {
    page.leases().open(tab);
    try {
      new Telling(page, language, stream).tell();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      page.leases().end(tab);
    }
  }

  /** What a tab was told of the state. */
  private record Told(InterfaceState state, Optional<String> error) {}

  /** Tells one tab how its interface is, until that is over or the tab has gone. */
  private final class Telling {
    private final OpenInterface page;
    private final Translation language;
    private final EventStream stream;
    private Told told = new Told(InterfaceState.NONE, Optional.empty());
    private UUID reading = new UUID(0, 0);
    private long line;

    Telling(OpenInterface page, Translation language, EventStream stream) {
      this.page = page;
      this.language = language;
      this.stream = stream;
    }

    void tell() throws IOException, InterruptedException {
      for (int look = 1; true; look++) {
        WebAppStatus now = page.status();
        if (now.state() != WebAppState.READY && now.state() != WebAppState.UNRESPONSIVE) {
          sendLog(now.runId());
        }
        sendState(now);
        boolean waits = now.state() == WebAppState.STARTING;
        if (now.state().isFinal() || stream.awaitEnd(waits ? LOOK : CALM_LOOK)) {
          return;
        }
        if (!waits && look % LOOKS_A_PING == 0) {
          stream.send(":\n\n");
        }
      }
    }

    private void sendState(WebAppStatus now) throws IOException {
      Told event = new Told(InterfaceState.of(now.state()), now.error().map(language::kept));
      if (!event.equals(told)) {
        told = event;
        Json.Object data =
            Json.object()
                .put("state", event.state().toString())
                .put("error", event.error().orElse(""));
        send("state", data);
      }
    }

    /** What was printed since it was told last; another run begins at its own first line. */
    private void sendLog(UUID runId) throws IOException, InterruptedException {
      if (!runId.equals(reading)) {
        reading = runId;
        line = 0;
      }
      try (LogReader reader = sources.log().apply(runId, line)) {
        List<LogLine> lines = reader.next(Duration.ZERO).lines();
        if (!lines.isEmpty() && line < MOST_LINES) {
          send("log", Json.object().put("lines", lines.stream().map(LogLine::text).toList()));
        }
        line = reader.position();
      }
    }

    private void send(String event, Json.Object data) throws IOException {
      String json = new String(Json.bytes(data.node()), StandardCharsets.UTF_8);
      stream.send("event: " + event + "\ndata: " + json + "\n\n");
    }
  }
}
