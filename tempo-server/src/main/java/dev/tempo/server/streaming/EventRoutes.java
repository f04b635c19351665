package dev.tempo.server.streaming;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.http.WebSocketHandler.Sender;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells what happens, over a WebSocket: all that the caller may know, until the client chooses.
 * Whoever subscribes to a run is told at once how it stands, so that a client that comes back has
 * missed nothing.
 */
public final class EventRoutes implements Feature {
  private static final int MAX_TOPICS = 100;
  private static final int MAX_TOPIC_LENGTH = 100;

  private final Tempo tempo;
  private final EventHub hub;
  private final RunAccess access;
  private final TimeSource time;

  /** Over a hub. */
  public EventRoutes(Tempo tempo, EventHub hub, RunAccess access, TimeSource time) {
    this.tempo = tempo;
    this.hub = hub;
    this.access = access;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.socket("/ws", this::open);
  }

  private Sender open(ApiRequest call) {
    return new Listener(
        new EventSession(
            call.caller(), call.language(), dropped -> hub.dropNotice(dropped, call.language())));
  }

  /** One client. */
  private final class Listener implements Sender {
    private final EventSession session;

    Listener(EventSession session) {
      this.session = session;
    }

    @Override
    public void run(WebSocket socket) throws InterruptedException {
      hub.join(session);
      try {
        session.run(socket);
      } finally {
        hub.leave(session);
      }
    }

    @Override
    public void receive(JsonNode message) {
      try {
        JsonInput input = JsonInput.of(message);
        List<String> add = topics(input, "subscribe");
        List<String> drop = topics(input, "unsubscribe");
        Optional<String> ping = input.scalar("ping", MAX_TOPIC_LENGTH).value();
        input.end();
        add.forEach(this::subscribe);
        drop.forEach(session::unsubscribe);
        ping.ifPresent(this::pong);
      } catch (ApiException e) {
        session.tell(hub.notice(e.code().name(), e.message(), session.language()));
      }
    }

    private List<String> topics(JsonInput input, String field) {
      List<String> topics = input.texts(field, MAX_TOPICS, MAX_TOPIC_LENGTH).or(List.of());
      topics.stream()
          .filter(topic -> !Topics.exists(topic))
          .findFirst()
          .ifPresent(topic -> input.violation(field, message("api.stream.topics")));
      return topics;
    }

    /** Subscribed first: what happens in between is told twice rather than not at all. */
    private void subscribe(String topic) {
      Optional<UUID> runId = Topics.run(topic);
      Optional<Run> run = runId.map(id -> access.find(id, caller()));
      String wanted = runId.map(Topics::of).orElse(topic);
      if (!session.subscribe(wanted)) {
        session.tell(
            hub.notice("CONFLICT", message("api.stream.tooManyTopics"), session.language()));
        return;
      }
      run.flatMap(found -> tempo.findRun(found.id()))
          .ifPresent(found -> session.tell(hub.standing(found, session)));
    }

    private void pong(String ping) {
      session.tell(hub.message("pong", time.nowMillis(), new EventMessages.Pong(ping)));
    }

    private Caller caller() {
      return session.caller();
    }
  }
}
