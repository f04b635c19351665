package dev.tempo.server.http;

/** What answers a route. Called on a virtual thread per request. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers.
   *
   * @throws ApiException if the request cannot be answered as asked
   */
  Reply answer(Call call);
}
