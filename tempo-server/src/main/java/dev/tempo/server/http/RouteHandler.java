package dev.tempo.server.http;

import dev.tempo.server.http.problem.ApiException;

/** Handles the requests of a route. Called on a virtual thread per request. */
@FunctionalInterface
public interface RouteHandler {

  /**
   * Answers.
   *
   * @throws ApiException if the request cannot be answered as asked
   */
  RouteResponse answer(ApiRequest call);
}
