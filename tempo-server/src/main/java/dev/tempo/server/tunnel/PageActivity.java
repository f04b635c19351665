package dev.tempo.server.tunnel;

/**
 * Learns that one page is used. Called on the threads of connections, often, so it must be quick,
 * must not throw and must be safe for use by many threads.
 */
public interface PageActivity {

  /** A request for something of the script's has been let in; what is Tempo's does not count. */
  void onRequest();

  /**
   * Bytes went through an upgraded connection (a WebSocket).
   *
   * @param bytes how many, in one direction, at least 1
   */
  void onSocketBytes(long bytes);
}
