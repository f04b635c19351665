package dev.tempo.server.http;

import com.fasterxml.jackson.databind.JsonNode;

/** The server's end of an open WebSocket. For the one thread that sends. */
public interface WebSocket {

  /** Sends a JSON text frame; waits while the client does not read. */
  void send(JsonNode message);

  /** Sends a text frame that is JSON already; waits while the client does not read. */
  void sendText(String json);

  /** False once either side has closed it. */
  boolean isOpen();
}
