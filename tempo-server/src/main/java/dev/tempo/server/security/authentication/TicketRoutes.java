package dev.tempo.server.security.authentication;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.transport.BasePath;

/** Hands out tickets for WebSockets and downloads by a link. */
public final class TicketRoutes implements Feature {
  private static final int MAX_PATH = 1_000;

  private final Tickets tickets;
  private final BasePath base;

  /**
   * Over those that are handed out.
   *
   * @param base with which paths may be named, or without
   */
  public TicketRoutes(Tickets tickets, BasePath base) {
    this.tickets = tickets;
    this.base = base;
  }

  @Override
  public void register(Routes routes) {
    routes.post("/api/tickets", this::make);
  }

  private RouteResponse make(ApiRequest call) {
    JsonInput body = call.body();
    String path = body.required("path", body.text("path", MAX_PATH)).map(base::without).orElse("");
    if (!body.hasViolations() && !Tickets.areTakenAt(path)) {
      body.violation("path", message("api.auth.ticketPath"));
    }
    body.end();
    Tickets.Made made = tickets.make(call, path);
    return RouteResponse.created(new AuthResponses.TicketResponse(made.text(), made.expiresAt()));
  }
}
