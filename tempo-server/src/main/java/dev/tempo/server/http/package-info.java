/**
 * What all features share: {@link dev.tempo.server.http.Routes} to register what they answer,
 * {@link dev.tempo.server.http.ApiRequest} and {@link dev.tempo.server.http.RouteResponse}, JSON in
 * ({@link dev.tempo.server.http.json.JsonInput}) and out ({@link dev.tempo.server.http.json.Json}),
 * and the one error mapper. Nothing outside this package knows the web server.
 */
package dev.tempo.server.http;
