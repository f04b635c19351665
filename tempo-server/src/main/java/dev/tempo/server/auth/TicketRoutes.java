package dev.tempo.server.auth;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Tickets;
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

  private Reply make(Call call) {
    Input body = call.body();
    String path = body.required("path", body.text("path", MAX_PATH)).map(base::without).orElse("");
    if (!body.hasViolations() && !Tickets.areTakenAt(path)) {
      body.violation(
          "path", "must be of a WebSocket or of a download that takes tickets, without a query");
    }
    body.end();
    Tickets.Made made = tickets.make(call, path);
    return Reply.created(new AuthResponses.TicketResponse(made.text(), made.expiresAt()));
  }
}
