package dev.tempo.server.http;

/** What answers a WebSocket. */
@FunctionalInterface
public interface SocketEndpoint {

  /**
   * Decides, before the socket is opened, what will be sent on it.
   *
   * @throws ApiException if the caller may not have it
   */
  Sender open(Call call);

  /** Sends on a socket that has been opened. */
  @FunctionalInterface
  interface Sender {

    /**
     * Sends until there is no more, on a virtual thread of its own; the socket is closed when this
     * returns.
     *
     * @throws InterruptedException when the socket was closed meanwhile
     */
    void run(Socket socket) throws InterruptedException;
  }
}
