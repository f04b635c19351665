package dev.tempo.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.problem.ApiException;

/** Handles the messages of a WebSocket. */
@FunctionalInterface
public interface WebSocketHandler {

  /**
   * Decides, before the socket is opened, what will be sent on it.
   *
   * @throws ApiException if the caller may not have it
   */
  Sender open(ApiRequest call);

  /** Sends on a socket that has been opened. */
  @FunctionalInterface
  interface Sender {

    /**
     * Sends until there is no more, on a virtual thread of its own; the socket is closed when this
     * returns.
     *
     * @throws InterruptedException when the socket was closed meanwhile
     */
    void run(WebSocket socket) throws InterruptedException;

    /**
     * Takes a message of the client's, on the thread that reads; must not wait for the client.
     *
     * @throws ApiException if it cannot be understood at all, which closes the socket
     */
    default void receive(JsonNode message) {}
  }
}
